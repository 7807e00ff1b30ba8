"""What the rules of statuses ask for, from profiles, legal facts and openings; nothing is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.database import is_one_of
from naruteo_portal.rules.cases import BadFacts, read_facts
from naruteo_portal.rules.programme import Programme
from naruteo_portal.talent.candidates.legal import KOREA
from naruteo_portal.talent.candidates.models import Candidate, CandidateLegal, Degree
from naruteo_portal.talent.candidates.statuses import Status, free_status
from naruteo_portal.talent.openings.models import Opening

E7_DEGREES = {
    Degree.NONE: "none", Degree.ASSOCIATE: "none", Degree.BACHELOR: "bachelor", Degree.MASTER: "master",
    Degree.DOCTOR: "master",
}  # fmt: skip
HIGHER = (Degree.ASSOCIATE, Degree.BACHELOR, Degree.MASTER, Degree.DOCTOR)
UNIVERSITY = (Degree.BACHELOR, Degree.MASTER, Degree.DOCTOR)


@dataclass(frozen=True)
class Person:
    """What the gate knows of a candidate."""

    degree: Degree | None
    korean_degree: bool | None
    experience_months: int | None
    topik: int | None
    lives_abroad: bool | None
    nationality: str | None
    residence_status: str | None
    status_until: date | None
    facts: Mapping[str, Mapping[str, Any]] | None

    @property
    def is_korean(self) -> bool:
        """Whether no status is needed."""
        return self.nationality == KOREA

    def facts_for(self, status: Status) -> dict[str, Any]:
        """The facts of a programme that this person knows."""
        own = (self.facts or {}).get(status.programme, {})
        stated = {name: own[name] for name in status.of_person if own.get(name) is not None}
        match status.programme:
            case "visa_e7":
                derived: dict[str, Any] = {
                    "degree": E7_DEGREES.get(self.degree) if self.degree else None,
                    "experience_years": self._years,
                    "korean_degree": self._korean(UNIVERSITY),
                }
            case "visa_f2r":
                korean = self._korean(HIGHER)
                derived = {
                    "education": None if korean is None else "associate" if korean else "none", "topik": self.topik,
                }  # fmt: skip
            case "visa_regional_gyeongbuk":
                derived = {
                    "associate_degree": None if self.degree is None else self.degree in HIGHER,
                    "experience_years": self._years, "topik": self.topik,
                }  # fmt: skip
            case _:
                derived = {"experience_years": self._years}
        return derived | stated

    @cached_property
    def held(self) -> str | None:
        """The choice of `visa_free`; who lives abroad and names no status holds none."""
        return "other" if self.residence_status is None and self.lives_abroad else free_status(self.residence_status)

    @property
    def _years(self) -> str | None:
        """Full tenths of years of experience."""
        if self.experience_months is None:
            return None
        whole, tenth = divmod(self.experience_months * 10 // 12, 10)
        return f"{whole}.{tenth}"

    def _korean(self, degrees: tuple[Degree, ...]) -> bool | None:
        """Whether a Korean university gave one of these degrees."""
        if self.degree is not None and self.degree not in degrees:
            return False
        return self.korean_degree if self.degree is not None or self.korean_degree is False else None


@dataclass(frozen=True)
class Place:
    """What the gate knows of an opening."""

    region: str | None
    starts_on: date
    yearly_wage: int | None
    statuses: tuple[str, ...]
    gate_facts: Mapping[str, Any]

    def facts_for(self, status: Status) -> dict[str, Any]:
        """The facts of a programme that the opening knows."""
        stated = {name: self.gate_facts.get(kept_as) for name, kept_as in status.of_opening.items()}
        if status.programme in ("visa_e7", "visa_top_tier"):
            stated["yearly_wage"] = self.yearly_wage
        if status.programme == "visa_regional_gyeongbuk":
            stated["works_in_gyeongbuk"] = None if self.region is None else self.region == "gyeongbuk"
        return stated


def stay_lasts(person: Person, place: Place) -> bool | None:
    """Whether a status that is held goes on beyond the day on which the work begins; F-5 has no end."""
    if person.held == "f5":
        return True
    return None if person.status_until is None else person.status_until > place.starts_on


def numbers(programme: Programme, given: Mapping[str, Any]) -> dict[str, int]:
    """Facts as the rules take them; what is beyond their bounds is not known."""
    try:
        return read_facts(programme, given)
    except BadFacts as bad:
        unusable = {fault.name for fault in bad.faults}
        return read_facts(programme, {name: value for name, value in given.items() if name not in unusable})


def load_people(session: Session, ids: Sequence[int]) -> dict[int, Person]:
    """What the gate knows of some candidates."""
    rows = session.execute(
        select(
            Candidate.id,
            Candidate.degree,
            Candidate.korean_degree,
            Candidate.experience_months,
            Candidate.topik,
            Candidate.lives_abroad,
            CandidateLegal.nationality,
            CandidateLegal.residence_status,
            CandidateLegal.status_until,
            CandidateLegal.facts,
        )
        .outerjoin(CandidateLegal, CandidateLegal.candidate_id == Candidate.id)
        .where(is_one_of(Candidate.id, ids))
    )
    return {candidate_id: Person(*known) for candidate_id, *known in rows}


def load_places(session: Session, ids: Sequence[int]) -> dict[int, Place]:
    """What the gate knows of some openings."""
    return {each.id: place_of(each) for each in session.scalars(select(Opening).where(is_one_of(Opening.id, ids)))}


def place_of(opening: Opening) -> Place:
    """What the gate knows of an opening."""
    return Place(
        opening.region, opening.starts_on, opening.yearly_wage, tuple(opening.statuses), opening.gate_facts
    )  # fmt: skip
