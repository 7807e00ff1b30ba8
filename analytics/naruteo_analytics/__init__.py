"""Cohort analytics with disclosure control, on plain data frames."""
