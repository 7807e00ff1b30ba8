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
    """The groups of each attribute, and the periods of cohorts.

    Attributes
    ----------
    shown : mapping from attribute to the values that are shown by themselves, in order
    merged : mapping from attribute to the values that are `other` together
        Values that came later are `other`, too.
    period : int
        Weeks of a period of a cohort.
    periods : int
        How many of them the longest cohort has. Those that nobody has come to yet are counted as well: a period that
        came into being with time would be another than the last one of before, which holds all that come later.
    months : int
        Months of a period after its end.
    """

    shown: Mapping[str, Sequence[str]]
    merged: Mapping[str, Sequence[str]]
    period: int
    periods: int
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
        periods = max(1, -(-weeks // period))
        return cls(shown, merged, period, periods, 3 if followed >= MANY_FOLLOWED * len(programme.cohorts) else 6)

    @property
    def attributes(self) -> list[str]:
        """The attributes, in order."""
        return list(self.shown)

    def column(self, attribute: str, values: "pd.Series[Any]") -> pd.Categorical:
        """An attribute's values as groups; missing ones are `unknown`."""
        shown = list(self.shown[attribute])
        known = values.astype("object")
        groups = self.groups(attribute)
        named = known.where(known.isin(shown), OTHER).where(known.notna(), groups[-1])
        return pd.Categorical(named, categories=groups)

    def groups(self, attribute: str) -> list[str]:
        """The groups of an attribute, those that nobody is in (yet) among them: that one appears would tell of few."""
        unknown = [] if UNKNOWN in self.merged[attribute] else [UNKNOWN]
        return [*self.shown[attribute], OTHER, *unknown]

    def parts(self, attribute: str) -> int:
        """Into how many groups an attribute parted people at the first release, those of whom it is unknown apart."""
        return len(self.shown[attribute]) + bool(self.merged[attribute])

    def members(self, attribute: str, group: str) -> list[str]:
        """The values that a group holds together; nothing for a group that is one value."""
        return list(self.merged.get(attribute, ())) if group == OTHER else []

    def as_json(self) -> dict[str, Any]:
        """As JSON knows it."""
        return {
            "shown": {name: list(each) for name, each in self.shown.items()},
            "merged": {name: list(each) for name, each in self.merged.items()},
            "period": self.period,
            "periods": self.periods,
            "months": self.months,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """What `as_json` wrote."""
        return cls(document["shown"], document["merged"], document["period"], document["periods"], document["months"])


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
