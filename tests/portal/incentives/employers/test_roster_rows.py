"""A roster's file beside the roster: what is new, changed, unchanged, gone and wrong."""

from datetime import date

import pytest

from naruteo_portal.core.i18n import Message
from naruteo_portal.identity.bulk.rows import ListRefused
from naruteo_portal.identity.bulk.tables import Table, read_table
from naruteo_portal.incentives.employers.roster import trainee_words
from naruteo_portal.incentives.employers.roster_rows import Comparison, Entry, State, compare

TODAY = date(2026, 11, 28)
HEADING = "사번,이름,메일 주소,훈련생 신분,고용보험 취득일,입사일,퇴사일,고시 생산직\n"
KNOWN = {
    "0012": Entry("0012", "김하늘", "haneul@example.kr", "insured", joined_on=date(2020, 1, 2)),
    "0013": Entry("0013", "박서준"),
    "0014": Entry("0014", "이도윤", left_on=date(2025, 12, 31)),
}


def read(text: str) -> Comparison:
    return compare(read_table(text.encode()), KNOWN, trainee_words(), TODAY)


def notes(comparison: Comparison) -> list[str]:
    return [note.text for line in comparison.lines for note in line.notes]


def test_rows_are_told_apart() -> None:
    found = read(
        HEADING
        + "0012,김하늘,haneul@example.kr,고용보험에 가입한 소속 근로자,,2020.1.2,,\n"
        + "0015,최유진,Yujin@Example.kr,피보험자,2026/03/01,20260301,,예\n"
    )
    unchanged, new = found.lines
    assert (unchanged.state, new.state) == (State.UNCHANGED, State.NEW)
    assert new.entry == Entry(
        "0015", "최유진", "yujin@example.kr", "insured", date(2026, 3, 1), date(2026, 3, 1), None, True
    )
    # Who has left already is not missed.
    assert [entry.number for entry in found.gone] == ["0013"]


def test_columns_that_are_left_out_change_nothing_and_empty_cells_clear() -> None:
    kept, cleared = read("사원번호,성명\n0012,김하늘\n"), read("사번,이름,입사일\n0012,김하늘,\n")
    assert kept.lines[0].state is State.UNCHANGED
    assert cleared.lines[0].changes == ("joined_on",)
    assert cleared.lines[0].entry.joined_on is None


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (",김하늘,,,,,,", "The employee number is missing."),
        ("12/3,김하늘,,,,,,", "An employee number has at most 20 letters and digits, with - . _ between them."),
        ("20,,,,,,,", "The name is missing."),
        ("20,김,nobody,,,,,", "The mail address is not right."),
        ("20,김,,임원,,,,", "There is no kind of trainee “%(word)s”. Use one of the words on the page for uploads."),
        ("20,김,,,2026-02-30,,,", "“%(word)s” is no day from 1950 to a year from now. Write 2026-07-01."),
        ("20,김,,,,2028-01-01,,", "“%(word)s” is no day from 1950 to a year from now. Write 2026-07-01."),
        ("20,김,,,,1949-12-31,,", "“%(word)s” is no day from 1950 to a year from now. Write 2026-07-01."),
        ("20,김,,,,2026-07-02,2026-07-01,", "The last day is before the day of joining or of the insurance."),
        ("20,김,,,,,,가끔", "Write yes or no for production work."),
        ("20,김,haneul@example.kr,,,,,", "Employee %(number)s has this mail address already."),
        ("12,김하늘,,,,,,", "The roster has %(known)s. Did the spreadsheet drop the zeros in front? "
                        "Format the column as text."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_row(row: str, note: str) -> None:
    found = read(HEADING + row + "\n")
    assert found.lines[0].state is State.WRONG
    assert note in notes(found)
    assert found.to_take == ()


def test_a_number_stands_once_in_a_file() -> None:
    found = read(HEADING + "0020,김,,,,,,\n0020,박,,,,,,\n")
    assert [line.state for line in found.lines] == [State.NEW, State.WRONG]
    assert found.lines[1].notes == (Message("The same employee number stands in row %(row)d already.", {"row": 2}),)


@pytest.mark.parametrize("heading", ["이름,메일 주소", "사번,이름,사원번호"])
def test_a_list_without_its_columns_is_refused(heading: str) -> None:
    with pytest.raises(ListRefused):
        compare(Table(tuple(heading.split(",")), (), "UTF-8"), {}, trainee_words(), TODAY)


def test_korean_spreadsheets_are_read_in_their_own_letters() -> None:
    table = read_table("사번,이름\n007,똠방각하\n".encode("cp949"))
    (line,) = compare(table, {}, trainee_words(), TODAY).lines
    assert (line.entry.number, line.entry.name) == ("007", "똠방각하")
