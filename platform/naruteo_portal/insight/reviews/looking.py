"""What a reader looks at: a programme that they may review, its newest release, and their choice of filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.readers import Reader
from naruteo_portal.insight.models import Programme, Release
from naruteo_portal.insight.queries import get_programme, latest_release, ways_of
from naruteo_portal.insight.reviews.changes import PARTS, changes_between
from naruteo_portal.insight.reviews.files import Cover
from naruteo_portal.insight.reviews.pages import PAGES
from naruteo_portal.insight.reviews.selection import Filters, Ways, on_page, views_of, wanted_views
from naruteo_portal.insight.reviews.tables import FigureTable

NOT_YET = N_("This programme has no release yet, so there are no figures. They come with its first release.")


class NotYet(NotFound):
    """A programme that the reader may review has no release that can be read."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(NOT_YET)
        self.programme = programme


@dataclass(frozen=True)
class Look:
    """A programme's newest release with the filters of an address."""

    programme: Programme
    release: Release
    ways: Ways
    filters: Filters

    @property
    def cohorts(self) -> list[str]:
        """The cohorts that there are, without all together."""
        return [cohort for cohort in self.ways if cohort]

    @property
    def tasks(self) -> Sequence[str]:
        """The cohorts of which there are figures of tasks, the one that began last first."""
        tasks: Sequence[str] = self.release.summary.get("tasks", ())
        return tasks

    def heeded(self, page: str) -> Filters:
        """The filters as a page heeds them."""
        return on_page(page, self.filters, self.ways, self.tasks)

    def wanted(self, page: str) -> list[tuple[str, str]]:
        """Which views a page shows; NotDeclared if the release lacks one."""
        return wanted_views(page, self.heeded(page), self.ways)

    def cover(self, page: str) -> Cover:
        """What a file of a page is about."""
        heeded = self.heeded(page)
        return Cover(
            reference=self.programme.reference, title=self.programme.title,
            organisation=self.programme.organisation.name, number=self.release.number, as_of=self.release.as_of,
            checksum=self.release.checksum or "", cohorts=heeded.cohorts, by=heeded.by,
            least_count=self.release.policy["least_count"], least_of_rate=self.release.policy["least_of_rate"],
        )  # fmt: skip


def look(session: Session, reader: Reader, reference: str, given: Mapping[str, str]) -> Look:
    """The newest release as a reader asks for it; NotYet where there is none, NotFound where it is none of theirs."""
    programme, release = newest(session, reader, reference)
    return Look(programme, release, ways_of(session, release), Filters.asked(given))


def newest(session: Session, reader: Reader, reference: str) -> tuple[Programme, Release]:
    """A programme and its newest release; NotYet where there is none, NotFound where it is none of theirs."""
    programme = get_programme(session, reader, reference)
    release = latest_release(session, programme)
    if release is None:
        raise NotYet(programme)
    return programme, release


def tables_of(session: Session, looked: Look, page: str, release: Release | None = None) -> Sequence[FigureTable]:
    """The tables of a page in its order; of another release where one is named."""
    views = views_of(session, release or looked.release, looked.wanted(page), PAGES[page].view_parts)
    return [part.make(views) for part in PAGES[page].parts]


def changes_since(session: Session, looked: Look, page: str, before: Release) -> list[Message]:
    """What a page shows otherwise than in an earlier release; NotDeclared if the newest has no such view."""
    wanted = looked.wanted(page)
    return changes_between(views_of(session, before, wanted, PARTS), views_of(session, looked.release, wanted, PARTS))
