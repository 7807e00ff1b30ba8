"""Papers: how each stands, files that can be erased again, and reminders of what expires."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.register.entries import FactRefused
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.incentives.attachments import check_file
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.closing import take_away
from naruteo_portal.talent.candidates.document_models import CandidateDocument, Legalisation, Paper
from naruteo_portal.talent.candidates.documents import (
    Entry,
    Standing,
    add_document,
    change_document,
    checklist,
    documents_of,
    erase_document,
    get_document,
    keep_file,
    standing_of,
)
from naruteo_portal.talent.candidates.jobs import erase_files
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.candidates.reminders import remind_of_papers
from naruteo_testing.candidates import make_candidate

PDF = b"%PDF-1.7\n%%EOF\n"
TODAY = date(2026, 11, 28)
DAY = timedelta(days=1)


def entry(**values: Any) -> Entry:
    usual: dict[str, Any] = {
        "label": "석사", "valid_until": None, "apostille": Legalisation.NOT_NEEDED,
        "translation": Legalisation.NOT_NEEDED,
    }  # fmt: skip
    return Entry(**usual | values)


def add(session: Session, candidate: Candidate, **values: Any) -> CandidateDocument:
    return add_document(session, candidate, Paper.DEGREE, entry(**values), actor=SYSTEM)


@pytest.mark.parametrize(
    ("values", "kept", "standing"),
    [
        ({}, True, Standing.READY),
        ({}, False, Standing.UNFINISHED),
        ({"apostille": Legalisation.OPEN}, True, Standing.UNFINISHED),
        ({"translation": Legalisation.OPEN}, True, Standing.UNFINISHED),
        ({"apostille": Legalisation.DONE, "translation": Legalisation.DONE}, True, Standing.READY),
        ({"valid_until": TODAY + 91 * DAY}, True, Standing.READY),
        ({"valid_until": TODAY + 90 * DAY}, True, Standing.EXPIRES_SOON),
        ({"valid_until": TODAY}, True, Standing.EXPIRES_SOON),
        ({"valid_until": TODAY - DAY, "apostille": Legalisation.OPEN}, True, Standing.EXPIRED),
    ],
)
def test_how_a_paper_stands(values: dict[str, Any], kept: bool, standing: Standing) -> None:
    document = CandidateDocument(paper=Paper.DEGREE, kept_as="somewhere" if kept else None, **vars(entry(**values)))
    assert standing_of(document, TODAY) is standing


def test_only_foreigners_are_expected_to_have_papers_of_residence() -> None:
    foreign = {line.paper: line.expected for line in checklist([], is_foreign=True)}
    assert foreign[Paper.PASSPORT]
    assert not foreign[Paper.RESUME]
    assert Paper.RESIDENCE_CARD not in {line.paper for line in checklist([], is_foreign=False)}


def test_files_are_replaced_and_erased_for_good(session: Session, settings: Settings, engine: Engine) -> None:
    blobs, candidate = BlobStore(settings.blobs), make_candidate(session)
    document = add(session, candidate)
    keep_file(session, document, check_file("a.pdf", PDF), blobs=blobs, actor=SYSTEM)
    first = document.kept_as
    keep_file(session, document, check_file("b.pdf", PDF), blobs=blobs, actor=SYSTEM)
    assert first and document.kept_as and first != document.kept_as
    worker = Worker(engine, settings)
    erase_files(worker, [first])
    erase_files(worker, [first])
    assert not blobs.shelf.has(first)
    assert blobs.shelf.read(document.kept_as) == PDF
    erase_document(session, document, actor=SYSTEM)
    assert documents_of(session, candidate) == []


def test_nobody_elses_paper_is_found_and_numbers_are_refused(session: Session) -> None:
    candidate = make_candidate(session)
    document = add(session, candidate)
    with pytest.raises(NotFound):
        get_document(session, make_candidate(session), document.id)
    with pytest.raises(FactRefused):
        change_document(session, document, entry(label="900101-1234567"), actor=SYSTEM)


def test_papers_leave_with_the_profile(session: Session) -> None:
    candidate = make_candidate(session)
    add(session, candidate)
    take_away(session, candidate, actor=SYSTEM)
    assert session.scalar(select(func.count()).select_from(CandidateDocument)) == 0


def test_reminders_come_once_for_each_distance(session: Session) -> None:
    today = today_in_korea()
    candidate, gone = make_candidate(session), make_candidate(session)
    document = add(session, candidate, valid_until=today + 80 * DAY)
    add(session, candidate, valid_until=today + 91 * DAY)
    add(session, gone, valid_until=today + 10 * DAY)
    take_away(session, gone, actor=SYSTEM)
    for _ in range(2):
        remind_of_papers(session)
    document.valid_until = today + 20 * DAY
    remind_of_papers(session)
    told = session.scalars(select(Notice)).all()
    assert [each.account_id for each in told] == [candidate.account_id] * 2
    assert "학위" in told[0].subject
