"""Papers: what people wrote stays text, tables run over pages, and the same paper gives the same bytes."""

import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from naruteo_portal.core.paper import Definitions, Heading, Note, Paper, Paragraph, Table, drawable, write_pdf

AT = datetime(2026, 3, 2, 1, 30, 0, 123_456, tzinfo=UTC)
HOSTILE = '=cmd|" #read("/etc/passwd") #panic() $x$ *b* _i_ `r` <l> @ref <script>alert(1)</script> \\ // [x] {y}'
PEOPLE = ("김서연", "똠방각하 뷁", "Nguyễn Thị Ánh Tuyết", "Trần Đức Ươ", "Иван Öz")


def paper(*blocks: Definitions | Heading | Note | Paragraph | Table) -> Paper:
    return Paper("훈련생 출석부", "나루터", "ko", "C-2026-7K3M-Q2", AT, blocks)


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made), strict=True)


def text_of(made: bytes) -> str:
    """The text without the breaks at the ends of lines."""
    joined = "".join(page.extract_text() for page in read(made).pages)
    return unicodedata.normalize("NFC", joined).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("name", PEOPLE)
def test_names_stand_in_it_as_they_are_written(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    made = write_pdf(paper(Paragraph(decomposed), Table("표", ("성명",), ((name,),))))
    assert text_of(made).count(name.replace(" ", "")) == 2


def test_what_people_wrote_is_never_read_as_markup() -> None:
    blocks = (
        Heading(HOSTILE), Paragraph(HOSTILE), Note(HOSTILE),
        Definitions(("무엇", "값"), ((HOSTILE, HOSTILE),)), Table("표", (HOSTILE,), ((HOSTILE,),)),
    )  # fmt: skip
    made = write_pdf(replace(paper(*blocks), title=HOSTILE, author=HOSTILE, reference=HOSTILE))
    said = text_of(made).replace("\u200b", "")
    assert said.count('#read("/etc/passwd")#panic()$x$*b*') >= 8
    assert "root:" not in said


def test_a_sign_that_no_font_has_is_written_by_its_number() -> None:
    assert drawable("王 \N{RIGHT-TO-LEFT OVERRIDE}😀\0") == "[U+738B] [U+202E][U+1F600][U+0000]"
    assert "[U+738B]" in text_of(write_pdf(paper(Paragraph("王"))))


def test_a_word_without_an_end_stays_on_the_page() -> None:
    made = read(write_pdf(paper(Table("표", ("값", "수"), (("x" * 2000, 1),)))))
    for page in made.pages:
        page.extract_text(visitor_text=lambda _text, _cm, at, _font, _size: on_the_page(at[4]))


def on_the_page(left: float) -> None:
    assert left < 596


def test_a_long_table_repeats_its_heading_on_every_page() -> None:
    rows = tuple((f"EN-{number:06}", "Nguyễn Thị Ánh", number * 1000) for number in range(200))
    made = read(write_pdf(paper(Table("표", ("번호", "성명", "금액"), rows))))
    pages = [page.extract_text() for page in made.pages]
    assert len(pages) > 3
    for number, said in enumerate(pages, start=1):
        assert "번호" in said
        assert f"{number} / {len(pages)}" in said
        assert "C-2026-7K3M-Q2" in said
        assert paper(Table("표", ("번호", "성명", "금액"), rows)).digest in said
    assert all(f"EN-{number:06}" in "".join(pages) for number in range(200))
    assert "199,000" in pages[-1]


def test_it_is_tagged_and_says_its_title_and_language() -> None:
    made = read(write_pdf(paper(Heading("출석"), Table("표", ("성명",), (("김서연",),)))))
    root: Any = made.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ko"
    assert made.metadata is not None
    assert made.metadata.title == "훈련생 출석부"
    assert made.metadata.creation_date == AT.replace(microsecond=0)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_the_same_paper_gives_the_same_bytes_whoever_else_writes() -> None:
    papers = [paper(Table("표", ("성명",), tuple((name,) for name in PEOPLE[:count]))) for count in range(1, 5)]
    alone = [write_pdf(each) for each in papers]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(write_pdf, papers)) == alone
    assert len(set(alone)) == len(papers)


def test_its_digest_changes_with_anything_that_it_says() -> None:
    first = paper(Paragraph("가"))
    others = (paper(Paragraph("나")), replace(first, title="다"), replace(first, made_at=AT.replace(hour=2)))
    assert len({first.digest, *(each.digest for each in others)}) == 4
