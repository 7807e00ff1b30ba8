"""Comparing a roster's file with the roster: pure, on text and records alone."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.bulk.rows import Columns, columns_of, plain, unused_columns
from naruteo_portal.identity.bulk.tables import Table
from naruteo_portal.identity.mail_addresses import as_mail_address
from naruteo_portal.identity.names import MOST_CHARACTERS, tidy_name
from naruteo_portal.rules.model import Words

# The first name of each column is the template's; the others are understood as well.
COLUMNS: Columns = {
    "number": ("사번", "employee number", "employee no", "employee id", "사원번호", "직원번호", "number"),
    "name": ("이름", "name", "성명", "직원명", "full name"),
    "email": ("메일 주소", "mail address", "email", "e-mail", "mail", "이메일", "전자우편", "메일"),
    "trainee": ("훈련생 신분", "trainee", "신분", "훈련생 구분", "피보험 구분"),
    "insured_since": ("고용보험 취득일", "insured since", "피보험자격 취득일", "자격취득일", "취득일"),
    "joined_on": ("입사일", "joined on", "재직 시작일", "입사일자"),
    "left_on": ("퇴사일", "left on", "퇴직일", "상실일", "퇴사일자", "이직일"),
    "production_work": ("고시 생산직", "production work", "생산직", "생산직 여부", "고시 생산직 여부"),
}
NEEDED = ("number", "name")
NUMBER = re.compile(r"[0-9A-Za-z가-힣][0-9A-Za-z가-힣._-]{0,19}")
WRITTEN_DAY = re.compile(r"(\d{4})[-./]?\s?(\d{1,2})[-./]?\s?(\d{1,2})\.?")
FIRST_DAY = date(1950, 1, 1)
AHEAD = timedelta(days=366)
"""Somebody may be entered who begins within a year."""
YES = frozenset({"예", "네", "y", "yes", "o", "true", "1", "해당"})
NO = frozenset({"아니요", "아니오", "n", "no", "x", "false", "0", "비해당"})
# What lists of personnel call the choices, beside the programme's own words.
TRAINEE_WORDS = {
    "피보험자": "insured", "고용보험가입": "insured", "가입": "insured", "미가입": "uninsured",
    "고용보험미가입": "uninsured", "채용예정": "to_be_hired", "채용예정자": "to_be_hired", "구직자": "job_seeker",
    "유급휴가": "on_paid_leave", "그밖": "nobody_of_these", "기타": "nobody_of_these",
}  # fmt: skip


class State(StrEnum):
    """What taking a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True)
class Entry:
    """One employee as the roster knows them; None is not stated."""

    number: str
    name: str
    email: str | None = None
    trainee: str | None = None
    insured_since: date | None = None
    joined_on: date | None = None
    left_on: date | None = None
    production_work: bool | None = None


@dataclass(frozen=True)
class Line:
    """One row of a file: the employee that it describes, what it changes, and what is wrong with it."""

    row: int
    cells: tuple[str, ...]
    state: State
    entry: Entry
    before: Entry | None
    changes: tuple[str, ...] = ()
    """The columns in which the employee becomes another."""
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A file beside the roster."""

    lines: tuple[Line, ...]
    gone: tuple[Entry, ...]
    """Who is in the roster, has not left, and is not in the file."""
    unused: tuple[str, ...]

    def count(self, state: State) -> int:
        """How many rows are in a state."""
        return sum(line.state is state for line in self.lines)

    @property
    def wrong(self) -> int:
        """How many rows need correcting."""
        return self.count(State.WRONG)

    @property
    def to_take(self) -> tuple[Line, ...]:
        """The rows that would change the roster."""
        return tuple(line for line in self.lines if line.state in (State.NEW, State.CHANGED))

    @property
    def seen(self) -> tuple[object, ...]:
        """What somebody has looked at: another roster or file would show something else."""
        return tuple((line.row, line.state.value, asdict(line.entry), line.changes) for line in self.lines)


class _Cells:
    """The cells of one row by column; what is wrong with them gathers in `wrong`."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.wrong: list[Message] = []

    def read(self, column: str, reading: Callable[[str], Any], present: Any, wrong: Message) -> Any:
        """What a cell says; nothing if it is empty, and what is known already if the file has no such column."""
        if column not in self.cells:
            return present
        text = self.cells[column]
        if not text:
            return None
        found = reading(text)
        if found is None:
            self.wrong.append(wrong)
        return found


def compare(table: Table, present: Mapping[str, Entry], trainees: Mapping[str, Words], today: date) -> Comparison:
    """Compare a file with the roster by employee number; columns that the file does not have are left as they are.

    `trainees`: the choices of the programme's fact `trainee` with their words. Raises ListRefused.
    """
    columns = columns_of(table.heading, COLUMNS, NEEDED)
    choices = _choices(trainees)
    stripped = {_without_zeros(number): number for number in present if number.startswith("0")}
    numbers: dict[str, int] = {}
    mails = {entry.email: number for number, entry in present.items() if entry.email}
    lines = []
    for row, cells in table.rows:
        given = {column: cells[index] for column, index in columns.items()}
        line = _line(row, cells, given, present.get(given["number"]), choices, today)
        notes = [*line.notes]
        number, mail = line.entry.number, line.entry.email
        first = numbers.setdefault(number, row)
        if number and first != row:
            notes.append(N_("The same employee number stands in row %(row)d already.", row=first))
        if number not in present and number in stripped:
            notes.append(
                N_(
                    "The roster has %(known)s. Did the spreadsheet drop the zeros in front? Format the column as text.",
                    known=stripped[number],
                )
            )
        if mail and mails.setdefault(mail, number) != number:
            notes.append(N_("Employee %(number)s has this mail address already.", number=mails[mail]))
        lines.append(replace(line, state=State.WRONG, notes=tuple(notes)) if notes else line)
    gone = tuple(entry for number, entry in present.items() if number not in numbers and entry.left_on is None)
    return Comparison(tuple(lines), gone, tuple(unused_columns(table.heading, columns.values())))


def _line(
    row: int, cells: tuple[str, ...], given: Mapping[str, str], before: Entry | None, choices: Mapping[str, str],
    today: date,
) -> Line:  # fmt: skip
    reader = _Cells(given)
    known = before or Entry("", "")

    def day(column: str, present: date | None) -> date | None:
        wrong = N_("“%(word)s” is no day from 1950 to a year from now. Write 2026-07-01.", word=given.get(column, ""))
        found: date | None = reader.read(column, lambda text: _day(text, today), present, wrong)
        return found

    number, name = given["number"], tidy_name(given["name"])
    if not number:
        reader.wrong.append(N_("The employee number is missing."))
    elif not NUMBER.fullmatch(number):
        reader.wrong.append(N_("An employee number has at most 20 letters and digits, with - . _ between them."))
    if name is None:
        reader.wrong.append(N_("The name is missing."))
    elif len(name) > MOST_CHARACTERS:
        reader.wrong.append(N_("The name is longer than %(most)d characters.", most=MOST_CHARACTERS))
    entry = Entry(
        number=number,
        name=name or "",
        email=reader.read("email", as_mail_address, known.email, N_("The mail address is not right.")),
        trainee=reader.read(
            "trainee", lambda text: choices.get(plain(text)), known.trainee,
            N_("There is no kind of trainee “%(word)s”. Use one of the words on the page for uploads.",
               word=given.get("trainee", "")),
        ),
        insured_since=day("insured_since", known.insured_since),
        joined_on=day("joined_on", known.joined_on),
        left_on=day("left_on", known.left_on),
        production_work=reader.read(
            "production_work", _truth, known.production_work, N_("Write yes or no for production work.")
        ),
    )  # fmt: skip
    begun = [each for each in (entry.joined_on, entry.insured_since) if each]
    if entry.left_on and any(entry.left_on < each for each in begun):
        reader.wrong.append(N_("The last day is before the day of joining or of the insurance."))
    changes = () if before is None else tuple(name for name in COLUMNS if getattr(before, name) != getattr(entry, name))
    state = State.NEW if before is None else State.CHANGED if changes else State.UNCHANGED
    return Line(row, cells, state, entry, before, changes, tuple(reader.wrong))


def _choices(trainees: Mapping[str, Words]) -> dict[str, str]:
    """The choice behind each word that a cell may hold."""
    found = {plain(word): choice for word, choice in TRAINEE_WORDS.items() if choice in trainees}
    for choice, words in trainees.items():
        found |= {plain(each): choice for each in (choice, words.ko, words.en)}
    return found


def _without_zeros(number: str) -> str:
    return number.lstrip("0") or "0"


def _day(text: str, today: date) -> date | None:
    written = WRITTEN_DAY.fullmatch(text)
    try:
        found = date(*(int(part) for part in written.groups())) if written else None
    except ValueError:
        return None
    return found if found and FIRST_DAY <= found <= today + AHEAD else None


def _truth(text: str) -> bool | None:
    word = text.casefold()
    return True if word in YES else False if word in NO else None
