"""What whoever hands tables in declares of final results, where the tables do not say who has passed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Final:
    """Which line item of a class holds its final result, and who has passed by it.

    Attributes
    ----------
    title : str
        The line item's title, the same in each class that has a final result.
    least : float
        From so many per cent of the item's own range on (`resultValueMin` to `resultValueMax`) somebody has passed.
    """

    title: str
    least: float
