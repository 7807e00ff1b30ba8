"""What a release shows exactly, and what it hides, of the groups that free questions ask for.

Noise is bounded. If a hidden count were answered with noise, or its parts were, that and the exact counts beside it
would narrow it down, in small groups to a single number. So nothing that lies within a hidden group is answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_analytics.documents import CROSS
from naruteo_portal.insight.models import Release, ReleaseView

Counts = Mapping[tuple[str, str], int | None]
"""By group and stage; None where hidden."""


@dataclass(frozen=True)
class Shown:
    """The exact counts of a release by cohort ('' for all) and what they are grouped by."""

    counts: Mapping[tuple[str, str], Counts]

    @cached_property
    def _ways(self) -> Mapping[frozenset[str], str]:
        return {frozenset(by.split(CROSS)) if by else frozenset(): by for _cohort, by in self.counts}

    def has(self, cohort: str, group: Mapping[str, str]) -> bool:
        """Whether the release counts exactly by a group's attributes."""
        return (cohort, self._ways.get(frozenset(group))) in self.counts

    def count(self, cohort: str, group: Mapping[str, str], stage: str) -> int:
        """How many came at least as far as a stage, of a group that the release has and does not hide."""
        by = self._ways[frozenset(group)]
        return self.counts[cohort, by].get((_key(by, group), stage)) or 0

    def hides(self, cohort: str, group: Mapping[str, str], stage: str) -> bool:
        """Whether the release hides a group, or a larger one that it is part of."""
        return any(
            self.counts.get((of, by), {}).get((_key(by, group), stage), 0) is None
            for names, by in self._ways.items()
            if names <= group.keys()
            for of in {"", cohort}
        )


def shown_of(session: Session, release: Release) -> Shown:
    """What a release shows and hides, in one query."""
    views = session.execute(
        select(ReleaseView.cohort, ReleaseView.by, ReleaseView.document["funnel"]).where(
            ReleaseView.release_id == release.id
        )
    )
    return Shown({
        (cohort, by): {(row["group"], row["stage"]): row["count"]["n"] for row in funnel}
        for cohort, by, funnel in views
    })  # fmt: skip


def _key(by: str, group: Mapping[str, str]) -> str:
    return CROSS.join(group[name] for name in by.split(CROSS)) if by else ""
