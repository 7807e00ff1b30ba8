"""Reading claims: an employer's people its own, an agency's officers and auditors all that were ever handed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.identity.permissions import makes_claims, reads_claims
from naruteo_portal.identity.readers import Reader
from naruteo_portal.incentives.claims.models import Claim, ClaimLine, ClaimStep
from naruteo_portal.incentives.claims.states import ClaimState


def claims_for(reader: Reader) -> Select[Claim]:
    """The claims that a reader may see, with their employer."""
    reach = reads_claims(reader)
    own = Claim.employer_id.in_(reach.organisations)
    # What an employer has not handed in yet is its own business.
    seen = or_(own, Claim.submitted_at.is_not(None)) if reach.everywhere else own
    return select(Claim).where(seen).options(joinedload(Claim.employer))


@dataclass(frozen=True)
class ClaimFilter:
    """What a list of claims is narrowed to; empty values narrow nothing."""

    words: str = ""
    """Parts of a reference, a trainee's name or number, or a training's title."""
    state: ClaimState | None = None
    year: int | None = None


@dataclass(frozen=True)
class ListedClaim:
    """A claim with how many trainees it has."""

    claim: Claim
    trainees: int


def find_claims(session: Session, reader: Reader, wanted: ClaimFilter, number: int) -> Page[ListedClaim]:
    """One page of the claims that a reader may see, the newest first."""
    page = page_of(session, _matching(reader, wanted), number)
    return Page(_listed(session, page.rows), page.number, page.total, page.size)


def all_claims(session: Session, reader: Reader, wanted: ClaimFilter) -> Sequence[ListedClaim]:
    """All of them, for a file."""
    return _listed(session, session.scalars(_matching(reader, wanted)).all())


def years_of(session: Session, reader: Reader) -> Sequence[int]:
    """The years of the claims that a reader may see, the latest first."""
    return session.scalars(
        claims_for(reader).with_only_columns(Claim.year, maintain_column_froms=True).distinct()
        .order_by(Claim.year.desc())
    ).all()  # fmt: skip


def employers_to_claim_for(session: Session, reader: Reader) -> Sequence[Organisation]:
    """The employers for which a reader prepares claims, by name."""
    ids = makes_claims(reader).organisations
    query = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name["ko"].astext.collate("C"))
    return session.scalars(query).all()


def _matching(reader: Reader, wanted: ClaimFilter) -> Select[Claim]:
    query = claims_for(reader).order_by(Claim.id.desc())
    for word in wanted.words.split():
        in_line = exists().where(
            ClaimLine.claim_id == Claim.id,
            or_(
                ClaimLine.trainee_name.icontains(word, autoescape=True),
                ClaimLine.trainee_number.icontains(word, autoescape=True),
                *(ClaimLine.title[each].astext.icontains(word, autoescape=True) for each in ("ko", "en")),
            ),
        )
        query = query.where(or_(Claim.reference.icontains(word, autoescape=True), in_line))
    if wanted.state is not None:
        query = query.where(Claim.state == wanted.state)
    if wanted.year is not None:
        query = query.where(Claim.year == wanted.year)
    return query


def _listed(session: Session, claims: Sequence[Claim]) -> tuple[ListedClaim, ...]:
    counts = session.execute(
        select(ClaimLine.claim_id, func.count())
        .where(ClaimLine.claim_id.in_([each.id for each in claims]))
        .group_by(ClaimLine.claim_id)
    )
    trainees = {claim_id: count for claim_id, count in counts}
    return tuple(ListedClaim(each, trainees.get(each.id, 0)) for each in claims)


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
