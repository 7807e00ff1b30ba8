"""Statements of a claim: what they say, in both languages, as PDF and XLSX, and the same bytes for the same record."""

import io
import unicodedata
import zipfile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from naruteo_portal.core.i18n import LOCALES, Locale
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.incentives.documents.statements import TITLES, Statement, paper_of
from naruteo_portal.incentives.documents.workbooks import write_xlsx
from naruteo_testing.claim_papers import HOSTILE, NAMES, record


def text_of(made: bytes) -> str:
    joined = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return unicodedata.normalize("NFC", joined).replace("\n", "").replace(" ", "").replace("\u200b", "")


def cells_of(made: bytes) -> list[object]:
    book = load_workbook(io.BytesIO(made))
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


@pytest.mark.parametrize("statement", Statement)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_statement_names_the_claim_the_employer_and_its_rules(statement: Statement, locale: Locale) -> None:
    paper = paper_of(statement, record(), locale)
    said = text_of(write_pdf(paper))
    for wanted in (TITLES[statement].said_in(locale), "CL-2026-7K3M-Q2", "123-45-67891", "e8" * 32, paper.digest):
        assert wanted.replace(" ", "") in said, wanted
    assert ("㈜한강정밀" if locale == "ko" else "HangangPrecision") in said
    assert paper.digest in cells_of(write_xlsx(paper))


@pytest.mark.parametrize("statement", Statement)
def test_the_same_record_gives_the_same_bytes(statement: Statement) -> None:
    for write in (write_pdf, write_xlsx):
        assert write(paper_of(statement, record(), "ko")) == write(paper_of(statement, record(), "ko"))


@pytest.mark.parametrize("statement", [Statement.ATTENDANCE, Statement.PROGRESS, Statement.COMPLETION, Statement.COST])
def test_people_stand_in_it_as_they_write_their_names(statement: Statement) -> None:
    paper = paper_of(statement, record(), "ko")
    said = text_of(write_pdf(paper))
    for name in NAMES:
        assert name.replace(" ", "") in said
    # What a spreadsheet would calculate is text there.
    assert f"'{HOSTILE}" in cells_of(write_xlsx(paper))


def test_attendance_marks_the_days_and_adds_the_minutes_that_are_confirmed() -> None:
    cells = cells_of(write_xlsx(paper_of(Statement.ATTENDANCE, record(1), "ko")))
    assert cells.count("○") == 3
    assert cells.count("○ 90") == 2
    assert cells[-2:] == [5, 180]


def test_a_result_that_is_not_there_yet_is_not_nought() -> None:
    cells = cells_of(write_xlsx(paper_of(Statement.PROGRESS, record(1), "en")))
    assert cells[-4:] == [2, "2026-03-14 14:00:00", 10, "Late, No result yet"]
    assert 7.5 in cells


def test_what_nobody_knows_is_said_to_be_unknown_never_nought() -> None:
    said = text_of(write_pdf(paper_of(Statement.COST, record(amount=None), "ko")))
    assert "판단할수없음" in said
    assert "추정액(지급근거가아님)750,000원" in said
    assert "밝히지않음" in said


def test_amounts_are_added_where_all_are_known() -> None:
    said = text_of(write_pdf(paper_of(Statement.COST, record(2), "en")))
    assert "Claimed,together504,000won" in said
    assert "Estimate" not in said


@pytest.mark.parametrize("statement", [Statement.ATTENDANCE, Statement.PROGRESS, Statement.COMPLETION])
def test_of_a_training_held_elsewhere_the_platform_says_that_it_has_no_record(statement: Statement) -> None:
    assert "기록이없습니다" in text_of(write_pdf(paper_of(statement, record(here=False), "ko")))


def test_the_form_is_called_a_draft() -> None:
    said = text_of(write_pdf(paper_of(Statement.FORM, record(), "ko")))
    assert "고용노동부의서식이아니며" in said
    assert "고용보험법제27조" in said


def test_a_workbook_carries_the_instant_of_its_record() -> None:
    made = write_xlsx(paper_of(Statement.COST, record(), "ko"))
    assert load_workbook(io.BytesIO(made)).properties.modified.isoformat() == "2026-04-02T05:00:00"
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_long_list_runs_over_pages() -> None:
    pages = PdfReader(io.BytesIO(write_pdf(paper_of(Statement.COST, record(200), "ko")))).pages
    assert len(pages) > 5
    assert "0199" in pages[-1].extract_text()
