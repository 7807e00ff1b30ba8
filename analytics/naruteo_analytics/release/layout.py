"""What stays the same over all releases of a programme: which values are shown together, and how long a period is.

This is decided once, at a programme's first release, and kept with its register: groups that changed between releases
would tell by their differences who moved from the one to the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from naruteo_analytics.disclosure.tables import UNKNOWN
from naruteo_analytics.shape import Programme

OTHER = "other"
LEAST_MANY = 5
"""A group has a row of its own from so many times k on, in all cohorts together."""
MOST_PERIODS = 6
MANY_FOLLOWED = 500
"""With so many of a cohort on average, what happened after the end is shown by quarters, otherwise by half-years."""
PERIODS = (1, 2, 4, 8, 13, 26)
"""How many weeks a period may have."""


@dataclass(frozen=True)
class Layout:
    """The groups of each attribute, and the length of a period.

    Attributes
    ----------
    shown : mapping from attribute to the values that are shown by themselves, in order
    merged : mapping from attribute to the values that are `other` together
        Values that came later are `other`, too.
    period : int
        Weeks of a period of a cohort.
    months : int
        Months of a period after its end.
    """

    shown: Mapping[str, Sequence[str]]
    merged: Mapping[str, Sequence[str]]
    period: int
    months: int

    @classmethod
    def first(cls, programme: Programme, k: int) -> Self:
        """Decide by the programme as it is at its first release.

        Rare values, that of those of whom nobody knows it among them, are `other` together with as many of the next
        rare ones as make it large enough. An attribute that leaves one group parts nobody and is left out. A period is
        the shortest of which the longest cohort has at most six.
        """
        shown, merged = {}, {}
        for name in programme.attributes:
            values = programme.enrolments[name].astype("object").fillna(UNKNOWN).astype(str)
            counts = {str(value): int(n) for value, n in values.value_counts().items()}
            together = _together(counts, LEAST_MANY * k)
            if len(counts) - len(together) + bool(together) > 1:
                merged[name] = sorted(together)
                shown[name] = sorted({*counts} - {*together, UNKNOWN})
        weeks = int(programme.cohorts["length"].max()) // 7
        period = next((each for each in PERIODS if weeks <= each * MOST_PERIODS), PERIODS[-1])
        followed = 0 if programme.destinations is None else len(programme.destinations)
        return cls(shown, merged, period, 3 if followed >= MANY_FOLLOWED * len(programme.cohorts) else 6)

    @property
    def attributes(self) -> list[str]:
        """The attributes, in order."""
        return list(self.shown)

    def column(self, attribute: str, values: "pd.Series[Any]") -> pd.Categorical:
        """An attribute's values as groups; missing ones are `unknown`."""
        shown = list(self.shown[attribute])
        known = values.astype("object")
        unknown = OTHER if UNKNOWN in self.merged[attribute] else UNKNOWN
        named = known.where(known.isin(shown), OTHER).where(known.notna(), unknown)
        groups = [*shown, *(each for each in (OTHER, UNKNOWN) if (named == each).any())]
        return pd.Categorical(named, categories=groups)

    def members(self, attribute: str, group: str) -> list[str]:
        """The values that a group holds together; nothing for a group that is one value."""
        return list(self.merged.get(attribute, ())) if group == OTHER else []

    def as_json(self) -> dict[str, Any]:
        """As JSON knows it."""
        return {
            "shown": {name: list(each) for name, each in self.shown.items()},
            "merged": {name: list(each) for name, each in self.merged.items()},
            "period": self.period,
            "months": self.months,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """What `as_json` wrote."""
        return cls(document["shown"], document["merged"], document["period"], document["months"])


def _together(counts: Mapping[str, int], least: int) -> list[str]:
    """The values that are shown together: the rare ones, and the next until they are enough."""
    if min(counts.values(), default=least) >= least:
        return []
    together: list[str] = []
    for value in sorted(counts, key=lambda each: (counts[each], each)):
        if counts[value] >= least and sum(counts[each] for each in together) >= least:
            break
        together.append(value)
    return together
