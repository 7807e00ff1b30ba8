"""Inviting many people from one file: reading it, checking each row, showing the result, carrying it out."""
