"""Making explanations of outcomes from the frozen input and the kept answer, once, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from naruteo_matching.explaining import Explanation, Naming
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.i18n import LOCALES, Locale, Message, choose
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.talent.answers.models import OutcomeExplanation
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.clearing.archive import answer_of, final_run, instance_of
from naruteo_portal.talent.gating.conditions import RULES, SOURCE, SOURCE_WORDS
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import Outcome, Round
from naruteo_portal.talent.rounds.states import PUBLIC

FEW = 1_000
"""Rounds with so many candidates have all smallest changes looked for at once; in larger ones, for who asks."""

Names = Mapping[Locale, Naming]
"""How each language calls what an explanation names."""


def rounds_to_explain(session: Session) -> Sequence[int]:
    """Published rounds with outcomes that nothing explains yet."""
    return session.scalars(
        select(Outcome.round_id)
        .join(Outcome.round)
        .outerjoin(OutcomeExplanation, OutcomeExplanation.outcome_id == Outcome.id)
        .where(Round.state.in_(PUBLIC), OutcomeExplanation.outcome_id.is_(None))
        .distinct()
        .order_by(Outcome.round_id)
    ).all()


def outcomes_to_explain(session: Session, round_id: int) -> dict[int, str]:
    """The outcomes of a round that nothing explains yet: by id, the candidate's number in the frozen input."""
    rows = session.execute(
        select(Outcome.id, Candidate.reference)
        .join(Outcome.candidate)
        .outerjoin(OutcomeExplanation, OutcomeExplanation.outcome_id == Outcome.id)
        .where(Outcome.round_id == round_id, OutcomeExplanation.outcome_id.is_(None))
        .order_by(Outcome.id)
    )
    return {outcome_id: reference for outcome_id, reference in rows}


def load_final(session: Session, round_id: int, archive: BlobStore) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Instance, answer and the answer's hash of the run that decided a round."""
    run = final_run(session, session.get_one(Round, round_id))
    if run is None:
        raise LookupError(f"Round {round_id} was published without a run")
    return instance_of(run, archive), answer_of(run, archive), run.answer_sha256


def names_of(session: Session, references: Iterable[str]) -> Names:
    """How openings, and what they ask, are called in explanations; what has no name is called as it is."""
    query = (
        select(Opening)
        .where(is_one_of(Opening.reference, list(references)))
        .options(joinedload(Opening.organisation))
    )  # fmt: skip
    openings = session.scalars(query).all()
    words: dict[str, Message] = {rule: each.name for rule, each in RULES.items()}
    words |= {degree.value: each for degree, each in DEGREES.items()} | {SOURCE: SOURCE_WORDS}
    return {locale: partial(_called, _names_in(locale, openings, words)) for locale in LOCALES}


def keep_explanations(
    session: Session, found: Mapping[int, Explanation], names: Names, sha256: str, *, changes: bool
) -> None:
    """Keep explanations with their words; one with changes takes the place of one without."""
    at = now()
    rows = [
        {
            "outcome_id": outcome_id, "made_at": at, "answer_sha256": sha256, "with_changes": changes,
            "reasons": reasons_in_words(explanation, names),
        }
        for outcome_id, explanation in found.items()
    ]  # fmt: skip
    kept = insert(OutcomeExplanation)
    others = {column: kept.excluded[column] for column in rows[0] if column != "outcome_id"}
    session.execute(
        kept.on_conflict_do_update(
            index_elements=[OutcomeExplanation.outcome_id], set_=others,
            where=OutcomeExplanation.with_changes.is_(False),
        ),
        rows,
    )  # fmt: skip


def reasons_in_words(explanation: Explanation, names: Names) -> list[dict[str, Any]]:
    """The reasons as plain data, each with its sentences for the candidate: nothing that an auditor alone may see."""
    return [
        {
            "kind": reason.kind, "opening": reason.opening, "wish": reason.wish, "facts": reason.facts,
            "changes": [asdict(each) for each in reason.changes],
            "said": {
                locale: reason.said_in(locale, "person", names[locale], names[locale]) for locale in LOCALES
            },
        }
        for reason in explanation.reasons
    ]  # fmt: skip


def _names_in(locale: Locale, openings: Sequence[Opening], words: Mapping[str, Message]) -> dict[str, str]:
    names = {each: message.said_in(locale) for each, message in words.items()}
    return names | {
        each.reference: f"{choose(each.title, locale)} ({choose(each.organisation.name, locale)})" for each in openings
    }


def _called(names: Mapping[str, str], reference: Any) -> str:
    return names.get(str(reference)) or str(reference)
