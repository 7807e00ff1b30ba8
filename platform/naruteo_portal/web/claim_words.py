"""How claims, their calculation and what is missing of it are said on pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.visitor import locale
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.programmes import shipped_programme
from naruteo_portal.rules.explaining import TRUTHS
from naruteo_portal.rules.model import CONFIRMED, Words
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.saying import LACKS, cited, label_of
from naruteo_portal.rules.tracing import Lack
from naruteo_portal.rules.units import PURE
from naruteo_portal.web.programme_words import said_value

OUTCOMES: dict[str, tuple[Message, str]] = {
    "eligible": (N_("Eligible"), "success"),
    "not_eligible": (N_("Not eligible"), "danger"),
    "undetermined": (N_("Undetermined"), "warning"),
}
STEPS: tuple[tuple[str, Message], ...] = (
    ("claim_wizard.new", N_("Programme and year")),
    ("claim_wizard.trainees", N_("Trainees and trainings")),
    ("claim_wizard.facts", N_("Facts")),
    ("claim_documents.overview", N_("Documents")),
    ("claim_check.check", N_("Check and hand in")),
)
"""The steps of the wizard, by the endpoint of their page."""


def step_labels() -> list[str]:
    """What the steps are called."""
    return [label.said_in(locale()) for _endpoint, label in STEPS]


def step_number(endpoint: str) -> int:
    """Which step a page is, counted from 1."""
    return [each for each, _label in STEPS].index(endpoint) + 1


def step_beside(endpoint: str, claim: Claim, by: int) -> str:
    """The address of a claim's step so many before or after a page's."""
    return url_for(STEPS[step_number(endpoint) - 1 + by][0], reference=claim.reference)


@dataclass(frozen=True)
class SaidUse:
    """A fact, figure or earlier result that a rule looked at."""

    label: str
    value: str | None
    source: str
    """For a figure: where it is written, and from which day it holds."""
    unconfirmed: bool


@dataclass(frozen=True)
class SaidStep:
    """A condition or a sum of the calculation, with all that it was made of."""

    text: str
    holds: bool | None
    """None for a sum, and for a condition that is open."""
    value: str | None
    formula: str
    source: str
    fix: str | None
    uses: tuple[SaidUse, ...]


@dataclass(frozen=True)
class SaidLine:
    """How one line of a claim was, or would be, judged: in words, by the answer of the rules as it is kept."""

    line: ClaimLine
    outcome: str
    conditions: tuple[SaidStep, ...]
    sums: tuple[SaidStep, ...]
    missing: tuple[tuple[str, str], ...]
    """(what, why) of everything without which nobody can decide."""
    regime: str | None
    digest: str | None
    judged: int | None
    amount: int | None
    estimate: int | None
    ceiling: int | None
    """What the year's ceiling is; None if there is none, or where it is not kept with a decision."""


def said_line(claim: Claim, line: ClaimLine, judgement: Mapping[str, Any], amounts: Sequence[int | None]) -> SaidLine:
    """One line in words; `amounts` are judged, granted and estimated won, and the ceiling."""
    programme = shipped_programme(claim.programme)
    judged, amount, estimate, ceiling = amounts
    return SaidLine(
        line=line,
        outcome=judgement["outcome"],
        conditions=tuple(_step(programme, each, condition=True) for each in judgement["conditions"]),
        sums=tuple(_step(programme, each, condition=False) for each in judgement["sums"]),
        missing=tuple(
            (label_of(programme, each["name"], locale()), LACKS[Lack(each["why"])].said_in(locale()))
            for each in judgement["missing"]
        ),
        regime=judgement["rules"]["regime"],
        digest=judgement["rules"]["digest"],
        judged=judged,
        amount=amount,
        estimate=estimate,
        ceiling=ceiling,
    )


def kept_lines(claim: Claim) -> list[SaidLine]:
    """The lines of a claim as they were judged when it was last handed in; those not judged yet are left out."""
    return [
        said_line(claim, line, line.judgement, (line.judged_amount, line.amount, line.estimate, None))
        for line in claim.lines
        if line.judgement is not None
    ]


def _step(programme: Programme, step: Mapping[str, Any], *, condition: bool) -> SaidStep:
    value = step["value"]
    return SaidStep(
        text=_words(step["text"]),
        holds=value if condition else None,
        value=None if condition or value is None else said_value(value, step["unit"]),
        formula=step["formula"] or "",
        source=_source(step["reference"], step["in_force_from"]),
        fix=_words(step["to_fix"]) if step["to_fix"] else None,
        uses=tuple(_use(programme, each) for each in step["used"]),
    )


def _use(programme: Programme, used: Mapping[str, Any]) -> SaidUse:
    confidence = used["confidence"]
    return SaidUse(
        label=_words(used["label"]),
        value=_used_value(programme, used),
        source=_source(used["reference"], used["in_force_from"]),
        unconfirmed=confidence is not None and confidence not in {each.value for each in CONFIRMED},
    )


def _used_value(programme: Programme, used: Mapping[str, Any]) -> str | None:
    value = used["value"]
    if value is None:
        return None
    if isinstance(value, bool):
        return TRUTHS[value].said_in(locale())
    fact = programme.facts.get(used["name"])
    if fact is not None and value in fact.choices:
        return fact.choices[value].said_in(locale())
    return said_value(value, used["unit"] or PURE)


def _source(reference: Mapping[str, Any] | None, since: str | None) -> str:
    return ", ".join(each for each in (cited(reference), since) if each)


def _words(words: Mapping[str, str]) -> str:
    return Words(**words).said_in(locale())
