"""Checking the rows of a list of people to invite: pure, on text and sets alone."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import DEFAULT_LOCALE, LOCALES, N_, Locale, Message
from naruteo_portal.identity.bulk.tables import Table
from naruteo_portal.identity.invitations import Invitee
from naruteo_portal.identity.labels import ROLES
from naruteo_portal.identity.mail_addresses import as_mail_address
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.names import MOST_CHARACTERS, Names, tidy_name

Columns = Mapping[str, tuple[str, ...]]
"""The columns of a list, each with the headings by which it is known."""
# The first name of each column is the template's; the others are understood as well.
COLUMNS: Columns = {
    "email": ("메일 주소", "email", "e-mail", "mail", "이메일", "전자우편", "메일", "mail address", "email address"),
    "name": ("이름", "name", "성명", "name_native", "native name", "한글 이름", "full name"),
    "name_roman": ("로마자 이름", "name_roman", "roman name", "영문 이름", "영문 성명", "영문명", "english name"),
    "role": ("역할", "role", "권한"),
    "language": ("언어", "language", "locale", "lang"),
}
ERROR_COLUMN = "오류"
IGNORED = (ERROR_COLUMN, "error", "errors")
RESIDENT_NUMBER_HEADINGS = ("주민등록번호", "주민번호", "외국인등록번호", "residentregistrationnumber", "rrn")
RESIDENT_NUMBER = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[-\s]?([0-9])\d{6}(?!\d)", re.ASCII)
LANGUAGES: dict[str, Locale] = {
    "ko": "ko", "한국어": "ko", "한글": "ko", "korean": "ko", "en": "en", "영어": "en", "english": "en",
}  # fmt: skip


class ListRefused(Invalid):
    """The list as a whole cannot be used."""

    code = "list-refused"


State = Literal["ready", "known", "wrong"]


@dataclass(frozen=True)
class CheckedRow:
    """One row: what it asks for, and what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    state: State
    email: str = ""
    name: str = ""
    name_roman: str = ""
    role: str = ""
    language: str = DEFAULT_LOCALE
    notes: tuple[Mapping[str, str], ...] = field(default=())
    """What is wrong or why nothing is to be done, in both languages."""

    def invitee(self) -> Invitee:
        """Whom the row invites."""
        return Invitee(
            self.email,
            Names(native=self.name, roman=self.name_roman),
            next(locale for locale in LOCALES if locale == self.language),
        )

    def to_json(self) -> dict[str, Any]:
        """The form in which a report keeps the row."""
        return {**vars(self), "cells": list(self.cells), "notes": [dict(note) for note in self.notes]}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "CheckedRow":
        """The row that `to_json` described."""
        return cls(**{**row, "cells": tuple(row["cells"]), "notes": tuple(row["notes"])})


def plain(heading: str) -> str:
    """A heading or a word as it is compared: without case, blanks and signs."""
    return re.sub(r"[\s_*()\-]+", "", heading.casefold())


def columns_of(
    heading: Sequence[str], known: Columns = COLUMNS, needed: Sequence[str] = ("email", "name")
) -> dict[str, int]:
    """Where each known column stands; ListRefused if one that everybody needs is missing or stands twice."""
    meaning = {plain(alias): column for column, aliases in known.items() for alias in aliases}
    found: dict[str, int] = {}
    for index, cell in enumerate(heading):
        column = meaning.get(plain(cell))
        if column in found:
            raise ListRefused(N_("The column “%(column)s” stands in the list twice.", column=cell))
        if column is not None:
            found[column] = index
    for column in needed:
        if column not in found:
            raise ListRefused(
                N_(
                    "The column “%(column)s” is missing. The first row must hold the headings of the template.",
                    column=known[column][0],
                )
            )
    return found


def unused_columns(heading: Sequence[str], used: Collection[int]) -> list[str]:
    """Headings that mean nothing to us, besides the columns `used`; told, so that nobody thinks they were taken."""
    ignored = {plain(each) for each in IGNORED}
    return [cell for index, cell in enumerate(heading) if cell and index not in used and plain(cell) not in ignored]


def holds_resident_number(text: str) -> bool:
    """Whether text looks like a resident registration number: a birth date, then a digit for sex and century."""
    for match in RESIDENT_NUMBER.finditer(text):
        year, month, day, _ = (int(part) for part in match.groups())
        try:
            date(2000 + year, month, day)
        except ValueError:
            continue
        return True
    return False


def refuse_resident_numbers(table: Table) -> None:
    """Refuse a list that holds resident registration numbers; nothing of it is kept.

    Nobody may process them without a law that says so (개인정보 보호법 제24조의2), and none says so for invitations.
    """
    headings = [plain(cell) for cell in table.heading]
    if any(word in cell for cell in headings for word in RESIDENT_NUMBER_HEADINGS):
        raise ListRefused(
            N_("The list has a column for resident registration numbers. We may not take them; delete the column.")
        )
    rows = [str(number) for number, cells in table.rows if any(holds_resident_number(cell) for cell in cells)]
    if rows or any(holds_resident_number(cell) for cell in table.heading):
        raise ListRefused(
            N_(
                "Rows %(rows)s seem to hold resident registration numbers. We may not take them; delete them first.",
                rows=", ".join(rows[:10]) or "1",
            )
        )


def role_named(text: str) -> Role | None:
    """The role that a cell names by its key or its word in either language."""
    wanted = plain(text)
    for role, label in ROLES.items():
        if wanted in {plain(role.value), *(plain(words) for words in label.both().values())}:
            return role
    return None


def check_rows(
    table: Table,
    allowed: Sequence[Role],
    members: Mapping[Role, set[str]],
    invited: Mapping[Role, set[str]],
) -> list[CheckedRow]:
    """Check every row against the rules, the rows before it and what is known of the addresses already."""
    columns = columns_of(table.heading)
    seen: dict[tuple[str, str], int] = {}
    checked = []
    for number, cells in table.rows:
        entry = {column: cells[index] for column, index in columns.items()}
        row = _check_row(number, cells, entry, allowed)
        if row.state != "wrong":
            first = seen.setdefault((row.email, row.role), number)
            if first != number:
                row = _with(row, "wrong", N_("The same address stands in row %(row)d already.", row=first))
            elif row.email in members.get(Role(row.role), ()):
                row = _with(row, "known", N_("Has this role already; no mail is sent."))
            elif row.email in invited.get(Role(row.role), ()):
                row = _with(row, "known", N_("Is invited already; no second mail is sent."))
        checked.append(row)
    return checked


def _with(row: CheckedRow, state: State, note: Message) -> CheckedRow:
    return CheckedRow(**{**vars(row), "state": state, "notes": (*row.notes, note.both())})


def _check_row(number: int, cells: tuple[str, ...], entry: Mapping[str, str], allowed: Sequence[Role]) -> CheckedRow:
    wrong: list[Message] = []
    email = as_mail_address(entry["email"])
    if not entry["email"]:
        wrong.append(N_("The mail address is missing."))
    elif email is None:
        wrong.append(N_("The mail address is not right."))
    name = tidy_name(entry["name"])
    roman = tidy_name(entry.get("name_roman"))
    if name is None:
        wrong.append(N_("The name is missing."))
    if max(len(name or ""), len(roman or "")) > MOST_CHARACTERS:
        wrong.append(N_("The name is longer than %(most)d characters.", most=MOST_CHARACTERS))
    # Nearly all who are invited in numbers come to learn.
    role = role_named(entry.get("role") or Role.LEARNER.value)
    if role is None:
        wrong.append(N_("There is no role “%(role)s”.", role=entry["role"]))
    elif role not in allowed:
        wrong.append(N_("You cannot invite to the role “%(role)s” here.", role=entry.get("role") or role.value))
    language = LANGUAGES.get((entry.get("language") or DEFAULT_LOCALE).casefold())
    if language is None:
        wrong.append(N_("The language is ko or en."))
    return CheckedRow(
        number=number,
        cells=cells,
        state="wrong" if wrong else "ready",
        email=email or entry["email"],
        name=name or "",
        name_roman=roman or "",
        role=role.value if role else "",
        language=language or DEFAULT_LOCALE,
        notes=tuple(message.both() for message in wrong),
    )
