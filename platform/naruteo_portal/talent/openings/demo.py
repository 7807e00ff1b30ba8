"""What the operator of the demo declares itself to be, so that openings can be published in it."""

from datetime import date

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import reader_of
from naruteo_portal.talent.openings.declaration import Declared, declaration_on, declare
from naruteo_portal.talent.openings.models import ServiceKind

SINCE = date(2026, 1, 2)


def declare_demo_operator(session: Session, officer: Account) -> None:
    """A training body that places its own students without charge; nothing if that is declared already."""
    if declaration_on(session, SINCE) is None:
        session.flush()
        said = Declared(
            ServiceKind.FREE_PLACEMENT, "나루터 운영기관(시연)", "", "직업안정법 제18조 제4항 제3호(시연용)", SINCE
        )
        declare(session, said, reader=reader_of(session, officer, session_id=0), actor=SYSTEM)
