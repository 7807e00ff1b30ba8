"""Uploading documents for a claim, putting another in place of one, and what an officer says about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Cohort, Course, Edition, Enrolment
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotFound, TooLarge
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.attachments import Checked
from naruteo_portal.incentives.claims.claims import CHANGEABLE, hold_claim
from naruteo_portal.incentives.claims.errors import NotFromHere
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.documents.checklist import Claimed, Item, Need, Requirement, checklist_of
from naruteo_portal.incentives.documents.models import ClaimDocument, DocumentState

MOST_FILES = 10
"""Of one item."""
MOST_TOGETHER = 100 * 1024 * 1024
"""Bytes of all documents of a claim: officers get them in one archive."""
DECIDABLE = frozenset({ClaimState.SUBMITTED, ClaimState.IN_REVIEW, ClaimState.SUPPLEMENT})
"""States of a claim in which officers say whether its documents will do."""


class Standing(StrEnum):
    """How far one line of the checklist is."""

    MISSING = "missing"
    MAY_BE_LEFT_OUT = "may_be_left_out"
    WAITING = "waiting"
    REJECTED = "rejected"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Line:
    """One line of a claim's checklist with the documents that stand in it now."""

    requirement: Requirement
    documents: tuple[ClaimDocument, ...]

    @property
    def standing(self) -> Standing:
        """What there is to do: one rejected document is enough to wait for another."""
        states = {each.state for each in self.documents}
        if not states:
            needed = self.requirement.need is Need.NEEDED
            return Standing.MISSING if needed else Standing.MAY_BE_LEFT_OUT
        if DocumentState.REJECTED in states:
            return Standing.REJECTED
        return Standing.WAITING if DocumentState.WAITING in states else Standing.ACCEPTED


class UploadedAlready(Conflict):
    """The same bytes stand there already."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("This file is among the claim’s documents already, as %(name)s.", name=name))


class TooManyDocuments(Conflict):
    """More files of one item than anybody reads."""

    def __init__(self) -> None:
        super().__init__(
            N_("There are %(most)s files already. Put several pages into one PDF, or take one back.", most=MOST_FILES)
        )


class TooMuchTogether(TooLarge):
    """The claim's documents are larger than an archive of them may be."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "The claim’s documents would come to more than %(megabytes)s MB. Scan them with fewer dots, or take "
                "one back that is not needed.",
                megabytes=MOST_TOGETHER // 1024 // 1024,
            )
        )


class Decided(Conflict):
    """What was accepted stays."""

    def __init__(self) -> None:
        super().__init__(N_("This document was accepted, replaced or taken back already."))


def requirements_of(session: Session, claim: Claim) -> tuple[Requirement, ...]:
    """The checklist of a claim, whose lines must be loaded."""
    places = [line.enrolment_id for line in claim.lines if line.enrolment_id is not None]
    held_by = {
        place: organisation
        for place, organisation in session.execute(
            select(Enrolment.id, Course.organisation_id)
            .join(Enrolment.cohort)
            .join(Cohort.edition)
            .join(Edition.course)
            .where(Enrolment.id.in_(places))
        )
    }
    return checklist_of(
        claim.programme,
        [
            Claimed(
                mode=line.facts.get("mode"),
                status=line.facts.get("trainee"),
                held_here=line.enrolment_id is not None,
                outsourced=None if line.enrolment_id is None else held_by[line.enrolment_id] != claim.employer_id,
            )
            for line in claim.lines
        ],
    )


def checklist_lines(session: Session, claim: Claim) -> list[Line]:
    """The checklist of a claim with its documents; a line that is not asked for any more stays while it has some."""
    live = [each for each in documents_of(session, claim) if each.left_at is None]
    asked = requirements_of(session, claim)
    unasked = [
        Requirement(item, Need.IF_IT_APPLIES, N_("Not asked for any more, as the claim was changed."))
        for item in dict.fromkeys(each.item for each in live)
        if item not in {each.item for each in asked}
    ]
    return [Line(each, tuple(one for one in live if one.item is each.item)) for each in (*asked, *unasked)]


def is_complete(lines: Sequence[Line]) -> bool:
    """Whether nothing that is needed is missing or rejected."""
    return not any(each.standing in (Standing.MISSING, Standing.REJECTED) for each in lines)


def documents_of(session: Session, claim: Claim) -> Sequence[ClaimDocument]:
    """All documents of a claim that the reader was given by `get_claim`, oldest first, those that left among them."""
    return session.scalars(
        select(ClaimDocument)
        .where(ClaimDocument.claim_id == claim.id)
        .order_by(ClaimDocument.id)
        .options(
            joinedload(ClaimDocument.uploaded_by).joinedload(Account.person),
            joinedload(ClaimDocument.decided_by).joinedload(Account.person),
        )
    ).all()


def get_document(session: Session, claim: Claim, document_id: int) -> ClaimDocument:
    """A document of the claim; NotFound otherwise."""
    found = session.scalar(
        select(ClaimDocument).where(ClaimDocument.id == document_id, ClaimDocument.claim_id == claim.id)
    )
    if found is None:
        raise NotFound
    return found


def upload(
    session: Session, claim: Claim, item: Item, file: Checked, *,
    blobs: BlobStore, replaces: ClaimDocument | None, actor: Actor,
) -> ClaimDocument:  # fmt: skip
    """Keep a file for a claim that its employer may change, in place of another one if it says so."""
    _hold_changeable(session, claim)
    live = [each for each in documents_of(session, claim) if each.left_at is None and each is not replaces]
    sha256 = blobs.put(file.content)
    for each in live:
        if each.sha256 == sha256:
            raise UploadedAlready(each.file_name)
    if sum(each.item is item for each in live) >= MOST_FILES:
        raise TooManyDocuments
    if sum(each.size for each in live) + len(file.content) > MOST_TOGETHER:
        raise TooMuchTogether
    if replaces is not None:
        _leave(session, replaces)
    document = ClaimDocument(
        claim_id=claim.id, item=item, file_name=file.name, kind=file.kind, size=len(file.content), sha256=sha256,
        uploaded_at=now(), uploaded_by_id=actor.account_id, state=DocumentState.WAITING, reason=None, decided_at=None,
        decided_by_id=None, left_at=None,
    )  # fmt: skip
    session.add(document)
    record(
        session, actor, "uploaded a document", document,
        claim=claim.id, item=item.value, sha256=sha256, replaces=replaces.id if replaces else None,
    )  # fmt: skip
    return document


def take_back(session: Session, claim: Claim, document: ClaimDocument, *, actor: Actor) -> None:
    """Take a document back that has not been accepted."""
    _hold_changeable(session, claim)
    _leave(session, document)
    record(session, actor, "took a document back", document, claim=claim.id)


def decide(session: Session, claim: Claim, document: ClaimDocument, reason: str | None, *, actor: Actor) -> None:
    """Say that a document will do, or for a reason that it will not."""
    hold_claim(session, claim)
    if claim.state not in DECIDABLE:
        raise NotFromHere
    session.refresh(document, ["left_at"])
    if document.left_at is not None:
        raise Decided
    document.state = DocumentState.REJECTED if reason else DocumentState.ACCEPTED
    document.reason, document.decided_at, document.decided_by_id = reason, now(), actor.account_id
    record(session, actor, "judged a document", document, claim=claim.id, outcome=document.state.value)


def _hold_changeable(session: Session, claim: Claim) -> None:
    hold_claim(session, claim)
    if claim.state not in CHANGEABLE:
        raise NotFromHere


def _leave(session: Session, document: ClaimDocument) -> None:
    # The claim is held, so nobody accepts or replaces it meanwhile.
    session.refresh(document, ["state", "left_at"])
    if document.left_at is not None or document.state is DocumentState.ACCEPTED:
        raise Decided
    document.left_at = now()
    session.flush()
