"""The same paper for a spreadsheet: one sheet says what it is about, and each table has its own."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from openpyxl.packaging.core import DocumentProperties
from openpyxl.xml.functions import tostring

from naruteo_portal.assessment.archives import pack
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paper import Definitions, Paper, Table
from naruteo_portal.identity.bulk.sheets import Sheet, write_workbook

PROPERTIES = "docProps/core.xml"
LONGEST_TITLE = 31
FORBIDDEN = str.maketrans("[]:*?/\\", "       ")


def write_xlsx(paper: Paper) -> bytes:
    """The paper as a workbook; the same paper gives the same bytes."""
    return _with_instants(write_workbook(_sheets(paper)), paper.title, paper.made_at)


def _sheets(paper: Paper) -> Iterator[Sheet]:
    about: list[tuple[str | float | None, ...]] = [(paper.title,), (paper.reference,)]
    tables = []
    for block in paper.blocks:
        if isinstance(block, Table):
            tables.append(block)
        elif isinstance(block, Definitions):
            about += [block.head, *block.rows]
        else:
            about.append((block.text,))
    about.append((N_("Content SHA-256").said_in(paper.language), paper.digest))
    yield Sheet(N_("About").said_in(paper.language), about)
    for number, table in enumerate(tables, start=1):
        title = f"{number} {table.title.translate(FORBIDDEN)}"[:LONGEST_TITLE]
        yield Sheet(title, [table.head, *table.rows], frozen="A2")


def _with_instants(workbook: bytes, title: str, at: datetime) -> bytes:
    """The workbook with the instant of its record in place of the one at which it was written."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        contents = {name: packed.read(name) for name in packed.namelist()}
    plain = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    said = DocumentProperties(title=title, creator="Naruteo", created=plain, modified=plain)
    # Typed as text, although both of openpyxl's writers give bytes.
    contents[PROPERTIES] = cast(bytes, tostring(said.to_tree()))
    return pack(contents)
