"""Classifications of skills as their publishers give them out, read into a `Taxonomy` or refused with every fault."""
