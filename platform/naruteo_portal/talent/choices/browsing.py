"""The openings that candidates look at: searched, narrowed down, sorted, in pages; and those that they keep."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import LOCALES
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Organisation
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.choices.models import SavedOpening
from naruteo_portal.talent.openings.models import Opening, OpeningKind, OpeningSkill, OpeningState
from naruteo_portal.talent.rounds.models import RoundOpening

ENGLISH_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
MOST_SHOWN = 20


class Order(StrEnum):
    """What a list of openings is sorted by."""

    NEWEST = "newest"
    WAGE = "wage"
    START = "start"


@dataclass(frozen=True)
class OpeningFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    words: str = ""
    region: str = ""
    kind: OpeningKind | None = None
    least_wage: int | None = None
    """Won a year; openings without a wage are left out then."""
    korean: int | None = None
    """The candidate's own level, 0 to 6: what asks for more is left out."""
    english: str = ""
    """The candidate's own level by CEFR."""
    visa_support: bool = False
    skill: str = ""
    round_id: int | None = None
    order: Order = Order.NEWEST

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return replace(self, order=Order.NEWEST) != OpeningFilter()


def find_openings(session: Session, wanted: OpeningFilter, number: int) -> Page[Opening]:
    """One page of the open openings."""
    return page_of(session, _matching(wanted).order_by(*_order(wanted)), number)


def regions_offered(session: Session, wanted: OpeningFilter) -> dict[str, int]:
    """How many openings each region has, among those that all other parts of the filter let through."""
    return _counted(session, Opening.region, replace(wanted, region=""))


def kinds_offered(session: Session, wanted: OpeningFilter) -> dict[OpeningKind, int]:
    """The same for kinds of openings."""
    return _counted(session, Opening.kind, replace(wanted, kind=None))


def skills_offered(session: Session, wanted: OpeningFilter) -> dict[str, int]:
    """The same for skills that are required or desired."""
    ids = _matching(replace(wanted, skill="")).with_only_columns(Opening.id)
    rows = session.execute(
        select(OpeningSkill.concept, func.count())
        .where(OpeningSkill.opening_id.in_(ids))
        .group_by(OpeningSkill.concept)
        .order_by(OpeningSkill.concept)
    )
    return {concept: count for concept, count in rows}


def get_opening(session: Session, reference: str) -> Opening:
    """An opening that is open, by its number as written or heard, with its skills; NotFound for drafts."""
    found = session.scalar(
        select(Opening)
        .where(
            Opening.reference == read_reference(Numbered.OPENING, reference), Opening.state != OpeningState.DRAFT
        )
        .options(joinedload(Opening.organisation), selectinload(Opening.skills))
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


def openings_by_id(session: Session, ids: Sequence[int]) -> dict[int, Opening]:
    """These openings, in the order of their ids, with those who offer them."""
    query = (
        select(Opening).where(Opening.id.in_(ids)).order_by(Opening.id).options(joinedload(Opening.organisation))
    )  # fmt: skip
    return {each.id: each for each in session.scalars(query)}


def keep_opening(session: Session, candidate: Candidate, opening: Opening) -> None:
    """Keep an opening for later; keeping it again changes nothing. It is nobody else's business, so nothing is told."""
    session.execute(
        insert(SavedOpening)
        .values(candidate_id=candidate.id, opening_id=opening.id, saved_at=now())
        .on_conflict_do_nothing()
    )


def let_go_of_opening(session: Session, candidate: Candidate, opening: Opening) -> None:
    """Keep an opening no longer."""
    found = session.get(SavedOpening, (candidate.id, opening.id))
    if found is not None:
        session.delete(found)


def kept_ids(session: Session, candidate: Candidate) -> frozenset[int]:
    """Ids of the openings that the candidate keeps."""
    query = select(SavedOpening.opening_id).where(SavedOpening.candidate_id == candidate.id)
    return frozenset(session.scalars(query))


def kept_openings(session: Session, candidate: Candidate, number: int) -> Page[SavedOpening]:
    """One page of the openings that the candidate keeps, the latest first; those that were closed, too."""
    query = (
        select(SavedOpening)
        .where(SavedOpening.candidate_id == candidate.id)
        .order_by(SavedOpening.saved_at.desc(), SavedOpening.opening_id)
        .options(joinedload(SavedOpening.opening).joinedload(Opening.organisation))
    )
    return page_of(session, query, number)


def _matching(wanted: OpeningFilter) -> Select[Opening]:
    query = (
        select(Opening)
        .join(Opening.organisation)
        .where(Opening.state == OpeningState.OPEN, *_conditions(wanted))
        .options(joinedload(Opening.organisation))
    )
    for word in wanted.words.split():
        texts = (
            Opening.reference,
            *(column[each].astext for column in (Opening.title, Opening.description, Opening.place, Organisation.name)
              for each in LOCALES),
        )  # fmt: skip
        query = query.where(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return query


def _conditions(wanted: OpeningFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.region:
        found.append(Opening.region == wanted.region)
    if wanted.kind is not None:
        found.append(Opening.kind == wanted.kind)
    if wanted.least_wage is not None:
        found.append(Opening.yearly_wage >= wanted.least_wage)
    if wanted.korean is not None:
        found.append(func.coalesce(Opening.least_topik, 0) <= wanted.korean)
    if wanted.english:
        reached = ENGLISH_LEVELS[: ENGLISH_LEVELS.index(wanted.english) + 1]
        found.append(or_(Opening.least_english.is_(None), Opening.least_english.in_(reached)))
    if wanted.visa_support:
        found.append(Opening.visa_support.is_(True))
    if wanted.skill:
        found.append(exists().where(OpeningSkill.opening_id == Opening.id, OpeningSkill.concept == wanted.skill))
    if wanted.round_id is not None:
        found.append(exists().where(RoundOpening.opening_id == Opening.id, RoundOpening.round_id == wanted.round_id))
    return found


def _order(wanted: OpeningFilter) -> tuple[ColumnElement[Any], ...]:
    first: dict[Order, ColumnElement[Any]] = {
        Order.NEWEST: Opening.published_at.desc().nulls_last(),
        Order.WAGE: Opening.yearly_wage.desc().nulls_last(),
        Order.START: Opening.starts_on.asc(),
    }
    return (first[wanted.order], Opening.id.desc())


def _counted(session: Session, column: Any, wanted: OpeningFilter) -> dict[Any, int]:
    ids = _matching(wanted).with_only_columns(Opening.id)
    rows = session.execute(
        select(column, func.count()).where(Opening.id.in_(ids)).group_by(column).order_by(column)
    ).all()  # fmt: skip
    return {value: count for value, count in rows}


def kept_in_round(session: Session, candidate: Candidate, round_id: int) -> Sequence[Opening]:
    """Openings that the candidate keeps and that take part in a round, the latest kept first."""
    query = (
        select(Opening)
        .join(SavedOpening, SavedOpening.opening_id == Opening.id)
        .join(RoundOpening, RoundOpening.opening_id == Opening.id)
        .where(SavedOpening.candidate_id == candidate.id, RoundOpening.round_id == round_id)
        .order_by(SavedOpening.saved_at.desc(), Opening.id)
        .options(joinedload(Opening.organisation))
        .limit(MOST_SHOWN)
    )
    return session.scalars(query).all()
