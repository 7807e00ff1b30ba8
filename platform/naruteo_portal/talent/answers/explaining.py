"""Making explanations of outcomes from the frozen input and the kept answer, once, in both languages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_matching.explaining import Explanation
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.i18n import LOCALES, Locale, Message, choose
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.talent.answers.models import OutcomeExplanation
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.choices.queries import PUBLIC
from naruteo_portal.talent.clearing.archive import answer_of, final_run, instance_of
from naruteo_portal.talent.gating.conditions import RULES, SOURCE, SOURCE_WORDS
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import Outcome, Round

FEW = 1_000
"""Rounds with so many candidates have all smallest changes looked for at once; in larger ones, for who asks."""

Names = Mapping[str, Mapping[str, str]]


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
    query = (
        select(Outcome)
        .outerjoin(OutcomeExplanation, OutcomeExplanation.outcome_id == Outcome.id)
        .where(Outcome.round_id == round_id, OutcomeExplanation.outcome_id.is_(None))
        .options(joinedload(Outcome.candidate))
    )
    return {each.id: each.candidate.reference for each in session.scalars(query)}


def load_final(session: Session, round_id: int, archive: BlobStore) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Instance, answer and the answer's hash of the run that decided a round."""
    run = final_run(session, session.get_one(Round, round_id))
    if run is None:
        raise LookupError(f"Round {round_id} was published without a run")
    return instance_of(run, archive), answer_of(run, archive), run.answer_sha256


def names_of(session: Session, references: Iterable[str]) -> Names:
    """How openings, and what they ask, are called in explanations, in both languages."""
    query = (
        select(Opening)
        .where(is_one_of(Opening.reference, list(references)))
        .options(joinedload(Opening.organisation))
    )  # fmt: skip
    words: dict[str, Message] = {rule: each.name for rule, each in RULES.items()}
    words |= {degree.value: each for degree, each in DEGREES.items()} | {SOURCE: SOURCE_WORDS}
    names: dict[str, Mapping[str, str]] = {
        each: {locale: words[each].said_in(locale) for locale in LOCALES} for each in words
    }  # fmt: skip
    return names | {
        each.reference: {
            locale: f"{choose(each.title, locale)} ({choose(each.organisation.name, locale)})" for locale in LOCALES
        }
        for each in session.scalars(query)
    }


def keep_explanations(
    session: Session, found: Mapping[int, Explanation], names: Names, sha256: str, *, changes: bool
) -> None:
    """Keep explanations with their words; one with changes takes the place of one without."""
    kept_already = session.scalars(
        select(OutcomeExplanation).where(is_one_of(OutcomeExplanation.outcome_id, list(found)))
    )
    by_outcome = {each.outcome_id: each for each in kept_already}
    for outcome_id, explanation in found.items():
        kept = by_outcome.get(outcome_id)
        if kept is None:
            kept = OutcomeExplanation(outcome_id=outcome_id)
            session.add(kept)
        elif kept.with_changes:
            continue
        kept.made_at, kept.answer_sha256, kept.with_changes = now(), sha256, changes
        kept.reasons = reasons_in_words(explanation, names)
        kept.audit = {
            locale: explanation.said_in(locale, "auditor", _naming(names, locale)) for locale in LOCALES
        }  # fmt: skip


def reasons_in_words(explanation: Explanation, names: Names) -> list[dict[str, Any]]:
    """The reasons as plain data, each with its sentences for the candidate: nothing that an auditor alone may see."""
    return [
        {
            "kind": reason.kind, "opening": reason.opening, "wish": reason.wish, "facts": dict(reason.facts),
            "changes": [asdict(each) for each in reason.changes],
            "said": {
                locale: reason.said_in(locale, "person", _naming(names, locale), _naming(names, locale))
                for locale in LOCALES
            },
        }
        for reason in explanation.reasons
    ]  # fmt: skip


def _naming(names: Names, locale: Locale) -> Callable[[Any], str]:
    return lambda reference: names.get(str(reference), {}).get(locale, str(reference))
