"""One person's rows of a programme, for a reason that is written down.

Only those who keep the programme may ask, and each time is in the audit trail, whether somebody was found or not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from naruteo_analytics.intake.persons import person_number
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.insight.files import data_of
from naruteo_portal.insight.models import Programme, Source

LARGEST_PERSON = 2**63 - 1


class NotAPerson(Invalid):
    """What was entered identifies nobody in such a programme."""

    def __init__(self) -> None:
        super().__init__(N_("Enter the person’s number as it stands in the programme’s own tables: digits only."))


class NoResidentNumbers(Invalid):
    """A resident registration number was entered."""

    def __init__(self) -> None:
        super().__init__(N_("This looks like a resident registration number. We may not take it."))


@dataclass(frozen=True)
class PersonRows:
    """What a programme holds of a person: enrolments, and their results by enrolment."""

    enrolments: Sequence[Mapping[str, Any]]
    results: Mapping[int, Sequence[Mapping[str, Any]]]


def look_up(
    session: Session, programme: Programme, given: str, reason: str, *, blobs: BlobStore, actor: Actor
) -> PersonRows:
    """A person's rows by the number (OneRoster: the `sourcedId`) in the programme's own tables."""
    if holds_resident_number(given) or holds_resident_number(reason):
        raise NoResidentNumbers
    person = _number(programme, given.strip())
    files = data_of(session, programme)
    enrolments = _rows(blobs, files, "enrolments", ("person", "==", person))
    numbers = [each["enrolment"] for each in enrolments]
    results: dict[int, list[Mapping[str, Any]]] = {number: [] for number in numbers}
    for each in _rows(blobs, files, "results", ("enrolment", "in", numbers)) if numbers else ():
        results[each["enrolment"]].append(each)
    record(
        session, actor, "looked at a person of a programme", programme,
        person=person, reason=reason, enrolments=len(enrolments),
    )  # fmt: skip
    return PersonRows(enrolments, results)


def _number(programme: Programme, given: str) -> int:
    if programme.source is Source.ONEROSTER:
        return person_number(given)
    if not (given.isascii() and given.isdecimal()) or int(given) > LARGEST_PERSON:
        raise NotAPerson
    return int(given)


def _rows(
    blobs: BlobStore, files: Mapping[str, str], name: str, wanted: tuple[str, str, Any]
) -> Sequence[Mapping[str, Any]]:
    sha256 = files.get(f"{name}.parquet")
    if sha256 is None:
        return []
    # Arrow is loaded by the few who ask, not by every process that answers pages.
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    rows: Sequence[Mapping[str, Any]] = parquet.read_table(
        arrow.BufferReader(blobs.get(sha256)), filters=[wanted]
    ).to_pylist()
    return rows
