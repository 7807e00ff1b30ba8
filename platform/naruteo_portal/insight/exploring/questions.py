"""Free questions: how many enrolments of each group came at least as far as a stage, by any few attributes together.

Nothing is hidden here. Each count carries a little noise that hangs on which persons it counts (cell keys): the same
persons give the same noise, however often and in whatever words they are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from naruteo_analytics.disclosure.cell_keys import KEYS, perturb
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.insight.models import Release, ReleaseAtom
from naruteo_portal.insight.queries import view_of
from naruteo_portal.insight.reviews.words import ATTRIBUTES, STAGES

MOST_ATTRIBUTES = 3
"""With more of them, and some hundred questions, noise could be averaged away."""
COHORT = "cohort"
UNKNOWN = "unknown"
"""How a group is named of which nobody knows the attribute."""


class NotAsked(Invalid):
    """A question that is not answered in this release."""


@dataclass(frozen=True)
class Question:
    """What is asked: attributes (`cohort` may be among them), a stage, and one cohort or '' for all."""

    by: tuple[str, ...]
    stage: str
    cohort: str = ""


@dataclass(frozen=True)
class Ways:
    """What can be asked of a release."""

    attributes: tuple[str, ...]
    stages: tuple[str, ...]
    cohorts: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A group of an answer: its levels in the order of the question's attributes, and two counts with noise."""

    levels: tuple[str, ...]
    registered: int
    reached: int
    per_cent: float | None
    """None: the group is too small for a rate."""


def ways_to_ask(session: Session, release: Release) -> Ways:
    """What can be asked of a release: attributes that its atoms hold, and stages that somebody records."""
    one = session.scalar(select(ReleaseAtom.attributes).where(ReleaseAtom.release_id == release.id).limit(1)) or {}
    cohorts = session.scalars(
        select(ReleaseAtom.cohort).where(ReleaseAtom.release_id == release.id).distinct().order_by(ReleaseAtom.cohort)
    )
    unrecorded = {
        each["stage"] for each in view_of(session, release)["funnel"] if each["count"].get("why") == "unrecorded"
    }
    return Ways(
        (COHORT, *(name for name in ATTRIBUTES if name in one)),
        tuple(stage for stage in STAGES if stage not in unrecorded),
        tuple(cohorts),
    )


def check_question(question: Question, ways: Ways) -> None:
    """Refuse what is not answered, and say what is."""
    if len(question.by) > MOST_ATTRIBUTES or len(set(question.by)) < len(question.by):
        raise NotAsked(N_("Choose at most %(most)s different attributes.", most=MOST_ATTRIBUTES))
    if not set(question.by) <= set(ways.attributes):
        raise NotAsked(N_("Choose attributes that this programme holds."))
    if question.stage not in ways.stages:
        raise NotAsked(N_("Choose a stage that this programme records."))
    if question.cohort and question.cohort not in ways.cohorts:
        raise NotAsked(N_("Choose a cohort of this programme."))


def ask(session: Session, release: Release, question: Question, *, actor: Actor) -> list[Group]:
    """Answer a question that was checked, and write down that it was asked."""
    record(
        session, actor, "asked a free question", release,
        by=list(question.by), stage=question.stage, cohort=question.cohort,
    )  # fmt: skip
    return answer(session, release, question)


def answer(session: Session, release: Release, question: Question) -> list[Group]:
    """The groups of a question by their names; those of which the noise leaves nothing are left out."""
    levels = [_level(name) for name in question.by]
    reached = ReleaseAtom.stage.in_(_from(question.stage))
    sums = (
        func.sum(ReleaseAtom.n), func.sum(ReleaseAtom.cell_key),
        func.coalesce(func.sum(ReleaseAtom.n).filter(reached), 0),
        func.coalesce(func.sum(ReleaseAtom.cell_key).filter(reached), 0),
    )  # fmt: skip
    query = select(*levels, *(cast(each, String) for each in sums)).where(ReleaseAtom.release_id == release.id)
    if question.cohort:
        query = query.where(ReleaseAtom.cohort == question.cohort)
    if levels:
        query = query.group_by(*levels).order_by(*levels)
    least = release.policy["least_of_rate"]
    groups = []
    for *names, n, key, n_reached, key_reached in session.execute(query):
        registered = perturb(int(n or 0), int(key or 0) % KEYS)
        if registered:
            came = perturb(int(n_reached), int(key_reached) % KEYS)
            groups.append(Group(tuple(names), registered, came, _rate(came, registered, least)))
    return groups


def _rate(came: int, registered: int, least: int) -> float | None:
    # With noise in both, more may have come than were registered.
    return round(min(100.0, 100 * came / registered), 1 if registered >= 100 else 0) if registered >= least else None


def _level(name: str) -> ColumnElement[str]:
    if name == COHORT:
        return ReleaseAtom.cohort.expression
    return func.coalesce(ReleaseAtom.attributes[name].astext, UNKNOWN)


def _from(stage: str) -> Sequence[str]:
    """A stage and all that presuppose it."""
    stages = list(STAGES)
    return stages[stages.index(stage) :]
