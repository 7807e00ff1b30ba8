"""Suitability: what is learned from decided rounds, whether it may be used, and estimates beside orders."""
