"""Papers of a claim: what the platform makes of its own records, what is uploaded, and all of it in one archive."""
