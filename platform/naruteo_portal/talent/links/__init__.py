"""Linked applications: couples and families who want places together in a round."""
