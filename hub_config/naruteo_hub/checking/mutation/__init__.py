"""Small changes to a solution, each like a mistake that somebody makes; tests that are worth their name notice them."""

from naruteo_hub.checking.mutation.make import make_mutants
from naruteo_hub.checking.mutation.source import Mutant, read_answer

__all__ = ["Mutant", "make_mutants", "read_answer"]
