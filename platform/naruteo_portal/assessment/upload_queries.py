"""Reading uploaded courses, for those who may publish them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.upload_models import CourseUpload
from naruteo_portal.core.errors import NotFound
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind
from naruteo_portal.identity.permissions import publishes_courses
from naruteo_portal.identity.readers import Reader

UPLOADS_SHOWN = 20


def organisations_to_publish_for(session: Session, reader: Reader) -> Sequence[Organisation]:
    """The organisations for which the reader may publish courses, by name."""
    reach = publishes_courses(reader)
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.kind != OrganisationKind.AGENCY,
            true() if reach.everywhere else Organisation.id.in_(reach.organisations),
        )
        .order_by(Organisation.name["ko"].astext, Organisation.id)
    ).all()


def last_uploads(session: Session, reader: Reader) -> Sequence[CourseUpload]:
    """The newest uploads that the reader may see."""
    return session.scalars(_within_reach(reader).order_by(CourseUpload.id.desc()).limit(UPLOADS_SHOWN)).all()


def get_upload(session: Session, reader: Reader, upload_id: int) -> CourseUpload:
    """An upload for an organisation whose courses the reader may publish; NotFound otherwise."""
    found = session.scalar(_within_reach(reader).where(CourseUpload.id == upload_id))
    if found is None:
        raise NotFound
    return found


def _within_reach(reader: Reader) -> Select[CourseUpload]:
    return (
        select(CourseUpload)
        .where(_covered(reader))
        .options(
            # The pages say whose course it is, who sent it, who decided, and what became of it.
            joinedload(CourseUpload.organisation),
            joinedload(CourseUpload.uploaded_by).joinedload(Account.person),
            joinedload(CourseUpload.ended_by).joinedload(Account.person),
            joinedload(CourseUpload.edition),
        )
    )


def _covered(reader: Reader) -> ColumnElement[bool]:
    reach = publishes_courses(reader)
    return true() if reach.everywhere else CourseUpload.organisation_id.in_(reach.organisations)
