"""Background work about submissions."""
