"""Taking a profile away: what is erased at once, what is kept, for how long, and by which law."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.candidates import erase_profile
from naruteo_portal.talent.candidates.documents import erase_all
from naruteo_portal.talent.candidates.models import Candidate

ERASED = (
    N_("Your summary, skills, degree, experience, languages, licences and regions"),
    N_("Names as in the passport, and all your papers with their files"),
    N_("Nationality, status of residence and whatever you stated for the legal gate"),
)


@dataclass(frozen=True)
class Kept:
    """Something that stays when a profile is taken away."""

    what: Message
    how_long: Message
    source: str


KEPT = (
    Kept(
        N_("Frozen rounds that you took part in, under your candidate number"),
        N_("5 years, as evidence of how the machine worked"),
        "인공지능기본법 시행령 제27조 제2항",
    ),
    Kept(
        N_("When you gave and withdrew each consent, and to which wording"),
        N_("As long as your account exists, as the proof that your data were used rightly"),
        "개인정보 보호법 제22조",
    ),
    Kept(
        N_("Your account, courses and certificates"),
        N_("They are not part of the talent profile. Records of training are kept for 3 years."),
        "국민평생직업능력개발법 제23조의2",
    ),
)


def take_away(session: Session, candidate: Candidate, *, actor: Actor) -> None:
    """Erase a profile with its papers; its number, the proof of consents and frozen rounds stay."""
    erase_profile(session, candidate, actor=actor)
    erase_all(session, candidate)
