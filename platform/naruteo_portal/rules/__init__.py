"""Dated rules of programmes: what somebody is owed or may do, why or why not; usable without the rest of the portal."""
