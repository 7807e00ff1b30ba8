"""What is wrong with an instance: every fault with its place and what to do, gathered before anything is refused."""

from collections.abc import Sequence
from typing import NamedTuple


class InstanceFault(NamedTuple):
    """One thing that is wrong, such as ``openings[3].seats: is -1; write a whole number from 0 to 1000000000``."""

    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


class InstanceError(ValueError):
    """The instance cannot be solved as it is.

    Attributes
    ----------
    faults : tuple of InstanceFault
        Everything that was found, in the order of the instance.
    """

    def __init__(self, faults: Sequence[InstanceFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)
