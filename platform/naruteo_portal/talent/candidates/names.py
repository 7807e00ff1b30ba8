"""Names of candidates as official papers, Korean pages and English pages write them."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.register.entries import FactRefused
from naruteo_portal.core.i18n import N_, Locale
from naruteo_portal.identity.names import Named, display_name, tidy_name
from naruteo_portal.talent.candidates.candidates import hold_candidate, touch
from naruteo_portal.talent.candidates.models import Candidate

MOST_SIGNS = 100
IN_A_PASSPORT = re.compile(r"[A-Z]+( [A-Z]+)*")


class PassportNames(Protocol):
    """Whoever has names as a passport writes them."""

    @property
    def passport_family(self) -> str: ...
    @property
    def passport_given(self) -> str: ...
    @property
    def name_hangul(self) -> str: ...
    @property
    def given_name_first(self) -> bool: ...


@dataclass(frozen=True)
class OfficialNames:
    """What a candidate enters beside the names of the account; empty is not stated."""

    passport_family: str
    passport_given: str
    name_hangul: str
    given_name_first: bool

    def check(self) -> None:
        """Refuse what cannot stand in a passport, and a name in Hangul that is none."""
        for field in ("passport_family", "passport_given"):
            name = getattr(self, field)
            if name and not IN_A_PASSPORT.fullmatch(name):
                raise FactRefused(
                    field, N_("Write it as in the two lines at the foot of the passport: letters A to Z and blanks.")
                )
        if any("HANGUL" not in unicodedata.name(sign, "") for sign in self.name_hangul):
            raise FactRefused("name_hangul", N_("Write the name in Hangul, family name first, without blanks."))


def as_in_a_passport(typed: str) -> str:
    """A name as the machine-readable zone has it: capitals, `<` and hyphens as blanks, no apostrophes (ICAO 9303)."""
    plain = unicodedata.normalize("NFC", typed).upper().translate({ord(sign): None for sign in "'’`."})
    return " ".join(re.sub(r"[<\-‐‑]", " ", plain).split())[:MOST_SIGNS]


def as_in_hangul(typed: str) -> str:
    """A name in Hangul without blanks: the Interior Ministry's form for foreigners' names."""
    return "".join((tidy_name(typed) or "").split())[:MOST_SIGNS]


def save_names(session: Session, candidate: Candidate, names: OfficialNames, *, version: int, actor: Actor) -> None:
    """Save names over the version that the candidate saw."""
    names.check()
    hold_candidate(session, candidate, seen=version)
    changed = [name for name, value in asdict(names).items() if getattr(candidate, name) != value]
    if changed:
        for name in changed:
            setattr(candidate, name, getattr(names, name))
        touch(candidate)
        record(session, actor, "changed a profile", candidate, changed=changed)


def official_name(candidate: PassportNames, person: Named) -> str:
    """As official documents write it: SAWYER TOM(소여톰), or the name alone where no passport's was given."""
    roman = " ".join(filter(None, (candidate.passport_family, candidate.passport_given)))
    if not roman:
        return person.name_native
    return f"{roman}({candidate.name_hangul})" if candidate.name_hangul else roman


def called(candidate: PassportNames, person: Named, locale: Locale) -> str:
    """As pages call a candidate: the preferred name, else in the order that they chose."""
    if person.preferred_name or not candidate.passport_given:
        return display_name(person, locale)
    if locale == "ko" and candidate.name_hangul:
        return candidate.name_hangul
    if person.name_roman and not candidate.given_name_first:
        return display_name(person, locale)
    parts = [candidate.passport_family.title(), candidate.passport_given.title()]
    return " ".join(filter(None, reversed(parts) if candidate.given_name_first else parts))
