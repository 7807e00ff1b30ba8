"""All papers of a claim as one archive, with a manifest that says of each file what it is and what its hash is."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from naruteo_portal.assessment.archives import pack
from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.i18n import LOCALES
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.documents.gathering import gather
from naruteo_portal.incentives.documents.letters import Decision, decision_letter
from naruteo_portal.incentives.documents.models import ClaimDocument, ClaimPaper
from naruteo_portal.incentives.documents.records import ClaimRecord
from naruteo_portal.incentives.documents.statements import Statement, paper_of
from naruteo_portal.incentives.documents.uploads import documents_of
from naruteo_portal.incentives.documents.workbooks import write_xlsx

MANIFEST = "manifest.json"
LETTER = "decision"
"""The name of the letter's files: ko/decision.pdf."""


@dataclass(frozen=True)
class Made:
    """A paper that the platform made: its bytes, and as of when it holds."""

    content: bytes
    made_at: datetime


def statements_of(record: ClaimRecord) -> dict[str, bytes]:
    """Every statement in both languages and both kinds, by its path in the archive."""
    made = {}
    for locale in LOCALES:
        for statement in Statement:
            paper = paper_of(statement, record, locale)
            made[f"{locale}/{statement}.pdf"] = write_pdf(paper)
            made[f"{locale}/{statement}.xlsx"] = write_xlsx(paper)
    return made


def keep_statements(session: Session, claim: Claim, blobs: BlobStore) -> None:
    """Keep the statements as they are now, when a claim is handed in; it takes a second or two."""
    at = now()
    keep_papers(session, claim, blobs, statements_of(gather(session, claim, at)), at)


def keep_letter(session: Session, claim: Claim, decision: Decision, blobs: BlobStore) -> None:
    """Keep the letter of a decision in both languages, in the transaction that decides."""
    letters = {f"{locale}/{LETTER}.pdf": write_pdf(decision_letter(decision, locale)) for locale in LOCALES}
    keep_papers(session, claim, blobs, letters, decision.decided_at)


def keep_papers(
    session: Session, claim: Claim, blobs: BlobStore, papers: Mapping[str, bytes], made_at: datetime
) -> None:
    """Keep papers of a claim by their paths; earlier ones of the same paths leave and stay kept."""
    session.execute(
        update(ClaimPaper)
        .where(ClaimPaper.claim_id == claim.id, ClaimPaper.path.in_(papers), ClaimPaper.left_at.is_(None))
        .values(left_at=made_at)
    )
    session.add_all(
        ClaimPaper(claim_id=claim.id, path=path, size=len(content), sha256=blobs.put(content), made_at=made_at,
                   left_at=None)
        for path, content in papers.items()
    )  # fmt: skip
    session.flush()


def kept_papers(session: Session, claim: Claim) -> Sequence[ClaimPaper]:
    """The papers that are kept of a claim, by path."""
    return session.scalars(
        select(ClaimPaper)
        .where(ClaimPaper.claim_id == claim.id, ClaimPaper.left_at.is_(None))
        .order_by(ClaimPaper.path)
    ).all()


def papers_of(session: Session, claim: Claim, blobs: BlobStore) -> dict[str, Made]:
    """The papers of a claim by path: as they were kept when it was handed in, before that as of now."""
    made = {each.path: Made(blobs.get(each.sha256), each.made_at) for each in kept_papers(session, claim)}
    if any(path.split("/")[-1].startswith(Statement.FORM) for path in made):
        return made
    at = now()
    fresh = statements_of(gather(session, claim, at))
    return made | {path: Made(content, at) for path, content in fresh.items()}


def claim_archive(session: Session, claim: Claim, blobs: BlobStore) -> bytes:
    """A ZIP of all papers and uploads of a claim with its manifest; the same content gives the same bytes."""
    rules = sorted({line.digest for line in claim.lines if line.digest})
    files: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    for path, made in papers_of(session, claim, blobs).items():
        files[path] = made.content
        entries.append(_entry(path, made.content, "platform", made.made_at) | {"rules": rules})
    for document in documents_of(session, claim):
        if document.left_at is None:
            path, content = upload_path(document), blobs.get(document.sha256)
            files[path] = content
            entries.append(
                _entry(path, content, "employer", document.uploaded_at)
                | {"item": document.item.value, "state": document.state.value, "name": document.file_name}
            )
    manifest = {
        "claim": claim.reference,
        "programme": claim.programme,
        "year": claim.year,
        "state": claim.state.value,
        "rules": rules,
        "files": sorted(entries, key=lambda entry: str(entry["path"])),
    }
    files[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    return pack(files)


def upload_path(document: ClaimDocument) -> str:
    """Where an uploaded document stands in the archive; its own name is in the manifest."""
    return f"uploaded/{document.item}/{document.id}.{document.kind}"


def _entry(path: str, content: bytes, source: str, made_at: datetime) -> dict[str, Any]:
    return {
        "path": path,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "source": source,
        "made_at": made_at.astimezone(KST).isoformat(timespec="seconds"),
    }
