"""What is not shown stands nowhere: not in pages, charts, files, answers to programs, statistics of columns or logs."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as parquet
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy.orm import Session

from naruteo_analytics.documents import View, Why
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.insight.reviews.pages import PAGES
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.insight import GROUPS, made_view, make_programme, make_release

# So many that every count of the group that is hidden is a number that nothing else is.
ENROLMENTS, HIDDEN = 1_234_567, "other"


def protected(cohort: str, by: str) -> tuple[View, set[int]]:
    """A view whose smallest group is hidden with others, and what it would have said."""
    view = made_view(cohort, by, ENROLMENTS)
    hidden: set[int] = set()
    for row in rows_of(view):
        if row.get("group") == HIDDEN:
            for name in ("count", "at_risk"):
                if (row.get(name) or {}).get("n"):
                    hidden.add(row[name]["n"])
                    row[name] = {"n": None, "why": Why.JOINT}
    return view, hidden - {row[name]["n"] for row in rows_of(view) for name in ("count", "at_risk") if name in row}


def rows_of(view: Any) -> Iterator[Any]:
    for part in view.values():
        rows = part["steps"] if isinstance(part, dict) and "steps" in part else part if isinstance(part, list) else ()
        yield from (row for row in rows if isinstance(row, dict))


def texts_of(ending: str, content: bytes) -> str:
    """All that a file says, in text."""
    if ending == "xlsx":
        book = load_workbook(io.BytesIO(content))
        assert all(sheet.sheet_state == "visible" for sheet in book)
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        return " ".join(f"{cell.value} {cell.comment or ''}" for cell in cells)
    if ending == "parquet":
        file = parquet.ParquetFile(io.BytesIO(content))
        group = file.metadata.row_group(0)
        assert [group.column(at).statistics for at in range(group.num_columns)] == [None] * group.num_columns
        return f"{file.read().to_pylist()} {file.schema_arrow.metadata}"
    if ending == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8-sig")


def test_what_is_hidden_stands_nowhere(app: Portal, session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    made = {(cohort, by): protected(cohort, by) for cohort in ("", "AAA-2026B") for by in GROUPS}
    hidden = made["AAA-2026B", "region"][1]
    assert {61728, 55555, 43210} <= hidden
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    reviewer = make_account(session, roles=((Role.UNIVERSITY_REVIEWER, university),))
    programme = make_programme(session, university, app.settings)
    for number in (1, 2):
        make_release(session, programme, [view for view, _hidden in made.values()], number=number)
    client = client_of(app, reviewer, session)
    start, filters = f"/reviews/{programme.reference}", "cohort=AAA-2026B&by=region"
    said: dict[str, str] = {}
    for name, page in PAGES.items():
        said[name] = client.get(f"{start}/{'' if name == 'overview' else name}?{filters}").text
        for part in page.parts if name not in ("overview", "compare") else ():
            if part.chart:
                said[part.chart] = client.get(f"{start}/charts/{part.chart}.svg?{filters}").text
    said["changes"] = client.get(f"{start}/changes?page=funnel&since=1&{filters}").text
    said["json"] = client.get(f"/api/v1/programmes/{programme.reference}/views?{filters}").text
    for ending in ("csv", "xlsx", "parquet", "pdf"):
        said[ending] = texts_of(ending, client.get(f"{start}/files/funnel.{ending}?{filters}").data)
    logged = capsys.readouterr()
    said["logs"] = logged.out + logged.err
    shown = made["AAA-2026B", "region"][0]["funnel"][0]["count"]["n"]
    for name in ("funnel", "csv", "xlsx", "parquet", "json", "pdf"):
        assert shown in numbers_in(said[name]), f"{name} shows nothing at all"
    assert {name: hidden & numbers_in(text) for name, text in said.items() if hidden & numbers_in(text)} == {}


def numbers_in(text: str) -> set[int]:
    """All whole numbers of a text, however they are written."""
    digits = re.findall(r"\d+", re.sub(r"(?<=\d)[,\u202f\u200b](?=\d{3})", "", text))
    return {int(each) for each in digits if len(each) < 10}
