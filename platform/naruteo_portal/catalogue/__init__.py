"""Courses, editions, cohorts, enrolment and progress."""
