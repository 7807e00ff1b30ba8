"""Reading claims: an employer's HR its own, an agency's officers and auditors all."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.permissions import reads_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.models import Claim, ClaimStep


def claims_for(reader: Reader) -> Select[Claim]:
    """The claims that a reader may see, with their employer."""
    reach = reads_claims(reader)
    query = select(Claim).options(joinedload(Claim.employer))
    return query if reach.everywhere else query.where(Claim.employer_id.in_(reach.organisations))


def get_claim(session: Session, reader: Reader, reference: str) -> Claim:
    """A claim by its number as written or typed, with lines and steps; NotFound if the reader may not see it."""
    return _get(session, claims_for(reader), reference)


def get_any_claim(session: Session, reference: str) -> Claim:
    """The same for whoever runs the platform."""
    return _get(session, select(Claim).options(joinedload(Claim.employer)), reference)


def _get(session: Session, query: Select[Claim], reference: str) -> Claim:
    claim = session.scalar(
        query.where(Claim.reference == read_reference(Numbered.CLAIM, reference)).options(
            joinedload(Claim.created_by).joinedload(Account.person),
            joinedload(Claim.officer).joinedload(Account.person),
            selectinload(Claim.lines),
            selectinload(Claim.steps).joinedload(ClaimStep.by).joinedload(Account.person),
        )
    )
    if claim is None:
        raise NotFound
    return claim
