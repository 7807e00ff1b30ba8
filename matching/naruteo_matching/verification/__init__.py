"""Checks a matching by code of its own: nothing here imports what made it, not even to read the instance."""

from naruteo_matching.verification.checking import examine, find_faults
from naruteo_matching.verification.faults import Fault
from naruteo_matching.verification.reading import Unreadable

__all__ = ["Fault", "Unreadable", "examine", "find_faults"]
