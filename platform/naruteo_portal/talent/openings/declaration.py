"""What the operator declares this deployment to be under the Employment Security Act, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.permissions import is_platform_administrator, runs_rounds
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.openings.models import OperatorDeclaration, ServiceKind

EARLIEST, LATEST = date(1961, 12, 6), date(2199, 12, 31)
"""The Employment Security Act was promulgated on 6 December 1961."""
NUMBERED = frozenset({ServiceKind.PAID_PLACEMENT, ServiceKind.INFORMATION})
"""Who runs one of these has a number; a school or training body may place its own students without (제18조 제4항)."""


class NotDeclared(Conflict):
    """Nobody has said yet what the operator is."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The operator of this platform has not declared yet what it is under the Employment Security Act. "
                "Until then nothing can be published. Please ask its officers."
            )
        )


class DeclarationRefused(Invalid):
    """A declaration cannot be taken like this; `field` says what is wrong."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Declared:
    """What somebody declares."""

    kind: ServiceKind
    operator: str
    number: str
    exempt_ground: str
    since: date


def declaration_on(session: Session, day: date) -> OperatorDeclaration | None:
    """The declaration that holds on a day; None while there is none."""
    return session.scalar(
        select(OperatorDeclaration)
        .where(OperatorDeclaration.since <= day)
        .order_by(OperatorDeclaration.since.desc())
        .limit(1)
    )


def declaration_today(session: Session) -> OperatorDeclaration | None:
    """The declaration that holds today."""
    return declaration_on(session, today_in_korea())


def declarations(session: Session) -> Sequence[OperatorDeclaration]:
    """All declarations, the latest first."""
    return session.scalars(select(OperatorDeclaration).order_by(OperatorDeclaration.since.desc())).all()


def require_declaration(session: Session) -> OperatorDeclaration:
    """The declaration that holds today; NotDeclared if nobody has made one."""
    found = declaration_today(session)
    if found is None:
        raise NotDeclared
    return found


def suggests_people(declaration: OperatorDeclaration | None) -> bool:
    """Whether the platform may suggest candidates to those who choose: an information service may not."""
    return declaration is not None and declaration.kind is not ServiceKind.INFORMATION


def may_declare(reader: Reader) -> bool:
    """Whether a reader declares it: administrators and programme officers of the agency that runs the platform."""
    return is_platform_administrator(reader) or runs_rounds(reader)


def declare(session: Session, said: Declared, *, reader: Reader, actor: Actor) -> OperatorDeclaration:
    """Declare what the operator is from a day on; the declaration before ends there."""
    if not may_declare(reader):
        raise NotAllowed
    _check(said)
    if session.scalar(select(OperatorDeclaration.id).where(OperatorDeclaration.since == said.since)) is not None:
        raise DeclarationRefused("since", N_("For this day there is a declaration already. Choose another day."))
    declaration = OperatorDeclaration(
        kind=said.kind, operator=said.operator, number=said.number or None, exempt_ground=said.exempt_ground or None,
        since=said.since, stated_at=now(), stated_by_id=reader.account_id,
    )  # fmt: skip
    session.add(declaration)
    record(
        session, actor, "declared what the operator is", declaration, kind=said.kind.value, number=said.number or None,
        exempt_ground=said.exempt_ground or None, since=said.since.isoformat(),
    )  # fmt: skip
    return declaration


def _check(said: Declared) -> None:
    for field in ("operator", "number", "exempt_ground"):
        if holds_resident_number(getattr(said, field)):
            raise DeclarationRefused(field, N_("This looks like a resident registration number. We may not take it."))
    if not said.operator:
        raise DeclarationRefused("operator", N_("Write the name under which it was registered or reported."))
    if not said.number and said.kind in NUMBERED:
        raise DeclarationRefused("number", N_("Write the number of the registration or of the report."))
    if not said.number and not said.exempt_ground:
        raise DeclarationRefused(
            "exempt_ground", N_("Write the number of the report, or the article by which none is needed.")
        )
    if not EARLIEST <= said.since <= LATEST:
        raise DeclarationRefused("since", N_("Choose a day on which the Employment Security Act was in force."))
