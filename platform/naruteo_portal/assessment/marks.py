"""Grading by hand: points and comments saved cell by cell as somebody goes, and released to the learner together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.errors import MarksHaveChanged, NotAllGraded, SavedMeanwhile
from naruteo_portal.assessment.grading import hold_settled
from naruteo_portal.assessment.models import CellMark, GradingRun, RubricItem, Submission, SubmissionState
from naruteo_portal.assessment.news import tell_result
from naruteo_portal.assessment.reviews import CellDecision, NothingToReview, check_points, may_be_reviewed, review
from naruteo_portal.assessment.rubrics import sum_of
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import Account


@dataclass(frozen=True)
class Draft:
    """What somebody enters for one cell. Without points of its own it has those of the rubric's lines that hold."""

    points: float | None
    comment: str = ""
    rubric: tuple[int, ...] = ()


@dataclass(frozen=True)
class MarkedCell:
    """One graded cell of the result that counts, with what was noted about it and not released yet."""

    number: int
    cell: Mapping[str, Any]
    mark: CellMark | None

    @property
    def name(self) -> str:
        """As people call it."""
        return str(self.cell.get("heading") or self.cell["grade_id"])

    @property
    def points(self) -> float | None:
        """The points that it would be released with; None while somebody has to give them."""
        return self.mark.points if self.mark else self.cell["points"]

    @property
    def comment(self) -> str:
        """The words that it would be released with."""
        return self.mark.comment if self.mark else str(self.cell.get("comment", ""))

    @property
    def chosen(self) -> tuple[int, ...]:
        """The rubric's lines that hold for it."""
        return tuple(self.mark.rubric if self.mark else (line["id"] for line in self.cell.get("rubric", ())))

    @property
    def version(self) -> int:
        """How often it was saved."""
        return self.mark.version if self.mark else 0

    @property
    def for_a_person(self) -> bool:
        """Whether tests alone do not give its points."""
        return self.cell["kind"] == "manual" or self.cell["points"] is None or bool(self.cell.get("by_hand"))


@dataclass(frozen=True)
class Standing:
    """How far the grading of one submission has come."""

    submission: Submission
    run: GradingRun
    cells: tuple[MarkedCell, ...]

    @property
    def to_give(self) -> int:
        """How many cells have no points yet."""
        return sum(cell.points is None for cell in self.cells)

    @property
    def by_hand(self) -> int:
        """How many cells a person has to give points for."""
        return sum(cell.for_a_person for cell in self.cells)

    @property
    def given(self) -> int:
        """How many of those have them."""
        return sum(cell.for_a_person and cell.points is not None for cell in self.cells)

    @property
    def score(self) -> float:
        """The points so far."""
        return sum(cell.points or 0 for cell in self.cells)

    @property
    def saved(self) -> CellMark | None:
        """What was saved last."""
        return max((cell.mark for cell in self.cells if cell.mark), key=lambda mark: mark.saved_at, default=None)

    @property
    def waits(self) -> bool:
        """Whether the learner waits for a person."""
        return self.submission.state is SubmissionState.NEEDS_REVIEW

    @property
    def needs_reason(self) -> bool:
        """Whether the learner is owed a word: something is odd, or points change that they have seen already."""
        return bool(self.run.flags) or not self.waits

    @property
    def ready(self) -> bool:
        """Whether nothing is missing but releasing it."""
        return self.waits and self.to_give == 0 and not self.needs_reason

    @property
    def seen(self) -> tuple[object, ...]:
        """What tells this standing from any other of the same submission."""
        return self.run.id, *(cell.version for cell in self.cells)


def standings_of(session: Session, submissions: Sequence[Submission]) -> list[Standing]:
    """How far each submission is, whose current runs must be loaded and have cells; one query however many."""
    marks = session.scalars(
        select(CellMark)
        .where(CellMark.submission_id.in_([each.id for each in submissions]))
        # Pages say who saved what.
        .options(joinedload(CellMark.saved_by).joinedload(Account.person))
        .execution_options(populate_existing=True)
    ).all()
    by_place = {(mark.submission_id, mark.notebook, mark.grade_id): mark for mark in marks}
    return [
        Standing(
            each,
            each.current_run,
            tuple(
                MarkedCell(number, cell, by_place.get((each.id, cell["notebook"], cell["grade_id"])))
                for number, cell in enumerate(each.current_run.cells)
            ),
        )
        for each in submissions
        if each.current_run is not None
    ]


def standing_of(session: Session, submission: Submission) -> Standing:
    """How far one submission is; NothingToReview if it has no points that a person could give."""
    if not may_be_reviewed(submission):
        raise NothingToReview
    return standings_of(session, [submission])[0]


def save_mark(
    session: Session, submission: Submission, cell: Mapping[str, Any], draft: Draft, *, version: int, actor: Actor
) -> CellMark:
    """Keep what somebody notes about a cell of a submission's result.

    `version` is the save that they saw. SavedMeanwhile if there was another since; the same content does no harm.
    """
    points, rubric = _checked(session, cell, draft)
    # One save at a time, or two first ones would both find nothing.
    session.execute(select(Submission.id).where(Submission.id == submission.id).with_for_update())
    mark = session.scalar(
        select(CellMark).where(
            CellMark.submission_id == submission.id,
            CellMark.notebook == cell["notebook"],
            CellMark.grade_id == cell["grade_id"],
        ).execution_options(populate_existing=True)
    )  # fmt: skip
    before = (mark.points, mark.comment, mark.rubric) if mark else (cell["points"], cell.get("comment", ""), [])
    if mark is not None and before == (points, draft.comment, rubric):
        return mark
    if version != (mark.version if mark else 0):
        raise SavedMeanwhile
    if mark is None:
        mark = CellMark(
            submission_id=submission.id, notebook=cell["notebook"], grade_id=cell["grade_id"], version=0
        )  # fmt: skip
        session.add(mark)
    mark.points, mark.comment, mark.rubric = points, draft.comment, rubric
    mark.version += 1
    mark.saved_at = now()
    mark.saved_by_id = _account(actor)
    session.flush()
    if before[0] != points:
        # Comments are written word by word; as released they stand in the result.
        record(
            session, actor, "noted points", submission,
            notebook=cell["notebook"], grade_id=cell["grade_id"], before=before[0], after=points,
        )  # fmt: skip
    return mark


def _checked(session: Session, cell: Mapping[str, Any], draft: Draft) -> tuple[float | None, list[int]]:
    """The points that a draft comes to, and the rubric's lines that it names, in order."""
    items = session.scalars(
        select(RubricItem).where(
            RubricItem.id.in_(draft.rubric),
            RubricItem.notebook == cell["notebook"],
            RubricItem.grade_id == cell["grade_id"],
        ).order_by(RubricItem.id)
    ).all()  # fmt: skip
    points = draft.points if draft.points is not None else sum_of(items, cell["max_points"])
    if points is not None:
        check_points(cell, points)
    return points, [item.id for item in items]


def _account(actor: Actor) -> int:
    if actor.account_id is None:
        raise Invalid(N_("Points are given by people."))
    return actor.account_id


def release_marks(session: Session, standing: Standing, *, reason: str | None, actor: Actor) -> GradingRun:
    """Let points and comments count, as they stand, and show them to the learner.

    `standing` is what the person looked at: MarksHaveChanged if it is another by now, NotAllGraded without all points.
    """
    submission, seen = standing.submission, standing.seen
    hold_settled(session, submission)
    present = standing_of(session, submission)
    if submission.current_run_id != standing.run.id or present.seen != seen:
        raise MarksHaveChanged
    chosen = {number for cell in present.cells for number in cell.chosen}
    lines = {item.id: item for item in session.scalars(select(RubricItem).where(RubricItem.id.in_(chosen)))}
    run = review(
        session, submission, present.run.id, [_decision(cell, lines) for cell in present.cells],
        reason=reason, actor=actor,
    )  # fmt: skip
    session.execute(delete(CellMark).where(CellMark.submission_id == submission.id))
    tell_result(session, submission)
    return run


def _decision(cell: MarkedCell, lines: Mapping[int, RubricItem]) -> CellDecision:
    if cell.points is None:
        raise NotAllGraded
    return CellDecision(
        cell.points,
        cell.comment,
        tuple(
            {"id": number, "words": lines[number].words, "points": lines[number].points}
            for number in cell.chosen
            if number in lines
        ),
    )
