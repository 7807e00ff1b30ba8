"""Instructors' own cohorts: unprotected figures, made in the background, kept for the day, and each reading logged."""
