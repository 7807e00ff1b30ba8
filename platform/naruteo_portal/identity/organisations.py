"""Opening and changing organisations."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.accounts import HANDLE_LETTERS
from naruteo_portal.identity.business_number import parse_business_number
from naruteo_portal.identity.models import Organisation, OrganisationKind
from naruteo_portal.identity.permissions import administers, is_platform_administrator
from naruteo_portal.identity.readers import Reader

SLUG_LENGTH = 6


class BusinessNumberWrong(Invalid):
    """The number's check digit does not fit."""

    code = "business-number-wrong"

    def __init__(self) -> None:
        super().__init__(
            N_("This is not a business registration number. It has ten digits, like 123-45-67890; please check each.")
        )


class BusinessNumberTaken(Conflict):
    """Another organisation has the number."""

    code = "business-number-taken"

    def __init__(self) -> None:
        super().__init__(N_("Another organisation already has this business registration number."))


@dataclass(frozen=True)
class OrganisationFacts:
    """What is written down about an organisation."""

    kind: OrganisationKind
    name_ko: str
    name_en: str
    business_number: str

    def write_to(self, organisation: Organisation) -> None:
        """Put the facts into a row; BusinessNumberWrong if the number is none."""
        digits = parse_business_number(self.business_number) if self.business_number.strip() else None
        if self.business_number.strip() and digits is None:
            raise BusinessNumberWrong
        organisation.kind = self.kind
        # Content that was not translated is shown in Korean.
        organisation.name = {"ko": self.name_ko.strip(), **({"en": name} if (name := self.name_en.strip()) else {})}
        organisation.business_number = digits


def new_slug(session: Session) -> str:
    """A short opaque word for addresses: names change, and Hangul makes long addresses."""
    while True:
        slug = "o" + "".join(secrets.choice(HANDLE_LETTERS) for _ in range(SLUG_LENGTH - 1))
        if session.scalar(select(Organisation.id).where(Organisation.slug == slug)) is None:
            return slug


def open_organisation(session: Session, facts: OrganisationFacts, *, reader: Reader, actor: Actor) -> Organisation:
    """Enter an organisation; only the platform's administrators may."""
    if not is_platform_administrator(reader):
        raise NotAllowed
    organisation = Organisation(slug=new_slug(session), created_at=now())
    _write(session, organisation, facts)
    record(session, actor, "opened an organisation", organisation, kind=facts.kind.value)
    return organisation


def change_organisation(
    session: Session, organisation: Organisation, facts: OrganisationFacts, *, reader: Reader, actor: Actor
) -> None:
    """Change what is written down; what kind it is only the platform's administrators say, since rights hang on it."""
    if not administers(reader).covers(organisation.id):
        raise NotAllowed
    if facts.kind is not organisation.kind and not is_platform_administrator(reader):
        raise NotAllowed
    before = {"kind": organisation.kind.value, "name": organisation.name, "number": organisation.business_number}
    _write(session, organisation, facts)
    record(session, actor, "changed an organisation", organisation, before=before)


def _write(session: Session, organisation: Organisation, facts: OrganisationFacts) -> None:
    try:
        # Tried in a savepoint: the page that explains the refusal still needs the session.
        with session.begin_nested():
            facts.write_to(organisation)
            session.add(organisation)
            session.flush()
    except IntegrityError:
        raise BusinessNumberTaken from None
