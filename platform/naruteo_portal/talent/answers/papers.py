"""Filling the papers about an outcome from the database."""

from naruteo_portal.core.clock import KST
from naruteo_portal.core.i18n import LOCALES, N_, Message
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.names import display_name
from naruteo_portal.talent.answers.letters import Reply, Result
from naruteo_portal.talent.answers.models import OutcomeExplanation, OutcomeQuestion, Rerun
from naruteo_portal.talent.answers.words import BASIS, CLOCK_BASIS, KINDS, STATES
from naruteo_portal.talent.choices.tracking import Stage
from naruteo_portal.talent.rounds.models import Outcome

YES_NO = {True: N_("Yes"), False: N_("No")}


def result_of(outcome: Outcome, explanation: OutcomeExplanation | None, stage: Stage) -> Result:
    """An outcome that `own_outcome` gave, for its paper."""
    round_ = outcome.round
    published_at = round_.published_at or round_.publish_at
    return Result(
        round_reference=round_.reference,
        round_title=round_.title,
        candidate=outcome.candidate.reference,
        published_at=published_at,
        supervisor=called(round_.supervisor),
        contact=round_.contact,
        place=_place(outcome),
        state=stage.words,
        answer_by=round_.answer_by,
        override_reason=outcome.override_reason,
        reasons=explanation.reasons if explanation else (),
        as_of=max(filter(None, (published_at, outcome.answered_at, explanation.made_at if explanation else None))),
        input_sha256=round_.input_sha256 or "",
        answer_sha256=explanation.answer_sha256 if explanation else "",
    )


def reply_of(question: OutcomeQuestion) -> Reply | None:
    """A question that was answered, for its letter; None before."""
    if question.answered_at is None or question.answered_by is None:
        return None
    round_ = question.outcome.round
    return Reply(
        reference=question.reference,
        round_reference=round_.reference,
        round_title=round_.title,
        candidate=question.outcome.candidate.reference,
        kind=KINDS[question.kind],
        basis=BASIS[question.kind],
        clock_basis=CLOCK_BASIS,
        asked_on=question.asked_on,
        words=question.words,
        state=STATES[question.state][0],
        answer=question.answer,
        answered_at=question.answered_at,
        answered_by=called(question.answered_by),
        contact=round_.contact,
        extensions=[(each.at.astimezone(KST).date(), each.reason) for each in question.extensions],
        evidence=evidence_of(question.rerun),
    )


def evidence_of(rerun: Rerun | None) -> list[tuple[Message, Message | str]]:
    """What running the assignment again came to, line by line; nothing while it has not run."""
    if rerun is None:
        return []
    faults = N_("%(number)s", number=len(rerun.faults)) if rerun.faults else N_("None")
    return [
        (N_("Run again at"), N_("%(instant)s", instant=rerun.at)),
        (N_("SHA-256 of the input"), rerun.input_sha256),
        (N_("This is the frozen input"), YES_NO[rerun.is_frozen_input]),
        (N_("The same outcome for this candidate"), YES_NO[rerun.same_for_candidate]),
        (N_("The same outcome for everybody"), YES_NO[rerun.same_for_everybody]),
        (N_("Faults that the separate verifier found"), faults),
        (N_("Engine"), rerun.engine),
    ]


def called(account: Account) -> dict[str, str]:
    """A person's name in both languages; the account's person must be loaded."""
    return {locale: display_name(account.person, locale) for locale in LOCALES}


def _place(outcome: Outcome) -> dict[str, str] | None:
    if outcome.opening is None:
        return None
    title, by = outcome.opening.title, outcome.opening.organisation.name
    return {each: f"{title.get(each) or title['ko']}, {by.get(each) or by['ko']}" for each in LOCALES}
