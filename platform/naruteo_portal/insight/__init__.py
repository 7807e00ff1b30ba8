"""Reviewed programmes: their cohorts' data, the frozen releases that protect people in it, and what readers see."""
