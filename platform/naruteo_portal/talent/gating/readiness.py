"""A first look, without a profile and without a record, at which statuses of residence may be within reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.incentives.figures.in_force import programmes_in_force
from naruteo_portal.rules.explaining import Explanation, explain
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.rules.model import ANY_FIGURE
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import day_number
from naruteo_portal.talent.candidates.models import Degree
from naruteo_portal.talent.candidates.statuses import STATUSES
from naruteo_portal.talent.gating.facts import Person, Place, numbers

JOB_SEEKING = "D-10-1"
JOB_SEEKING_PROGRAMME = "visa_d10"
IMMIGRATION = N_("The immigration office of where you live or will live; book a visit at HiKorea, or call 1345.")
NEXT_OFFICES: Mapping[str, Message] = {
    "visa_e7": N_("The employer invites you: it applies at the immigration office of its place. Questions: call 1345."),
    JOB_SEEKING_PROGRAMME: IMMIGRATION,
    "visa_f2r": N_("The city or county in whose area you will work recommends you; then the immigration office. Ask "
                   "the city or county first."),
    "visa_regional_gyeongbuk": N_("The province of Gyeongsangbuk-do recommends you; then the immigration office. Ask "
                                  "the province first."),
    "visa_top_tier": IMMIGRATION,
}  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """What a visitor knows of themselves and of an offer; None is not known."""

    degree: Degree | None
    korean_degree: bool | None
    top_university: bool | None
    experience_months: int | None
    topik: int | None
    yearly_wage: int | None
    region: str | None
    occupation_listed: bool | None
    top_tier_industry: bool | None
    lives_in_area: bool | None
    points_exempt: bool | None


@dataclass(frozen=True)
class StatusLook:
    """A status: what the rules say with confirmed figures, and with those that nobody has confirmed besides."""

    name: str
    label: Message
    programme: Programme
    answer: Explanation
    rough: Outcome
    next_office: Message


def look(session: Session, answers: Answers, on: date) -> list[StatusLook]:
    """Judge all statuses, those within reach first."""
    programmes = programmes_in_force(session)
    person, place = _person(answers), _place(answers, on)
    looks = [
        _look(name, status.label, programmes[status.programme], on,
              {**place.facts_for(status), **person.facts_for(status), **status.assumed})
        for name, status in STATUSES.items()
    ]  # fmt: skip
    label = N_("D-10-1, looking for work")
    looks.append(
        _look(JOB_SEEKING, label, programmes[JOB_SEEKING_PROGRAMME], on, {"exempt": answers.points_exempt})
    )  # fmt: skip
    order = (Outcome.ELIGIBLE, Outcome.UNDETERMINED, Outcome.NOT_ELIGIBLE)
    return sorted(looks, key=lambda each: (order.index(each.answer.outcome), order.index(each.rough)))


def _look(name: str, label: Message, programme: Programme, on: date, facts: Mapping[str, Any]) -> StatusLook:
    case = numbers(programme, facts) | {programme.file.rule_date: day_number(on)}
    rough = explain(programme, case, ANY_FIGURE)
    return StatusLook(name, label, programme, explain(programme, case), rough.outcome, NEXT_OFFICES[programme.id])


def _person(answers: Answers) -> Person:
    top = "none" if answers.top_university is False else None
    if answers.top_university and answers.degree is not None:
        top = answers.degree.value if answers.degree in (Degree.MASTER, Degree.DOCTOR) else "none"
    return Person(
        degree=answers.degree, korean_degree=answers.korean_degree, experience_months=answers.experience_months,
        topik=answers.topik, lives_abroad=None, nationality=None, residence_status=None, status_until=None,
        facts={"visa_f2r": {"lives_in_area": answers.lives_in_area}, "visa_top_tier": {"degree": top}},
    )  # fmt: skip


def _place(answers: Answers, on: date) -> Place:
    stated = {"occupation_listed": answers.occupation_listed, "top_tier_industry": answers.top_tier_industry}
    return Place(answers.region, on, answers.yearly_wage, (), stated)
