"""What an institution demands before a figure is shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """How small is too small.

    Parameters
    ----------
    k : int
        The least count of persons that is shown, and the least number of persons who must have changed in a cell
        before a later release shows its new value. Institutions use 5 to 30; 10 is what most US states use
        (NCES 2011-603).
    n_rate : int
        The least denominator of a rate that is shown.
    width : int
        How many persons wide the narrowest interval may be to which anybody can narrow down a hidden count.
    least_part : int
        A rate says the same of almost everybody, and is not shown, when fewer than so many are counted by it, or
        fewer are not (Office for Students: DPL and DPH).

    Raises
    ------
    ValueError
        When a value would protect nobody.
    """

    k: int = 10
    n_rate: int = 25
    width: int = 5
    least_part: int = 3

    def __post_init__(self) -> None:
        if self.k < 2 or self.n_rate < self.k or self.width < 1:
            raise ValueError(
                "k must be 2 or more, n_rate at least k, and width 1 or more:"
                f" not k={self.k}, n_rate={self.n_rate}, width={self.width}"
            )

    def few(self, count: int) -> bool:
        """Whether a count is too small to be shown: nought is not."""
        return 0 < count < self.k
