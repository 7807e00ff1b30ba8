"""Clearing: the frozen input of a round, the runs on it, who confirms them, what is published, and the offers."""
