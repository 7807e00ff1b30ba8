"""Receipt numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naruteo_portal.assessment.references import ALPHABET, new_reference, read_reference


def test_a_reference_has_the_form_that_is_printed_on_receipts() -> None:
    reference = new_reference(2026)
    assert re.fullmatch(rf"S-2026-[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}", reference)
    assert not set("01OIL") & set(ALPHABET)


def test_a_reference_is_read_however_it_was_typed() -> None:
    reference = new_reference(2026)
    for typed in (reference, reference.lower(), reference.replace("-", ""), f"  {reference.replace('-', ' ')} "):
        assert read_reference(typed) == reference


@given(place=st.integers(0, 9), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_shows(place: int, other: str) -> None:
    plain = new_reference(2026).replace("-", "")[1:]
    wrong = plain[:place] + other + plain[place + 1 :]
    assert wrong == plain or read_reference(f"S{wrong}") is None


@given(place=st.integers(0, 8))
def test_two_neighbours_that_changed_places_show(place: int) -> None:
    plain = new_reference(2026).replace("-", "")[1:]
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert swapped == plain or read_reference(f"S{swapped}") is None


@pytest.mark.parametrize("typed", ["", "S", "2026", "S-2026-7K3M-QO", "S-2026-7K3M", "S-2026-7K3M-Q2-Q2"])
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert read_reference(typed) is None
