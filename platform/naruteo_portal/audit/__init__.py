"""Append-only record of who did what, written with the act."""
