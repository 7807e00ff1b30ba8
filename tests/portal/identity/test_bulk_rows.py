"""Checking the rows of a list of people to invite."""

import pytest

from naruteo_portal.identity.bulk.rows import (
    CheckedRow,
    ListRefused,
    check_rows,
    columns_of,
    holds_resident_number,
    refuse_resident_numbers,
    role_named,
    unused_columns,
)
from naruteo_portal.identity.bulk.tables import Table
from naruteo_portal.identity.models import Role


def table(heading: str, *rows: str) -> Table:
    return Table(
        tuple(heading.split(",")),
        tuple((number, tuple(row.split(","))) for number, row in enumerate(rows, start=2)),
        "UTF-8",
    )


@pytest.mark.parametrize(
    "heading", ["메일 주소,이름", "E-Mail,NAME", "이메일,성명", "email,name", "전자우편*,한글 이름"]
)
def test_headings_are_known_by_many_names(heading: str) -> None:
    assert columns_of(heading.split(",")) == {"email": 0, "name": 1}


@pytest.mark.parametrize("heading", ["메일 주소", "이름", "메일,이메일,이름", "사번,부서"])
def test_lists_without_what_everybody_needs_are_refused(heading: str) -> None:
    with pytest.raises(ListRefused):
        columns_of(heading.split(","))


def test_columns_that_mean_nothing_are_told() -> None:
    assert unused_columns(["메일 주소", "이름", "사번", "", "오류"], [0, 1]) == ["사번"]


@pytest.mark.parametrize("label", ["learner", "Learner", "학습자", " LEARNER "])
def test_roles_are_known_by_key_and_word(label: str) -> None:
    assert role_named(label) is Role.LEARNER
    assert role_named("대장") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("900101-1234567", True),
        ("9001011234567", True),
        ("김하늘 000229-3123456", True),
        ("901301-1234567", False),
        ("010-1234-5678", False),
        ("124-81-00998", False),
        ("2026113012345678", False),
        ("서울시 강남구", False),
    ],
)
def test_resident_numbers_are_recognised(text: str, found: bool) -> None:
    assert holds_resident_number(text) is found


@pytest.mark.parametrize(
    ("heading", "row", "words"),
    [
        ("메일 주소,이름,주민등록번호", "a@example.kr,김,", "열을 지우고"),
        ("메일 주소,이름,주민 번호", "a@example.kr,김,", "열을 지우고"),
        ("메일 주소,이름,비고", "a@example.kr,김,900101-1234567", "2행에"),
    ],
)
def test_lists_with_resident_numbers_are_refused_as_a_whole(heading: str, row: str, words: str) -> None:
    with pytest.raises(ListRefused) as refused:
        refuse_resident_numbers(table(heading, row))
    assert words in refused.value.message.said_in("ko")
    assert "900101" not in refused.value.message.said_in("ko")


def test_every_row_gets_its_state_and_its_reasons() -> None:
    rows = check_rows(
        table(
            "메일 주소,이름,역할,언어",
            "Mai@Example.kr,Nguyễn Thị Mai,,en",
            "mai@example.kr,또 마이,,",
            "no address,,대장,xx",
            "boss@example.kr,관리자,administrator,",
            "member@example.kr,김하늘,학습자,ko",
            "waiting@example.kr,이바다,learner,한국어",
        ),
        [Role.LEARNER],
        {Role.LEARNER: {"member@example.kr"}},
        {Role.LEARNER: {"waiting@example.kr"}},
    )
    assert [(row.number, row.state) for row in rows] == [
        (2, "ready"), (3, "wrong"), (4, "wrong"), (5, "wrong"), (6, "known"), (7, "known"),
    ]  # fmt: skip
    assert (rows[0].email, rows[0].role, rows[0].language) == ("mai@example.kr", "learner", "en")
    assert rows[1].notes[0]["ko"] == "2행에 같은 주소가 있습니다."
    assert len(rows[2].notes) == 4
    assert all(note["ko"] != note["en"] for row in rows for note in row.notes)
    assert [CheckedRow.from_json(row.to_json()) for row in rows] == rows
