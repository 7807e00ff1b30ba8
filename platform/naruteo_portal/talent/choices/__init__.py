"""Choices: candidates look at openings, keep some, order them for a round, and certify the order."""
