"""Loading a programme from files: the dry run, its faults, and what becomes of it."""
