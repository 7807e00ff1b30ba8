"""What only the legal gate looks at, kept apart from the profile: the person and the gate read it, nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.register.entries import FactRefused
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_
from naruteo_portal.talent.candidates.candidates import hold_candidate, touch
from naruteo_portal.talent.candidates.countries import is_country
from naruteo_portal.talent.candidates.models import Candidate, CandidateLegal
from naruteo_portal.talent.candidates.statuses import STATUS_FORM, STATUSES

KOREA = "KR"


@dataclass(frozen=True)
class LegalFacts:
    """What a candidate states for the gate; None is not stated."""

    nationality: str | None
    residence_status: str | None
    status_until: date | None
    facts: Mapping[str, Mapping[str, Any]]
    """By programme and by the name of its fact."""

    def check(self) -> None:
        """Refuse what cannot be, and what nobody may keep because no rule asks for it."""
        if self.nationality is not None and not is_country(self.nationality):
            raise FactRefused("nationality", N_("Choose a country from the list."))
        if self.residence_status is not None and not STATUS_FORM.fullmatch(self.residence_status):
            raise FactRefused("residence_status", N_("Write the status as on the residence card, such as D-10-1."))
        if self.status_until is not None and self.residence_status is None:
            raise FactRefused("residence_status", N_("Write which status is granted until this day."))
        asked = {status.programme: set(status.of_person) for status in STATUSES.values()}
        if any(not set(facts) <= asked.get(programme, set()) for programme, facts in self.facts.items()):
            raise FactRefused("facts", N_("No rule asks for this."))

    def of_citizen(self) -> "LegalFacts":
        """Of Korean citizens nothing else is kept: they need no status."""
        return LegalFacts(KOREA, None, None, {}) if self.nationality == KOREA else self


def own_legal(session: Session, candidate: Candidate) -> CandidateLegal | None:
    """What a candidate has stated, for their own page."""
    return session.get(CandidateLegal, candidate.id)


def state_legal(session: Session, candidate: Candidate, given: LegalFacts, *, version: int, actor: Actor) -> None:
    """Keep what a candidate states; the trail says that they did, never what."""
    given.check()
    hold_candidate(session, candidate, seen=version)
    kept = given.of_citizen()
    legal = own_legal(session, candidate)
    if legal is None:
        legal = CandidateLegal(candidate_id=candidate.id)
        session.add(legal)
    legal.nationality, legal.residence_status = kept.nationality, kept.residence_status
    legal.status_until, legal.facts = kept.status_until, {each: dict(facts) for each, facts in kept.facts.items()}
    legal.changed_at = now()
    touch(candidate)
    record(session, actor, "stated facts for the legal gate", candidate)


def forget_legal(session: Session, candidate: Candidate, *, actor: Actor) -> None:
    """Erase it; the gate can say nothing of this candidate from then on."""
    hold_candidate(session, candidate)
    legal = own_legal(session, candidate)
    if legal is not None:
        session.delete(legal)
        touch(candidate)
        record(session, actor, "erased facts for the legal gate", candidate)
