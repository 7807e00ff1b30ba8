"""What submissions have in common with each other: a hint for instructors, never a verdict (see docs/similarity.md)."""
