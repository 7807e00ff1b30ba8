"""Asking for a cohort's submissions to be compared, and keeping what comes of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.models import Release, Submission, SubmissionState
from naruteo_portal.assessment.notebooks import notebooks_of
from naruteo_portal.assessment.similarity.comparing import Outcome, Pair, Work
from naruteo_portal.assessment.similarity.models import Comparison, PairNote, SimilarPair, SubmissionFingerprint
from naruteo_portal.assessment.similarity.reading import SOURCE_SUFFIX
from naruteo_portal.assessment.similarity.winnowing import METHOD, Fingerprints
from naruteo_portal.audit.events import SYSTEM, Actor, record
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment, Task
from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.core.storage import Tree

SETTLED = [state for state in SubmissionState if state.settled]


@dataclass(frozen=True)
class Candidate:
    """A submission that takes part: the latest settled one of its learner."""

    submission_id: int
    account_id: int
    cohort_id: int
    tree: Tree
    """Only what is read of it."""


def ask_for_comparison(session: Session, cohort: Cohort, task: Task, *, actor: Actor) -> Comparison:
    """Have a cohort's submissions for a task compared anew; asking while that waits changes nothing."""
    asked = {"asked_at": now(), "asked_by_id": actor.account_id, "finished_at": None}
    statement = insert(Comparison).values(cohort_id=cohort.id, task_id=task.id, own=0, others=0, ignored=b"", **asked)
    statement = statement.on_conflict_do_update(index_elements=["cohort_id", "task_id"], set_=asked)
    comparison = session.get_one(Comparison, session.scalars(statement.returning(Comparison.id)).one())
    record(session, actor, "asked for a comparison", comparison, task=task.name, cohort=cohort.id)
    mark = f"compare-{comparison.id}"
    enqueue(session, "assessment.compare", lock=mark, once=mark, comparison_id=comparison.id)
    return comparison


def note_pair(session: Session, pair: SimilarPair, *, words: str, set_aside: bool, actor: Actor) -> PairNote:
    """Write down what somebody thinks of a pair after looking at it; nothing else follows from it."""
    note = PairNote(
        pair_id=pair.id, words=words, set_aside=set_aside, noted_at=now(), noted_by_id=actor.account_id
    )  # fmt: skip
    session.add(note)
    pair.set_aside = set_aside
    record(
        session, actor, "noted about two submissions", pair,
        submission=pair.submission_id, other=pair.other_id, set_aside=set_aside,
    )  # fmt: skip
    return note


def candidates_of(session: Session, comparison_id: int) -> list[Candidate]:
    """Who takes part: everybody who has handed in for the task of that name in any cohort of the course."""
    rows = session.execute(
        select(Submission.id, Enrolment.account_id, Enrolment.cohort_id, Submission.tree)
        .join(Submission.enrolment)
        .join(Submission.task)
        .join(Task.edition)
        .where(_is_same_task(session, comparison_id), Submission.state.in_(SETTLED))
        .order_by(Submission.enrolment_id, Submission.attempt.desc())
        .ext(distinct_on(Submission.enrolment_id))
    )
    return [
        Candidate(submission_id, account_id, cohort_id, readable(Tree.from_json(tree)))
        for submission_id, account_id, cohort_id, tree in rows
    ]


def _is_same_task(session: Session, comparison_id: int) -> ColumnElement[bool]:
    """The task in all editions of its course; the query must have Task and Edition in it."""
    loaded = joinedload(Comparison.task).joinedload(Task.edition)
    task = session.get_one(Comparison, comparison_id, options=[loaded]).task
    return and_(Edition.course_id == task.edition.course_id, Task.name == task.name)


def readable(tree: Tree) -> Tree:
    """The files of a submission that are compared."""
    notebooks = notebooks_of(tree).files
    return Tree((*notebooks, *(file for file in tree.files if file.path.endswith(SOURCE_SUFFIX))))


def given_trees(session: Session, comparison_id: int) -> list[Tree]:
    """What learners were given in all releases of the task, and its instructors' solutions and tests."""
    rows = session.execute(
        select(Release.released_tree, Release.source_tree)
        .join(Release.task)
        .join(Task.edition)
        .where(_is_same_task(session, comparison_id))
    )
    trees = {tree.sha256: tree for row in rows for tree in (readable(Tree.from_json(each)) for each in row)}
    return list(trees.values())


def known_fingerprints(session: Session, submission_ids: Iterable[int]) -> dict[int, Fingerprints]:
    """The fingerprints that were made before, by submission."""
    rows = session.execute(
        select(SubmissionFingerprint.submission_id, SubmissionFingerprint.hashes, SubmissionFingerprint.places).where(
            SubmissionFingerprint.submission_id.in_(list(submission_ids)), SubmissionFingerprint.method == METHOD
        )
    )
    return {submission_id: Fingerprints.from_bytes(hashes, places) for submission_id, hashes, places in rows}


def keep_fingerprints(session: Session, made: Mapping[int, Fingerprints]) -> None:
    """Keep fingerprints for the next time; another comparison may have kept the same meanwhile."""
    if not made:
        return
    statement = insert(SubmissionFingerprint).values(
        [
            {"submission_id": submission_id, "method": METHOD,
             "hashes": each.hashes.tobytes(), "places": each.places.tobytes()}
            for submission_id, each in made.items()
        ]
    )  # fmt: skip
    fresh = {name: statement.excluded[name] for name in ("method", "hashes", "places")}
    session.execute(statement.on_conflict_do_update(index_elements=["submission_id"], set_=fresh))


def keep_outcome(
    session: Session, comparison_id: int, works: Sequence[Work], own: int, outcome: Outcome, asked_at: datetime
) -> None:
    """Replace the pairs of an earlier time; those that somebody has noted something about stay.

    Whoever has asked since `asked_at` still waits for their own.
    """
    comparison = session.get_one(Comparison, comparison_id, with_for_update=True)
    kept = [_keep(session, comparison, pair) for pair in outcome.pairs]
    noted = exists().where(PairNote.pair_id == SimilarPair.id)
    for gone in session.scalars(
        select(SimilarPair).where(SimilarPair.comparison_id == comparison_id, SimilarPair.id.not_in(kept), ~noted)
    ):
        session.delete(gone)
    comparison.own, comparison.others = own, len(works) - own
    comparison.ignored = outcome.ignored.tobytes()
    if comparison.asked_at == asked_at:
        comparison.finished_at = now()
    record(session, SYSTEM, "compared submissions", comparison, own=own, others=comparison.others, pairs=len(kept))


def _keep(session: Session, comparison: Comparison, pair: Pair) -> int:
    found = {"share": pair.share_of_one, "other_share": pair.share_of_other, "stretches": pair.stretches}
    statement = insert(SimilarPair).values(
        comparison_id=comparison.id, submission_id=pair.one, other_id=pair.other, set_aside=False, **found
    )
    statement = statement.on_conflict_do_update(
        index_elements=["comparison_id", "submission_id", "other_id"], set_=found
    )
    return session.scalars(statement.returning(SimilarPair.id)).one()
