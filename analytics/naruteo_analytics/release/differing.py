"""Which tasks function differently for groups, for a release: the class of three, and nothing more.

The class is told of groups that the release shows with at least `LEAST` and k registered enrolments more, so that it
says neither that there are so many, nor of fewer than k that they did not answer. It is kept until k have changed.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, cast

import pandas as pd

from naruteo_analytics import items
from naruteo_analytics.documents import Functioning, Level
from naruteo_analytics.items.differential import LEAST
from naruteo_analytics.release.cells import Cells
from naruteo_analytics.release.keeping import Told
from naruteo_analytics.release.tables import by_cohort
from naruteo_analytics.shape import Programme

COUNTS = ("n_reference", "n_group", "right_reference", "right_group")


def of_cohorts(programme: Programme, cells: Cells) -> Iterator[Told]:
    """Each task's class by each attribute and group, in each cohort that has responses."""
    if programme.responses is None:
        return
    people = cells.cube.people.set_index("enrolment")
    for cohort, responses in programme.responses.groupby("cohort", sort=True):
        answers = items.from_responses(responses)
        for by in cells.cube.layout.attributes:
            sizes = _large(cells, by, str(cohort))
            if len(sizes) > 1:
                group = people[by].astype("object").where(people[by].isin([*sizes]))
                reference = max(sizes, key=lambda each: (sizes[each], each))
                yield from _told(str(cohort), by, items.functioning(answers, group, reference=reference).items)


def _large(cells: Cells, by: str, cohort: str) -> Mapping[str, int]:
    """The groups of an attribute that are shown and large enough."""
    if not by_cohort(cells.cube, "stage", by):
        return {}
    shown = {
        group: cells.count("stage", by, cohort, (group,), "registered")["n"] for group in cells.cube.layout.shown[by]
    }
    return {group: n for group, n in shown.items() if n is not None and n >= LEAST + cells.policy.k}


def _told(cohort: str, by: str, found: pd.DataFrame) -> Iterator[Told]:
    for row in found.to_dict("records"):
        group, reference, level = str(row["group"]), str(row["reference"]), cast("Level | Literal['']", row["level"])
        yield {
            "key": [cohort, str(row["exercise"]), str(row["item"]), by, group, reference],
            "counts": [int(row[name]) for name in COUNTS],
            "said": Functioning(by=by, group=group, reference=reference, level=level) if level else None,
        }  # fmt: skip
