"""Opening a profile, changing it, and taking it away again with what it holds."""

import re
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.register.entries import FactRefused, refuse_resident_number
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.provinces import PROVINCES
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.identity.models import Account, Person
from naruteo_portal.talent.candidates.models import (
    Candidate,
    CandidateKind,
    CandidateLegal,
    CandidateSkill,
    Consent,
    Degree,
)

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
HIGHEST_TOPIK = 6
MOST_MONTHS = 60 * 12
MOST_LICENCES = 20
MAIL_OR_PHONE = re.compile(r"\S+@\S+\.\S+|(?<!\d)(?:\+\d{1,3}[\s-]?)?0?\d{1,3}[\s.-]\d{3,4}[\s.-]\d{4}(?!\d)")


class NoProfile(NotFound):
    """The person has no profile, or has taken it away."""

    def __init__(self) -> None:
        super().__init__(N_("You have no talent profile yet. Open one first."))


class ProfileHasMoved(Conflict):
    """The profile was changed in another window."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Your profile has changed since you loaded the page, perhaps in another window. Nothing was saved yet: "
                "what you entered stands below. Save again to keep it."
            )
        )


class ProfileIsOpen(Conflict):
    """The person has a profile already."""

    def __init__(self) -> None:
        super().__init__(N_("You have a talent profile already. Change that one."))


@dataclass(frozen=True)
class Profile:
    """What a candidate enters of their work; None is not stated."""

    kind: CandidateKind
    summary: str
    lives_abroad: bool | None
    region: str | None
    regions_wanted: tuple[str, ...]
    available_from: date | None
    degree: Degree | None
    degree_field: str
    korean_degree: bool | None
    experience_months: int | None
    native_korean: bool | None
    topik: int | None
    english: str | None
    licences: tuple[str, ...]

    def check(self, person: Person) -> None:
        """Refuse what may not be kept, and what contradicts itself."""
        for field, text in (("summary", self.summary), ("degree_field", self.degree_field)):
            refuse_resident_number(field, text)
        for licence in self.licences:
            refuse_resident_number("licences", licence)
        if _identifies(self.summary, person):
            raise FactRefused(
                "summary",
                N_("The summary is shown without your name. Leave out names, mail addresses and telephone numbers."),
            )
        if any(each not in PROVINCES for each in (*self.regions_wanted, *filter(None, (self.region,)))):
            raise FactRefused("region", N_("Choose regions from the list."))
        if self.lives_abroad and self.region:
            raise FactRefused("region", N_("Who lives abroad has no region of residence in Korea. Leave it open."))
        if self.experience_months is not None and not 0 <= self.experience_months <= MOST_MONTHS:
            raise FactRefused("experience_months", N_("Write months from 0 to %(most)d.", most=MOST_MONTHS))
        if self.topik is not None and not 0 <= self.topik <= HIGHEST_TOPIK:
            raise FactRefused("topik", N_("Choose a level from the list."))
        if self.english is not None and self.english not in CEFR:
            raise FactRefused("english", N_("Choose a level from the list."))
        if len(self.licences) > MOST_LICENCES:
            raise FactRefused("licences", N_("Name at most %(most)d licences.", most=MOST_LICENCES))


def _identifies(text: str, person: Person) -> bool:
    names = (person.name_native, person.name_roman, person.preferred_name)
    return bool(MAIL_OR_PHONE.search(text)) or any(name and name.casefold() in text.casefold() for name in names)


def find_candidate(session: Session, account_id: int) -> Candidate | None:
    """The candidate that a person is or was, also where they took the profile away; with account and names."""
    return session.scalar(
        select(Candidate)
        .where(Candidate.account_id == account_id)
        .options(joinedload(Candidate.account).joinedload(Account.person))
    )


def get_candidate(session: Session, account_id: int) -> Candidate:
    """The candidate that a person is, with account and names; NoProfile if there is none, or it was taken away."""
    found = find_candidate(session, account_id)
    if found is None or found.closed_at is not None:
        raise NoProfile
    return found


def hold_candidate(session: Session, candidate: Candidate, *, seen: int | None = None) -> None:
    """Let nobody else change a profile or its consents until the transaction ends.

    NoProfile if it was taken away; ProfileHasMoved if it has another version than the one that was `seen`.
    """
    session.refresh(candidate, ["version", "closed_at"], with_for_update={"key_share": True})
    if candidate.closed_at is not None:
        raise NoProfile
    if seen is not None and candidate.version != seen:
        raise ProfileHasMoved


def open_profile(session: Session, account_id: int, kind: CandidateKind, *, actor: Actor) -> Candidate:
    """Open an empty profile, or the one that was taken away, which is as empty."""
    candidate = find_candidate(session, account_id)
    if candidate is not None and candidate.closed_at is None:
        raise ProfileIsOpen
    at = now()
    if candidate is None:
        candidate = Candidate(
            reference=_new_reference(session), account_id=account_id, kind=kind, regions_wanted=[], licences=[],
            created_at=at, changed_at=at, closed_at=None,
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(candidate)
        except IntegrityError:
            raise ProfileIsOpen from None
    else:
        candidate.kind, candidate.changed_at, candidate.closed_at = kind, at, None
        candidate.version += 1
    record(session, actor, "opened a profile", candidate, kind=kind.value)
    return get_candidate(session, account_id)


def change_profile(session: Session, candidate: Candidate, profile: Profile, *, version: int, actor: Actor) -> None:
    """Save what was entered over the version that the candidate saw; ProfileHasMoved if there is a later one."""
    profile.check(candidate.account.person)
    hold_candidate(session, candidate, seen=version)
    wanted = asdict(profile) | {
        "regions_wanted": sorted(set(profile.regions_wanted), key=list(PROVINCES).index),
        "licences": list(dict.fromkeys(profile.licences)),
    }
    changed = [name for name, value in wanted.items() if getattr(candidate, name) != value]
    if changed:
        for name in changed:
            setattr(candidate, name, wanted[name])
        touch(candidate)
        record(session, actor, "changed a profile", candidate, changed=changed)


def touch(candidate: Candidate) -> None:
    """Note that something of a profile is another from now on."""
    candidate.version += 1
    candidate.changed_at = now()


def erase_profile(session: Session, candidate: Candidate, *, actor: Actor) -> None:
    """Erase all that a profile says and end its consents; see `closing.take_away`."""
    hold_candidate(session, candidate)
    at = now()
    for table in (CandidateSkill, CandidateLegal):
        session.execute(delete(table).where(table.candidate_id == candidate.id))
    for consent in session.scalars(
        select(Consent).where(Consent.candidate_id == candidate.id, Consent.withdrawn_at.is_(None))
    ):
        consent.withdrawn_at = at
    candidate.passport_family = candidate.passport_given = candidate.name_hangul = ""
    candidate.summary = candidate.degree_field = ""
    candidate.given_name_first = False
    candidate.regions_wanted, candidate.licences = [], []
    candidate.lives_abroad = candidate.region = candidate.available_from = candidate.degree = None
    candidate.korean_degree = candidate.experience_months = candidate.native_korean = None
    candidate.topik = candidate.english = None
    touch(candidate)
    candidate.closed_at = at
    record(session, actor, "took a profile away", candidate)


def _new_reference(session: Session) -> str:
    return new_reference(
        Numbered.CANDIDATE, now(),
        lambda number: bool(session.scalar(select(exists().where(Candidate.reference == number)))),
    )  # fmt: skip
