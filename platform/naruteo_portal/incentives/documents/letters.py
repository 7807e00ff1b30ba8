"""The letter that tells an employer what was decided about a claim, why, by which rules, and how to appeal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from naruteo_portal.core.i18n import N_, Locale, Message, say_day, say_instant
from naruteo_portal.core.paper import Block, Heading, Note, Paper, Paragraph, Table
from naruteo_portal.incentives.documents.records import Words
from naruteo_portal.incentives.documents.words import (
    OUTCOME_WORDS,
    UNDETERMINED,
    business_number,
    heads,
    pairs,
    said,
    won,
)
from naruteo_portal.rules.saying import cited

MET_WORDS: Mapping[bool | None, Message] = {True: N_("Met"), False: N_("Not met"), None: UNDETERMINED}
NAMES_IN_A_HEADING = 3


@dataclass(frozen=True)
class Reason:
    """One condition as it was judged: whether it holds (None: nobody can say), where it stands, how to put it right."""

    text: Words
    met: bool | None
    source: str
    """Article, and the day from which that version holds."""
    fix: Words | None


@dataclass(frozen=True)
class LetterLine:
    """One trainee in one training, as it was decided."""

    number: str
    name: str
    training: Words
    outcome: str
    """eligible, not_eligible or undetermined."""
    amount: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Appeal:
    """A way to appeal. Without a day, its deadline is not confirmed, and the letter says so."""

    name: Words
    where: Words
    until: date | None
    source: str


@dataclass(frozen=True)
class Letter:
    """What was decided, frozen: the letter says this and nothing else."""

    number: str
    """Of the decision."""
    reference: str
    """Of the claim."""
    programme: Words
    legal_basis: Words
    employer: Words
    business_number: str | None
    claimed_on: date | None
    decided_at: datetime
    decided_by: Words
    """The officers' names."""
    approved: bool
    amount: int
    """Won that are granted; 0 if the claim was rejected."""
    words: str
    """What the officer says with it."""
    rules: tuple[str, ...]
    """Regime and digest of the rules that judged it."""
    lines: tuple[LetterLine, ...]
    appeals: tuple[Appeal, ...]


UNCONFIRMED_APPEALS: tuple[Appeal, ...] = (
    Appeal(
        {"ko": "이의신청", "en": "Objection to the office that decided"},
        {"ko": "결정한 기관", "en": "The office that decided"},
        None,
        "행정기본법(조문 미확인)",
    ),
    Appeal(
        {"ko": "행정심판", "en": "Administrative appeal"},
        {"ko": "행정심판위원회", "en": "Administrative appeals commission"},
        None,
        "행정심판법(조문 미확인)",
    ),
)
"""The ways that are open in general. Their deadlines are in no source that was read, so none is stated."""


def reasons_of(judgement: Mapping[str, Any] | None) -> tuple[Reason, ...]:
    """The conditions of a judgement as `rules.saying.as_json` wrote it."""
    return tuple(
        Reason(
            text=step["text"],
            met=None if step["value"] is None else bool(step["value"]),
            source=_source(step),
            fix=step["to_fix"] if not step["value"] else None,
        )
        for step in (judgement or {}).get("conditions", ())
    )


def decision_letter(decision: Letter, locale: Locale) -> Paper:
    """The letter in one language."""
    return Paper(
        title=N_("Letter on a decision").said_in(locale),
        author=N_("Naruteo").said_in(locale),
        language=locale,
        reference=decision.number,
        made_at=decision.decided_at,
        blocks=tuple(_blocks(decision, locale)),
    )


def _blocks(decision: Letter, locale: Locale) -> Iterator[Block]:
    outcome = N_("Approved") if decision.approved else N_("Rejected")
    yield pairs(
        (
            (N_("Claim"), decision.reference),
            (N_("Employer"), said(decision.employer, locale)),
            (N_("Business number"), business_number(decision.business_number, locale)),
            (N_("Programme"), said(decision.programme, locale)),
            (N_("Claimed on"), say_day(decision.claimed_on, locale) if decision.claimed_on else ""),
            (N_("Decision"), outcome.said_in(locale)),
            (N_("Amount granted"), won(decision.amount, locale)),
            (N_("Decided at"), say_instant(decision.decided_at, locale)),
            (N_("Decided by"), said(decision.decided_by, locale)),
        ),
        locale,
    )
    if decision.words:
        yield Heading(N_("What the office says").said_in(locale))
        yield Paragraph(decision.words)
    yield Heading(N_("Trainees").said_in(locale))
    yield Table(
        N_("Trainees").said_in(locale),
        heads((N_("Number"), N_("Name"), N_("Training"), N_("Result"), N_("Amount granted")), locale),
        tuple(
            (
                line.number, line.name, said(line.training, locale),
                (OUTCOME_WORDS.get(line.outcome) or UNDETERMINED).said_in(locale),
                UNDETERMINED.said_in(locale) if line.amount is None else line.amount,
            )
            for line in decision.lines
        ),
    )  # fmt: skip
    yield Heading(N_("Reasons").said_in(locale))
    for reasons, names in _by_reasons(decision.lines).items():
        yield Paragraph(_for_whom(names, locale))
        yield Table(
            N_("Reasons").said_in(locale),
            heads((N_("Requirement"), N_("Result"), N_("Source"), N_("How to put it right")), locale),
            tuple(
                (
                    said(dict(text), locale), MET_WORDS[met].said_in(locale), source,
                    said(dict(fix), locale) if fix else "",
                )
                for text, met, source, fix in reasons
            ),
        )  # fmt: skip
    yield Heading(N_("Legal basis and rules").said_in(locale))
    yield pairs(
        (
            (N_("Legal basis"), said(decision.legal_basis, locale)),
            (N_("Rules that judged it"), "\n".join(decision.rules) or UNDETERMINED.said_in(locale)),
        ),
        locale,
    )
    yield Heading(N_("If you do not agree").said_in(locale))
    yield Table(
        N_("If you do not agree").said_in(locale),
        heads((N_("Way to appeal"), N_("Where to appeal"), N_("Deadline"), N_("Source")), locale),
        tuple(
            (
                said(each.name, locale), said(each.where, locale),
                say_day(each.until, locale) if each.until else UNDETERMINED.said_in(locale), each.source,
            )
            for each in decision.appeals
        ),
    )  # fmt: skip
    if any(each.until is None for each in decision.appeals):
        yield Note(
            N_(
                "Where a deadline is undetermined, no source that we have read states it. Please ask the office that "
                "decided as soon as you can."
            ).said_in(locale)
        )
    yield Note(
        N_("This letter explains the decision. It is not the ministry’s form 59 and does not replace it.").said_in(
            locale
        )
    )


Grouped = tuple[tuple[tuple[tuple[str, str], ...], bool | None, str, tuple[tuple[str, str], ...] | None], ...]


def _by_reasons(lines: Iterable[LetterLine]) -> dict[Grouped, list[str]]:
    """Who was judged alike, so that the same table is not printed for each."""
    found: dict[Grouped, list[str]] = {}
    for line in lines:
        reasons = tuple(
            (tuple(each.text.items()), each.met, each.source, tuple(each.fix.items()) if each.fix else None)
            for each in line.reasons
        )
        found.setdefault(reasons, []).append(line.name)
    return found


def _for_whom(names: list[str], locale: Locale) -> str:
    shown, more = ", ".join(names[:NAMES_IN_A_HEADING]), len(names) - NAMES_IN_A_HEADING
    if more <= 0:
        return N_("For %(names)s:", names=shown).said_in(locale)
    return N_("For %(names)s and %(more)s more:", names=shown, more=more).said_in(locale)


def _source(step: Mapping[str, Any]) -> str:
    source = cited(step["reference"])
    return f"{source} ({step['in_force_from']})" if step["in_force_from"] else source
