"""Filters of a review, and the parts of a release's views that a page needs, in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from naruteo_analytics.documents import View
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.insight.models import Release, ReleaseView
from naruteo_portal.insight.reviews.pages import PAGES

Ways = Mapping[str, Sequence[str]]
"""What a release can be looked at by: cohort ('' for all) -> attributes ('' for none)."""


class NotDeclared(NotFound):
    """A combination of filters that the release has no view of."""

    code = "not-declared"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This release has no figures for that choice of cohort and groups. "
                "Go back to the overview and choose among those that are offered."
            )
        )


@dataclass(frozen=True)
class Filters:
    """What is looked at: a cohort ('' for all), by which attribute ('' for none), and what it is compared with."""

    cohort: str = ""
    by: str = ""
    compare: str | None = None
    """Another cohort, '' for all; None: nothing."""

    @classmethod
    def asked(cls, given: Mapping[str, str]) -> "Filters":
        """The filters in an address."""
        return cls(given.get("cohort", ""), given.get("by", ""), given.get("compare"))

    @property
    def in_address(self) -> dict[str, str]:
        """The filters as they stand in an address, without those that are not set."""
        set_ = {name: value for name, value in (("cohort", self.cohort), ("by", self.by)) if value}
        return set_ if self.compare is None else {**set_, "compare": self.compare}

    @property
    def cohorts(self) -> list[str]:
        """The cohorts that are looked at, each once."""
        return list(dict.fromkeys([self.cohort, *([] if self.compare is None else [self.compare])]))


def on_page(page: str, filters: Filters, ways: Ways, tasks: Sequence[str] = ()) -> Filters:
    """Those of the filters that a page heeds.

    The page of comparisons takes another cohort, the page of groups an attribute and the page of tasks the first of
    `tasks` (the cohorts that have figures of them) unless one was chosen.
    """
    if page == "overview":
        return Filters()
    if page == "items":
        return Filters(filters.cohort or next(iter(tasks), ""))
    by = filters.by if PAGES[page].by else ""
    if page == "equity" and not by:
        by = next((each for each in ways.get(filters.cohort, ()) if each), "")
    if page != "compare":
        return Filters(filters.cohort, by)
    other = next((cohort for cohort in ways if cohort != filters.cohort), "")
    return Filters(filters.cohort, by, other if filters.compare is None else filters.compare)


def wanted_views(page: str, heeded: Filters, ways: Ways) -> list[tuple[str, str]]:
    """Which views (cohort, attribute) a page shows by the filters that it heeds; NotDeclared if one is lacking."""
    if page == "overview":
        return [(cohort, "") for cohort in ways]
    return declared([(cohort, heeded.by) for cohort in heeded.cohorts], ways)


def declared(wanted: list[tuple[str, str]], ways: Ways) -> list[tuple[str, str]]:
    """The same views if the release has all of them; NotDeclared otherwise."""
    if any(by not in ways.get(cohort, ()) for cohort, by in wanted):
        raise NotDeclared
    return wanted


def views_of(session: Session, release: Release, wanted: Sequence[tuple[str, str]], parts: Sequence[str]) -> list[View]:
    """Views of a release in the wanted order, holding their groups and the parts that are asked for alone."""
    names = list(dict.fromkeys(("groups", *parts)))
    rows = session.execute(
        select(ReleaseView.cohort, ReleaseView.by, *(ReleaseView.document[name] for name in names)).where(
            ReleaseView.release_id == release.id, tuple_(ReleaseView.cohort, ReleaseView.by).in_(wanted)
        )
    )
    found = {
        (cohort, by): cast(View, {"cohort": cohort, "by": by, **dict(zip(names, documents, strict=True))})
        for cohort, by, *documents in rows
    }
    return [found[each] for each in wanted if each in found]
