"""Submissions, grading and feedback."""
