"""Files that prove a fact: which are taken, and what they are by their first bytes rather than by their name."""

from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.bulk.rows import holds_resident_number

MOST_BYTES = 10 * 1024 * 1024
MOST_NAME_CHARACTERS = 200
SIGNS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class EvidenceRefused(Invalid):
    """The file is not taken as evidence."""

    code = "evidence-refused"


def content_type_of(content: bytes) -> str | None:
    """What a file is, if it is of a kind that is taken."""
    return next((type_ for sign, type_ in SIGNS.items() if content.startswith(sign)), None)


def check_evidence(content: bytes, file_name: str) -> None:
    """Refuse what is too large, no PDF, PNG or JPEG, or named after a resident registration number."""
    if len(content) > MOST_BYTES:
        raise EvidenceRefused(N_("The file is larger than 10 MB. Scan it with fewer dots or as one page."))
    if content_type_of(content) is None:
        raise EvidenceRefused(N_("Evidence is a PDF, PNG or JPEG file. Save or scan it as one of these."))
    if holds_resident_number(file_name):
        raise EvidenceRefused(
            N_("The file's name looks like a resident registration number. Rename it, and cover the number inside.")
        )
