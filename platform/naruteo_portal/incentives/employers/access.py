"""The employers that a reader may see, and those whose roster and facts they keep."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Organisation, OrganisationKind
from naruteo_portal.identity.permissions import Reach, keeps_employers, reads_employers
from naruteo_portal.identity.readers import Reader


def _within(reach: Reach) -> ColumnElement[bool]:
    return true() if reach.everywhere else Organisation.id.in_(reach.organisations)


def employers_page(session: Session, reader: Reader, words: str, number: int) -> Page[Organisation]:
    """One page of the employers that a reader may see, by Korean name."""
    name = Organisation.name["ko"].astext
    query = (
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.EMPLOYER, _within(reads_employers(reader)))
        .order_by(name.collate("C"), Organisation.id)
    )
    for word in words.split():
        query = query.where(
            name.icontains(word, autoescape=True) | Organisation.name["en"].astext.icontains(word, autoescape=True)
        )
    return page_of(session, query, number)


def get_employer(session: Session, reader: Reader, slug: str, *, to_keep: bool = False) -> Organisation:
    """An employer that the reader may see, by its slug; NotFound otherwise, NotAllowed if they may not write there."""
    found = session.scalar(
        select(Organisation).where(
            Organisation.slug == slug,
            Organisation.kind == OrganisationKind.EMPLOYER,
            _within(reads_employers(reader)),
        )
    )
    if found is None:
        raise NotFound
    if to_keep and not keeps_employers(reader).covers(found.id):
        raise NotAllowed
    return found


def kept_employers(session: Session, reader: Reader, most: int) -> Sequence[Organisation]:
    """The employers whose roster and facts the reader keeps, at most so many; who keeps none costs no query."""
    reach = keeps_employers(reader)
    if reach.is_empty:
        return []
    return session.scalars(select(Organisation).where(_within(reach)).order_by(Organisation.id).limit(most)).all()


def hold_employer(session: Session, employer_id: int) -> None:
    """Let nobody else change an employer's roster or facts, hand in or decide its claims until the transaction ends.

    Its claims share ceilings, which follow from its facts.
    """
    # Rows that refer to the organisation may still be written meanwhile (they take only a share of its key).
    session.execute(select(Organisation.id).where(Organisation.id == employer_id).with_for_update(key_share=True))
