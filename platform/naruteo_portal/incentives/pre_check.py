"""A first look, without an account, at whether something may be supported: few questions, the same rules, no record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.rules.cases import read_facts
from naruteo_portal.rules.explaining import Explanation, Used, explain
from naruteo_portal.rules.model import ANY_FIGURE, CONFIRMED, Fact, FactType, Words
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tracing import Lack, Trace, Unknown, whole_value

RECOGNISED = "recognised"
"""A question of our own: employer_training asks for two days, which few people have at hand."""
OWN_QUESTIONS = {
    RECOGNISED: Fact(
        type=FactType.TRUTH,
        ask=Words(
            ko="훈련을 시작하기 전에 과정을 인정받았거나 받을 예정입니까?",
            en="Was the course recognised before the training began, or will it be?",
        ),
    )
}
MOST_CASES = 200
"""Combinations of unknown answers that a range is reckoned over."""


@dataclass(frozen=True)
class Goal:
    """Something that a visitor may want supported: a programme, its questions, and what is assumed beside them."""

    programme: str
    label: Message
    questions: tuple[str, ...]
    assumed: tuple[Message, ...] = ()


GOALS = {
    goal.programme: goal
    for goal in (
        Goal(
            "employer_training",
            N_("We train our own employees (grant for employers' vocational training)"),
            ("mode", "hours", "trainee", "firm_size", "part_ended_on", RECOGNISED, "restricted"),
            (
                N_("The training is held as it was recognised."),
                N_("The trainee attends all of it, makes all progress and reaches all points."),
                N_("The grant is claimed on the day on which the training ends."),
                N_("The training is not longer than three months, and the ceiling of the year is not used up."),
            ),
        ),
        Goal(
            "talent_premium_training",
            N_("We send employees to a premium training of HRDK (small and medium firms)"),
            (
                "ended_on",
                "priority_firm",
                "insured_employee",
                "listed_course",
                "completed",
                "place",
                "fee_paid",
            ),
        ),
        Goal(
            "ai_voucher",
            N_("We buy an AI solution (AI voucher)"),
            ("project_ends_on", "firm", "budget", "education_cost", "paid_elsewhere"),
        ),
    )
}


@dataclass(frozen=True)
class Estimate:
    """An amount that is not promised: won for one case, from the least to the most that the open answers leave.

    `least` is None where not even an estimate can be made; `varied` names the facts that were not known and tried in
    each of their choices; `unconfirmed` are the figures used that nobody has confirmed.
    """

    least: int | None
    most: int | None
    varied: tuple[str, ...]
    unconfirmed: tuple[Used, ...]


@dataclass(frozen=True)
class FirstLook:
    """The answer of the rules, and what the amount may be."""

    answer: Explanation
    estimate: Estimate | None
    """None where the programme has no amount, or the case is not eligible."""


def question(programme: Programme, name: str) -> Fact:
    """How something is asked."""
    return OWN_QUESTIONS.get(name) or programme.facts[name]


def look(programme: Programme, answers: Mapping[str, Any]) -> FirstLook:
    """Judge what was answered (None: not known). Raises BadFacts for answers that are beyond what the rules take."""
    known = read_facts(programme, _as_facts(programme, answers))
    answer = explain(programme, known)
    amount = programme.decision.amount
    if amount is None or any(step.value is False for step in answer.conditions):
        return FirstLook(answer, None)
    return FirstLook(answer, _estimate(programme, known, amount, answer))


def _as_facts(programme: Programme, answers: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: value for name, value in answers.items() if name in programme.facts}
    if programme.id != "employer_training":
        return facts
    facts |= {"held_as_recognised": True, "attendance": "1", "progress": "1", "score": "100"}
    ended = answers.get("part_ended_on")
    facts["claimed_on"] = facts["started_on"] = ended
    recognised = answers.get(RECOGNISED)
    if ended is not None and recognised is not None:
        day = date.fromisoformat(ended)
        facts["course_recognised_on"] = str(day if recognised else day + timedelta(days=1))
    return facts


def _estimate(programme: Programme, known: Mapping[str, int], amount: str, answer: Explanation) -> Estimate:
    rough = Trace(programme, known, ANY_FIGURE).rule(amount)[1]
    varied: tuple[str, ...] = ()
    if isinstance(rough, Unknown):
        open_facts = {each.name for each in rough.missing if each.lack is Lack.NOT_GIVEN}
        varied = tuple(sorted(name for name in open_facts if _choices(programme.facts[name])))
    found = []
    for case in _cases(programme, known, varied):
        value = whole_value(programme, case, amount, ANY_FIGURE)
        if value is None:
            return Estimate(None, None, varied, _unconfirmed(answer))
        found.append(value)
    return Estimate(min(found), max(found), varied, _unconfirmed(answer))


def _cases(programme: Programme, known: Mapping[str, int], varied: tuple[str, ...]) -> Iterator[dict[str, int]]:
    tried = product(*(_choices(programme.facts[name]) for name in varied))
    for _number, values in zip(range(MOST_CASES), tried, strict=False):
        yield {**known, **dict(zip(varied, values, strict=True))}


def _choices(fact: Fact) -> range:
    """The whole numbers that stand for a fact's few answers; none for numbers and days."""
    return range(len(fact.choices)) if fact.type is FactType.CHOICE else range(2 * (fact.type is FactType.TRUTH))


def _unconfirmed(answer: Explanation) -> tuple[Used, ...]:
    found = {
        used.name: used
        for step in (*answer.conditions, *answer.sums)
        for used in step.used
        if used.what == "parameter" and used.confidence not in CONFIRMED
    }
    return tuple(found.values())
