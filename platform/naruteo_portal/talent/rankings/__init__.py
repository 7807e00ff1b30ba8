"""Choosing candidates: who they are without their names, ranking them in a round, and interviews outside it."""
