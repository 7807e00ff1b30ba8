"""A candidate's papers: what there is to gather, how each stands, keeping a file, and erasing it again."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.register.entries import refuse_resident_number
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.core.tokens import new_token
from naruteo_portal.incentives.attachments import Checked
from naruteo_portal.talent.candidates.candidates import hold_candidate
from naruteo_portal.talent.candidates.document_models import CandidateDocument, Legalisation, Paper
from naruteo_portal.talent.candidates.models import Candidate

MOST_DOCUMENTS = 40
SOON = timedelta(days=90)
"""How long before its end a paper is said to expire soon: an apostille alone may take weeks."""


class Standing(StrEnum):
    """How far a paper is."""

    MISSING = "missing"
    UNFINISHED = "unfinished"
    """The apostille or the translation is still to be had."""
    READY = "ready"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"


@dataclass(frozen=True)
class PaperNote:
    """What a paper is for, and what is to be watched."""

    words: Message
    note: Message
    expected_of_foreigners: bool = False
    from_abroad: bool = False
    """Whether a foreign one usually needs an apostille or a consul's confirmation, and a translation."""


PAPERS: Mapping[Paper, PaperNote] = {
    Paper.PASSPORT: PaperNote(
        N_("Passport"), N_("Valid for the whole contract, as far as possible. Never hand it over as security."), True
    ),
    Paper.RESIDENCE_CARD: PaperNote(
        N_("Residence card"), N_("Both sides. Cover the last digits of the registration number."), True
    ),
    Paper.DEGREE: PaperNote(
        N_("Diploma or certificate of the degree"),
        N_("One of a foreign university usually needs an apostille, or a Korean consul’s confirmation, and a "
           "translation."),
        from_abroad=True,
    ),
    Paper.EXPERIENCE: PaperNote(
        N_("Certificate of experience"), N_("With the tasks, from when until when, and a contact."), from_abroad=True
    ),
    Paper.LANGUAGE: PaperNote(
        N_("Language certificate (TOPIK, KIIP, English)"), N_("See until when the result holds.")
    ),
    Paper.LICENCE: PaperNote(N_("Licence"), N_("As far as the work asks for one."), from_abroad=True),
    Paper.CRIMINAL_RECORD: PaperNote(
        N_("Criminal record certificate of the home country"),
        N_("Only some statuses ask for it, and it has to be recent. Ask the immigration office before you get it."),
        from_abroad=True,
    ),
    Paper.RESUME: PaperNote(
        N_("Résumé"), N_("Leave out photo, age, sex, marital status and origin. Employers may not ask for them.")
    ),
    Paper.OTHER: PaperNote(N_("Another paper"), N_("Whatever else was asked for.")),
}  # fmt: skip
"""In the order in which they are shown. What an office asks for in a single case may differ, and the page says so."""


@dataclass(frozen=True)
class Entry:
    """What a candidate says of a paper."""

    label: str
    valid_until: date | None
    apostille: Legalisation
    translation: Legalisation

    def check(self) -> None:
        """Refuse what may not be kept."""
        refuse_resident_number("label", self.label)


@dataclass(frozen=True)
class Line:
    """One kind of paper with those that the candidate has."""

    paper: Paper
    documents: tuple[CandidateDocument, ...]
    expected: bool
    """Whether everybody like this candidate will be asked for it."""

    @property
    def note(self) -> PaperNote:
        """What it is for."""
        return PAPERS[self.paper]


class TooManyPapers(Conflict):
    """More papers than anybody looks through."""

    def __init__(self) -> None:
        super().__init__(N_("There are %(most)d papers already. Take out one that is not needed.", most=MOST_DOCUMENTS))


def standing_of(document: CandidateDocument, today: date) -> Standing:
    """How far a paper is."""
    if document.valid_until is not None and document.valid_until < today:
        return Standing.EXPIRED
    if Legalisation.OPEN in (document.apostille, document.translation) or document.kept_as is None:
        return Standing.UNFINISHED
    soon = document.valid_until is not None and document.valid_until <= today + SOON
    return Standing.EXPIRES_SOON if soon else Standing.READY


def checklist(documents: Sequence[CandidateDocument], *, is_foreign: bool) -> list[Line]:
    """All kinds of papers, with those that are there."""
    return [
        Line(
            paper, tuple(each for each in documents if each.paper is paper), note.expected_of_foreigners and is_foreign
        )
        for paper, note in PAPERS.items()
        if is_foreign or not note.expected_of_foreigners or any(each.paper is paper for each in documents)
    ]


def documents_of(session: Session, candidate: Candidate) -> Sequence[CandidateDocument]:
    """A candidate's own papers, oldest first."""
    return session.scalars(
        select(CandidateDocument).where(CandidateDocument.candidate_id == candidate.id).order_by(CandidateDocument.id)
    ).all()


def get_document(session: Session, candidate: Candidate, document_id: int) -> CandidateDocument:
    """One of a candidate's own papers; NotFound otherwise."""
    found = session.scalar(
        select(CandidateDocument).where(
            CandidateDocument.id == document_id, CandidateDocument.candidate_id == candidate.id
        )
    )
    if found is None:
        raise NotFound
    return found


def add_document(
    session: Session, candidate: Candidate, paper: Paper, entry: Entry, *, actor: Actor
) -> CandidateDocument:
    """Enter a paper, with or without a file of it."""
    entry.check()
    hold_candidate(session, candidate)
    if len(documents_of(session, candidate)) >= MOST_DOCUMENTS:
        raise TooManyPapers
    document = CandidateDocument(
        candidate_id=candidate.id, paper=paper, label=entry.label, valid_until=entry.valid_until,
        apostille=entry.apostille, translation=entry.translation, file_name=None, kind=None, size=None, sha256=None,
        kept_as=None, reminded=[], changed_at=now(),
    )  # fmt: skip
    session.add(document)
    record(session, actor, "entered a paper", document)
    return document


def change_document(session: Session, document: CandidateDocument, entry: Entry, *, actor: Actor) -> None:
    """Say something else of a paper."""
    entry.check()
    document.label, document.valid_until = entry.label, entry.valid_until
    document.apostille, document.translation, document.changed_at = entry.apostille, entry.translation, now()
    record(session, actor, "changed a paper", document)


def keep_file(session: Session, document: CandidateDocument, file: Checked, *, blobs: BlobStore, actor: Actor) -> None:
    """Keep a file of a paper, in place of the one that was there."""
    _let_go(session, [document])
    kept_as = f"candidates/{document.candidate_id}/{new_token()}"
    blobs.shelf.write(kept_as, file.content)
    document.file_name, document.kind, document.size = file.name, file.kind, len(file.content)
    document.sha256, document.kept_as = hashlib.sha256(file.content).hexdigest(), kept_as
    document.changed_at = now()
    record(session, actor, "uploaded a paper", document, sha256=document.sha256)


def erase_document(session: Session, document: CandidateDocument, *, actor: Actor) -> None:
    """Erase a paper with its file."""
    record(session, actor, "erased a paper", document)
    _let_go(session, [document])
    session.delete(document)


def erase_all(session: Session, candidate: Candidate) -> None:
    """Erase all papers of a candidate with their files."""
    documents = documents_of(session, candidate)
    _let_go(session, documents)
    for document in documents:
        session.delete(document)


def _let_go(session: Session, documents: Sequence[CandidateDocument]) -> None:
    """Have files removed once this transaction holds: until then a row still names them."""
    names = [each.kept_as for each in documents if each.kept_as is not None]
    if names:
        enqueue(session, "talent.erase_files", names=names)
