"""Receipt numbers."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naruteo_portal.core.references import ALPHABET, Numbered, new_reference, read_reference

KIND = Numbered.SUBMISSION
AT = datetime(2026, 7, 1, tzinfo=UTC)


def drawn(kind: Numbered = KIND) -> str:
    return new_reference(kind, AT, lambda reference: False)


def test_a_reference_has_the_form_that_is_printed_on_receipts() -> None:
    reference = drawn()
    assert re.fullmatch(rf"S-2026-[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}", reference)
    assert not set("01OIL") & set(ALPHABET)


def test_its_year_is_that_of_korea() -> None:
    new_year = datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert new_reference(KIND, new_year, lambda reference: False).startswith("S-2027-")


def test_a_reference_is_read_however_it_was_typed() -> None:
    reference = drawn()
    for typed in (reference, reference.lower(), reference.replace("-", ""), f"  {reference.replace('-', ' ')} "):
        assert read_reference(KIND, typed) == reference


@given(place=st.integers(0, 9), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_shows(place: int, other: str) -> None:
    plain = drawn().replace("-", "")[1:]
    wrong = plain[:place] + other + plain[place + 1 :]
    assert wrong == plain or read_reference(KIND, f"S{wrong}") is None


@given(place=st.integers(0, 8))
def test_two_neighbours_that_changed_places_show(place: int) -> None:
    plain = drawn().replace("-", "")[1:]
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert swapped == plain or read_reference(KIND, f"S{swapped}") is None


@pytest.mark.parametrize("typed", ["", "S", "2026", "S-2026-7K3M-QO", "S-2026-7K3M", "S-2026-7K3M-Q2-Q2"])
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert read_reference(KIND, typed) is None


def test_a_claim_is_no_submission() -> None:
    reference = drawn(Numbered.CLAIM)
    assert re.fullmatch(rf"CL-2026-[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}", reference)
    assert read_reference(Numbered.CLAIM, reference.lower()) == reference
    assert read_reference(KIND, reference) is None


def test_a_number_that_is_taken_is_not_given_again() -> None:
    answers = iter([True, True, False])
    new_reference(KIND, AT, lambda reference: next(answers))
    assert next(answers, None) is None
