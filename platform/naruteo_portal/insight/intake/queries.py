"""Reading imports, for those who keep the programme."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.identity.permissions import keeps_programmes
from naruteo_portal.identity.readers import Reader
from naruteo_portal.insight.files import data_of
from naruteo_portal.insight.models import ImportState, Programme, ProgrammeImport


def organisations_to_load_for(session: Session, reader: Reader) -> Sequence[Organisation]:
    """The organisations whose programmes the reader keeps, by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(keeps_programmes(reader).organisations))
        .order_by(Organisation.name["ko"].astext, Organisation.id)
    ).all()


def get_any_organisation(session: Session, slug: str) -> Organisation:
    """An organisation for whoever runs the platform; NotFound if there is none of this slug."""
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        raise NotFound(N_("There is no organisation “%(slug)s”.", slug=slug))
    return found


def get_any_programme(session: Session, reference: str) -> Programme:
    """A programme for whoever runs the platform; NotFound if there is none of this number."""
    found = session.scalar(
        select(Programme).where(Programme.reference == read_reference(Numbered.PROGRAMME, reference))
    )
    if found is None:
        raise NotFound(N_("There is no programme %(reference)s.", reference=reference))
    return found


def imports_of(session: Session, programme: Programme, number: int) -> Page[ProgrammeImport]:
    """A page of the imports of a programme that the reader was given, the newest first."""
    return page_of(session, _imports(programme).order_by(ProgrammeImport.id.desc()), number)


def get_import(session: Session, programme: Programme, import_id: int) -> ProgrammeImport:
    """An import of a programme that the reader was given; NotFound if it has none of this number."""
    found = session.scalar(_imports(programme).where(ProgrammeImport.id == import_id))
    if found is None:
        raise NotFound
    return found


def is_in_use(session: Session, programme: Programme, found: ProgrammeImport) -> bool:
    """Whether a programme's data is what an import loaded, so that the import may be taken back."""
    return found.state is ImportState.IMPORTED and data_of(session, programme) == found.shape


def _imports(programme: Programme) -> Select[ProgrammeImport]:
    return (
        select(ProgrammeImport)
        .where(ProgrammeImport.programme_id == programme.id)
        .options(joinedload(ProgrammeImport.handed_in_by).joinedload(Account.person))
    )
