"""Answers: what a round gave a candidate and exactly why, taking a place or not, and asking a human to look again."""
