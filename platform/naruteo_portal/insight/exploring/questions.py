"""Free questions: how many enrolments of each group came at least as far as a stage, by any few attributes together.

What the release shows is answered as it stands there, and what it hides is not answered, nor is what lies within it
(`shown`). Each other count carries a little noise that hangs on which persons it counts (cell keys): the same persons
give the same noise, however often and in whatever words they are asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from naruteo_analytics.disclosure.cell_keys import KEYS, perturb
from naruteo_analytics.disclosure.rates import rounded
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.insight.exploring.shown import Shown, shown_of
from naruteo_portal.insight.models import Release, ReleaseAtom
from naruteo_portal.insight.queries import view_of
from naruteo_portal.insight.reviews.words import ATTRIBUTES, STAGES

MOST_ATTRIBUTES = 3
"""With more of them, and some hundred questions, noise could be averaged away."""
COHORT = "cohort"
REGISTERED = "registered"
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
    """A group of an answer: its levels in the order of the question's attributes, and two counts."""

    levels: tuple[str, ...]
    registered: int
    reached: int | None
    """None: the release hides it."""
    noise: bool
    """Whether the counts carry noise; else they are those that the release shows."""
    per_cent: float | None
    """None: the group is too small for a rate, or its count is hidden."""


@dataclass(frozen=True)
class Counted:
    """The groups by some attributes in one cohort or all ('')."""

    by: tuple[str, ...]
    cohort: str
    groups: Mapping[tuple[str, ...], Mapping[str, tuple[int, int]]]
    """By stage how many came at least as far, and the sum of their record keys."""


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
    """The groups of a question by name, without those that the release hides and those that noise makes nought."""
    counted = count_groups(session, release, question.by, question.cohort)
    return list(groups_at(counted, question.stage, shown_of(session, release), release.policy["least_of_rate"]))


def count_groups(session: Session, release: Release, by: tuple[str, ...], cohort: str = "") -> Counted:
    """Count groups in all stages, in one query; of all cohorts together only those that have ended."""
    levels = [_level(name) for name in by]
    sums = (cast(func.sum(each), String) for each in (ReleaseAtom.n, ReleaseAtom.cell_key))
    query = select(*levels, ReleaseAtom.stage, *sums).where(ReleaseAtom.release_id == release.id)
    if cohort:
        query = query.where(ReleaseAtom.cohort == cohort)
    elif COHORT not in by:
        query = query.where(ReleaseAtom.cohort.not_in(release.summary.get("data", {}).get("running", [])))
    rows = session.execute(query.group_by(*levels, ReleaseAtom.stage).order_by(*levels))
    parts = groupby(rows, key=lambda row: tuple(row[: len(levels)]))
    return Counted(by, cohort, {
        group: _at_least({stage: (int(n), int(key)) for *_levels, stage, n, key in part}) for group, part in parts
    })  # fmt: skip


def _at_least(reached: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    count = keys = 0
    for stage in reversed([*STAGES]):
        n, key = reached.get(stage, (0, 0))
        count, keys = count + n, keys + key
        found[stage] = (count, keys % KEYS)
    return found


def groups_at(counted: Counted, stage: str, shown: Shown, least: int) -> Iterator[Group]:
    """The groups with those who came at least as far as a stage, as they may be given; rates of `least` at least."""
    for levels, counts in counted.groups.items():
        group = dict(zip(counted.by, levels, strict=True))
        cohort = group.pop(COHORT, counted.cohort)
        registered, came = (_given(shown, cohort, group, at, counts[at]) for at in (REGISTERED, stage))
        if registered:
            noise = not shown.has(cohort, group)
            yield Group(levels, registered, came, noise, _rate(came, registered, least))


def _given(shown: Shown, cohort: str, group: Mapping[str, str], stage: str, counted: tuple[int, int]) -> int | None:
    if shown.hides(cohort, group, stage):
        return None
    return shown.count(cohort, group, stage) if shown.has(cohort, group) else perturb(*counted)


def _rate(came: int | None, registered: int, least: int) -> float | None:
    # With noise in both, more may have come than were registered.
    return rounded(min(1.0, came / registered), registered) if came is not None and registered >= least else None


def _level(name: str) -> ColumnElement[str]:
    if name == COHORT:
        return ReleaseAtom.cohort.expression
    return func.coalesce(ReleaseAtom.attributes[name].astext, UNKNOWN)
