"""Rubrics: the lines by which a course's instructors grade a cell alike, and comments that they use again."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.errors import TooManyRubricItems
from naruteo_portal.assessment.models import RubricItem
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.models import Cohort, Edition
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Invalid, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.readers import Reader

MOST_ITEMS = 20


def sum_of(items: Sequence[RubricItem], most: float) -> float | None:
    """The points of the lines that hold, within what the cell gives; None if none of them has points."""
    points = [item.points for item in items if item.points is not None]
    return min(max(sum(points), 0.0), most) if points else None


def rubric_of(session: Session, course_id: int, assignment: str) -> list[RubricItem]:
    """All lines for the cells of an assignment, also those taken out since, which earlier marks may name."""
    return list(
        session.scalars(
            select(RubricItem)
            .where(RubricItem.course_id == course_id, RubricItem.assignment == assignment)
            .order_by(RubricItem.id)
        )
    )


def add_rubric_item(
    session: Session, course_id: int, assignment: str, cell: dict[str, Any], words: str, points: float | None,
    *, actor: Actor,
) -> RubricItem:  # fmt: skip
    """Add a line to the rubric of a cell; without points it is a comment to be used again."""
    if points is not None and not (isfinite(points) and abs(points) <= cell["max_points"]):
        most = f"{cell['max_points']:g}"
        raise Invalid(N_("A line gives or takes at most %(most)s points, as many as the cell has.", most=most))
    place = {
        "course_id": course_id, "assignment": assignment, "notebook": cell["notebook"], "grade_id": cell["grade_id"]
    }  # fmt: skip
    number = session.scalar(
        select(func.count()).select_from(RubricItem).filter_by(**place).where(RubricItem.retired_at.is_(None))
    )
    if number and number >= MOST_ITEMS:
        raise TooManyRubricItems(MOST_ITEMS)
    if actor.account_id is None:
        raise Invalid(N_("Points are given by people."))
    item = RubricItem(
        **place, words=words, points=points, created_at=now(), created_by_id=actor.account_id, retired_at=None
    )  # fmt: skip
    session.add(item)
    record(session, actor, "added to a rubric", item, words=words, points=points, grade_id=cell["grade_id"])
    return item


def get_rubric_item(session: Session, reader: Reader, item_id: int) -> RubricItem:
    """A line of a rubric of a course that the reader teaches; NotFound otherwise."""
    taught = (
        select(Edition.course_id)
        .join(Cohort, Cohort.edition_id == Edition.id)
        .where(Cohort.id.in_(taught_by(reader.account_id)))
    )
    item = session.scalar(select(RubricItem).where(RubricItem.id == item_id, RubricItem.course_id.in_(taught)))
    if item is None:
        raise NotFound
    return item


def retire_rubric_item(session: Session, item: RubricItem, *, actor: Actor) -> None:
    """Take a line out of its rubric; where it was used already it stays as it was said."""
    if item.retired_at is None:
        item.retired_at = now()
        record(session, actor, "took out of a rubric", item, words=item.words, points=item.points)
