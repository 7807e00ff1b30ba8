"""Judging tests apart from the learner's code: two processes, and between them nothing but typed plain data."""
