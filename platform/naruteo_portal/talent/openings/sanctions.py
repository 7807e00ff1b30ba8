"""Lists of sanctions: officers state that an employer stands on one, from when until when, and by which source."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Invalid, NotAllowed, NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Organisation
from naruteo_portal.identity.permissions import reads_rounds, runs_rounds
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.openings.models import EmployerSanction, SanctionList


class SanctionRefused(Invalid):
    """A sanction cannot be stated like this; `field` says what is wrong."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field


def sanctions(session: Session, reader: Reader) -> Sequence[tuple[EmployerSanction, Organisation]]:
    """All that was stated, the newest first, for officers and auditors."""
    if not reads_rounds(reader):
        raise NotFound
    return [
        (sanction, organisation)
        for sanction, organisation in session.execute(
            select(EmployerSanction, Organisation)
            .join(Organisation, Organisation.id == EmployerSanction.organisation_id)
            .order_by(EmployerSanction.id.desc())
        )
    ]


def state_sanction(
    session: Session, slug: str, on: SanctionList, since: date, ends_before: date | None, source: str,
    *, reader: Reader, actor: Actor,
) -> EmployerSanction:  # fmt: skip
    """State that an employer stands on a list; nothing of it can be published in those days."""
    if not runs_rounds(reader):
        raise NotAllowed
    organisation = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if organisation is None:
        raise SanctionRefused("slug", N_("There is no such organisation."))
    if not source:
        raise SanctionRefused("source", N_("Write where you read it: the list, its date and its place."))
    if ends_before is not None and ends_before <= since:
        raise SanctionRefused("last_day", N_("The last day must not be before the first."))
    sanction = EmployerSanction(
        organisation_id=organisation.id, list=on, since=since, ends_before=ends_before, source=source,
        stated_at=now(), stated_by_id=reader.account_id,
    )  # fmt: skip
    session.add(sanction)
    record(
        session, actor, "stated a sanction", sanction, organisation=slug, list=on.value, since=since.isoformat(),
        source=source,
    )  # fmt: skip
    return sanction
