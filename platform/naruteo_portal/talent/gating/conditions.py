"""What an opening itself asks, as hard conditions: met, not met, or undetermined because something is not stated.

One definition for all places: the frozen instance, the candidates that an opening sees, suggestions, and the page on
which candidates read how they stand. The engine judges (`naruteo_matching.gates`): candidates at once, no query a pair.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from naruteo_matching.conditions import Gate, Outcome, gate
from naruteo_matching.gates import Gating, apply
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.candidates import CEFR, HIGHEST_TOPIK
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.gating.reasons import Exclusion
from naruteo_portal.talent.openings.models import Opening

SOURCE = "모집 공고"
"""Where these conditions are written."""
SOURCE_WORDS = N_("The conditions of the opening")
OUTCOMES: dict[Outcome, tuple[Message, str]] = {
    Outcome.PASSES: (N_("Met"), "success"),
    Outcome.UNDETERMINED: (N_("Undetermined"), "warning"),
    Outcome.FAILS: (N_("Not met"), "danger"),
}


def _as_it_is(value: Any) -> Any:
    return value


def _written_alike(names: Sequence[str]) -> tuple[str, ...]:
    """Names of licences, whatever their blanks and capitals."""
    return tuple("".join(each.split()).casefold() for each in names)


@dataclass(frozen=True)
class Rule:
    """One thing that an opening may ask."""

    label: Message
    name: Message
    """What it is called where only a value and a threshold stand beside it."""
    lack: Message
    """Why it is undetermined."""
    kind: str
    """How both are compared, a kind of `naruteo_matching.conditions.Condition`."""
    asks: Callable[[Opening], Any]
    has: Callable[[Candidate], Any]
    """What a candidate states; None for nothing."""
    said: Callable[[Any], Message]
    """What is asked, in words."""
    compared: Callable[[Any], Any] = _as_it_is


RULES: dict[str, Rule] = {
    "opening.korean": Rule(
        N_("Korean"), N_("Korean, level of TOPIK or KIIP"), N_("your profile states no level of Korean"), "at_least",
        lambda opening: opening.least_topik,
        lambda candidate: HIGHEST_TOPIK if candidate.native_korean else candidate.topik,
        lambda level: N_("TOPIK or KIIP level %(level)s", level=level),
    ),
    "opening.english": Rule(
        N_("English"), N_("English, level of CEFR"), N_("your profile states no level of English"), "at_least",
        lambda opening: opening.least_english, lambda candidate: candidate.english,
        lambda level: N_("CEFR %(level)s", level=level), CEFR.index,
    ),
    "opening.degree": Rule(
        N_("Degree"), N_("Degree"), N_("your profile states no degree"), "degree",
        lambda opening: opening.least_degree, lambda candidate: candidate.degree, lambda degree: DEGREES[degree],
    ),
    "opening.experience": Rule(
        N_("Experience"), N_("Experience in months"), N_("your profile states no experience"), "at_least",
        lambda opening: opening.least_experience_months, lambda candidate: candidate.experience_months,
        lambda months: N_("%(months)s months in the field", months=months),
    ),
    "opening.licences": Rule(
        N_("Licences"), N_("Licences"), N_("your profile names no licence"), "has",
        lambda opening: opening.licences, lambda candidate: candidate.licences or None,
        lambda names: N_("%(names)s", names=", ".join(names)), _written_alike,
    ),
    "opening.start": Rule(
        N_("Begins on"), N_("Could begin on"), N_("your profile does not say from when you could begin"), "by",
        lambda opening: opening.starts_on, lambda candidate: candidate.available_from,
        lambda day: N_("%(day)s", day=day),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One thing that an opening asks, and whether a candidate has it."""

    label: Message
    asks: Message
    outcome: Outcome
    because: Message | None
    """Why it is undetermined."""


def hold_against(candidates: Sequence[Candidate], openings: Sequence[Opening], on: date) -> Gating:
    """Hold candidates against what openings ask themselves; both stand in it by their ids, in the order given."""
    return apply([_facts(each) for each in candidates], {each.id: _gates(each) for each in openings}, on=on)


def own_exclusions(
    candidates: Mapping[int, Candidate], openings: Mapping[int, Opening],
    pairs: Mapping[date, Collection[tuple[int, int]]],
) -> Iterator[Exclusion]:  # fmt: skip
    """Every condition that pairs (ids of candidate and opening) do not meet on their day; both are given by id.

    What is not stated excludes nobody.
    """
    facts = {each: _facts(candidate) for each, candidate in candidates.items()}
    for on, of_day in pairs.items():
        some = [facts[each] for each in sorted({candidate for candidate, _opening in of_day})]
        asked = {each: _gates(openings[each]) for each in sorted({opening for _candidate, opening in of_day})}
        for found in apply(some, asked, on=on).exclusions(of_day):
            rule = RULES[found.rule]
            yield Exclusion(
                found.candidate, found.opening, found.rule, _plain(rule.has(candidates[found.candidate])),
                _plain(rule.asks(openings[found.opening])), on.isoformat(), found.source,
            )  # fmt: skip


def asked_of(candidate: Candidate, opening: Opening) -> Iterator[Asked]:
    """All that an opening asks, held against one profile."""
    facts = _facts(candidate)
    for each in _gates(opening):
        rule = RULES[each.rule]
        outcome = Outcome(int(each.judge(lambda fact: [facts[fact]])[0]))
        lack = rule.lack if outcome is Outcome.UNDETERMINED else None
        yield Asked(rule.label, rule.said(rule.asks(opening)), outcome, lack)


def _gates(opening: Opening) -> list[Gate]:
    asked = {name: rule.asks(opening) for name, rule in RULES.items()}
    return [
        gate(name, _fact(name), RULES[name].kind, RULES[name].compared(value), SOURCE)
        for name, value in asked.items()
        if value
    ]


def _facts(candidate: Candidate) -> dict[str, Any]:
    stated = {name: rule.has(candidate) for name, rule in RULES.items()}
    return {"id": candidate.id} | {
        _fact(name): None if value is None else RULES[name].compared(value) for name, value in stated.items()
    }


def _fact(name: str) -> str:
    return name.removeprefix("opening.")


def _plain(value: Any) -> Any:
    """A value as an instance keeps it and as both languages write it."""
    if isinstance(value, list | tuple):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else value
