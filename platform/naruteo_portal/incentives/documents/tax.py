"""What an employer's training of a year cost without grants, for the tax return: 조특법 10, 조특령 9①2.

Money that the state granted is taken off the cost of each trainee; whether a training counts is asked of the programme
`hrd_tax_credit`. What is not known stays undetermined: annex 6 of the decree (별표 6) was not read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from naruteo_portal.core.i18n import N_, Locale, Message, say_instant
from naruteo_portal.core.paper import Block, Note, Paper, Table
from naruteo_portal.incentives.claims.reckoning import total
from naruteo_portal.incentives.documents.records import Words
from naruteo_portal.incentives.documents.words import (
    NOT_STATED,
    UNDETERMINED,
    business_number,
    heads,
    pairs,
    said,
    won,
)
from naruteo_portal.rules.cases import read_facts
from naruteo_portal.rules.explaining import explain
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import day_number

CONDITION = "training_counts"
COUNTS_WORDS: Mapping[bool | None, Message] = {
    True: N_("Of a kind that counts"),
    False: N_("Not as in-house education; on other grounds undetermined"),
    None: UNDETERMINED,
}


@dataclass(frozen=True)
class Counted:
    """Whether a training is of a kind that counts, and by which article."""

    counts: bool | None
    """False: not as the in-house education that it could be; other grounds (annex 6) are not judged."""
    source: str
    missing: tuple[Words, ...]
    """What would have to be known to say it."""


@dataclass(frozen=True)
class TaxLine:
    """One trainee in one training. Won; None where it is not known."""

    number: str
    name: str
    code: str
    training: Words
    starts_on: date
    last_day: date
    cost: int | None
    granted: int | None
    """By all programmes together; None while a claim is still open."""
    counted: Counted

    @property
    def net(self) -> int | None:
        """What the employer bore itself."""
        return None if self.cost is None or self.granted is None else max(self.cost - self.granted, 0)


@dataclass(frozen=True)
class TaxYear:
    """An employer's trainings that ended in a year, as of one instant."""

    employer: Words
    business_number: str | None
    year: int
    as_of: datetime
    lines: tuple[TaxLine, ...]
    rules: str
    """Regime and digest of the programme that was asked."""


def counted(programme: Programme, year: int, facts: Mapping[str, Any]) -> Counted:
    """Whether a training counts by the rules of a tax year that ends with it; `facts` are those of a claim's line.

    A course recognised under 평생능력법 24 counts as one. Any other can only be in-house education, which has to be of
    24 hours and of one of the named fields; the field is not known here.
    """
    recognised = facts.get("course_recognised_on") is not None
    case: dict[str, Any] = {
        "tax_year_ended_on": f"{year}-12-31",
        "route": "recognised_course" if recognised else "in_house_education",
    }
    if facts.get("hours") is not None:
        case["hours"] = facts["hours"]
    answer = explain(programme, read_facts(programme, case))
    step = next(each for each in answer.conditions if each.name == CONDITION)
    return Counted(
        counts=None if step.value is None else bool(step.value),
        source=step.reference.cited if step.reference else "",
        missing=tuple(
            programme.facts[each.name].ask.model_dump() for each in step.missing if each.name in programme.facts
        ),
    )


def merged(lines: Iterable[TaxLine]) -> tuple[TaxLine, ...]:
    """The same trainee and training under several programmes once: what it cost once, what was granted together."""
    found: dict[tuple[str, str, date, date], TaxLine] = {}
    for line in lines:
        key = (line.number, line.code, line.starts_on, line.last_day)
        before = found.get(key)
        if before is None:
            found[key] = line
        else:
            cost = before.cost if before.cost is not None else line.cost
            found[key] = replace(before, cost=cost, granted=total((before.granted, line.granted)))
    return tuple(found.values())


def tax_sheet(record: TaxYear, locale: Locale) -> Paper:
    """The sheet in one language."""
    return Paper(
        title=N_("Training costs net of grants, %(year)s", year=record.year).said_in(locale),
        author=N_("Naruteo").said_in(locale),
        language=locale,
        reference=f"{record.business_number or said(record.employer, locale)} · {record.year}",
        made_at=record.as_of,
        blocks=tuple(_blocks(record, locale)),
        landscape=True,
    )


def _blocks(record: TaxYear, locale: Locale) -> Iterator[Block]:
    lines = record.lines
    rows: tuple[tuple[Message, str], ...] = (
        (N_("Employer"), said(record.employer, locale)),
        (N_("Business number"), business_number(record.business_number, locale)),
        (N_("Year"), str(record.year)),
        (N_("As of"), say_instant(record.as_of, locale)),
        (N_("Total cost"), won(total(each.cost for each in lines), locale)),
        (N_("Grants, together"), won(total(each.granted for each in lines), locale)),
        (N_("Net of grants"), won(total(each.net for each in lines), locale)),
        (N_("Rules that judged it"), record.rules),
    )
    yield pairs(rows, locale)
    yield Table(
        N_("Trainees").said_in(locale),
        heads(
            (
                N_("Number"), N_("Name"), N_("Training"), N_("Last day"), N_("Cost"), N_("Amount granted"),
                N_("Net of grants"), N_("For the tax credit"), N_("Source"),
            ),
            locale,
        ),
        tuple(
            (
                each.number, each.name, said(each.training, locale), each.last_day.isoformat(),
                _known(each.cost, NOT_STATED, locale), _known(each.granted, UNDETERMINED, locale),
                _known(each.net, UNDETERMINED, locale), _counts(each.counted, locale), each.counted.source,
            )
            for each in lines
        ),
    )  # fmt: skip
    yield Note(
        N_(
            "Money that the state, a local government or a public institution granted is taken off (조특령 9①2); a "
            "grant is undetermined while its claim is open. Not judged here, because the texts were not read: the cost "
            "list of annex 6 (조특령 별표 6), fees of outsourced training, and the credit itself. Please ask your tax "
            "adviser."
        ).said_in(locale)
    )


def _counts(counted: Counted, locale: Locale) -> str:
    words = COUNTS_WORDS[counted.counts].said_in(locale)
    missing = ", ".join(said(each, locale) for each in counted.missing)
    return f"{words} ({missing}?)" if counted.counts is None and missing else words


def _known(amount: int | None, otherwise: Message, locale: Locale) -> str | int:
    return otherwise.said_in(locale) if amount is None else amount


def rules_words(programme: Programme, year: int) -> str:
    """Regime and digest of the programme for a tax year."""
    regime = programme.regime_on(day_number(date(year, 12, 31)))
    return f"{programme.id} · {regime} · SHA-256 {programme.digests[regime]}" if regime else f"{programme.id} · -"


def accounting_rows(paid: Sequence[tuple[date, int, str]], locale: Locale) -> list[list[str | float | None]]:
    """A journal line for each payment (day, won, claim) under a heading; account words are a proposal."""
    rows: list[list[str | float | None]] = [
        list(heads((N_("Date"), N_("Debit"), N_("Credit"), N_("Amount (won)"), N_("Claim")), locale))
    ]
    debit, credit = N_("Bank deposits").said_in(locale), N_("Government grants (training costs)").said_in(locale)
    rows += [[day.isoformat(), debit, credit, amount, reference] for day, amount, reference in paid]
    return rows
