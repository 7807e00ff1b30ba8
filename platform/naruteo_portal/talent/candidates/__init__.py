"""Candidates: who they are, what they can, what they consent to, and what the law asks of them, kept apart."""
