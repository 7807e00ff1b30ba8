"""Rounds: which openings and candidates take part, whose lists count, and what came of it."""
