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

        A single rare value stays by itself, since `other` would be another name for it. A period is the shortest of
        which the longest cohort has at most six.
        """
        shown, merged = {}, {}
        for name in programme.attributes:
            counts = programme.enrolments[name].value_counts(sort=False)
            there = [str(each) for each in counts.index if counts[each] > 0]
            rare = [str(each) for each in counts.index if 0 < counts[each] < LEAST_MANY * k]
            merged[name] = rare if len(rare) > 1 else []
            shown[name] = [each for each in there if each not in merged[name]]
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
        named = known.where(known.isin(shown), OTHER).where(known.notna(), UNKNOWN)
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
