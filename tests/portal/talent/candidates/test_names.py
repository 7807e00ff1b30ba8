"""Names as a passport, Hangul and pages in English write them."""

from dataclasses import dataclass
from typing import cast

import pytest

from naruteo_portal.catalogue.register.entries import FactRefused
from naruteo_portal.identity.names import Named
from naruteo_portal.talent.candidates.names import (
    OfficialNames,
    as_in_a_passport,
    as_in_hangul,
    called,
    official_name,
)


@dataclass(frozen=True)
class Account:
    """The names of an account."""

    name_native: str = "Tom Sawyer"
    name_roman: str | None = None
    preferred_name: str | None = None


PERSON = cast("Named", Account())


def candidate(
    family: str = "SAWYER", given: str = "TOM", hangul: str = "소여톰", *, first: bool = False
) -> OfficialNames:
    return OfficialNames(family, given, hangul, given_name_first=first)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nguyễn", "NGUYỄN"), ("o’brien", "OBRIEN"), ("Smith-Jones", "SMITH JONES"), ("SAWYER<<TOM", "SAWYER TOM"),
        ("  van  der Berg ", "VAN DER BERG"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_brought_into_the_passports_form(typed: str, kept: str) -> None:
    assert as_in_a_passport(typed) == kept


def test_what_cannot_stand_there_is_refused() -> None:
    for names, field in (
        (candidate(family="NGUYỄN"), "passport_family"),
        (candidate(given="TOM2"), "passport_given"),
        (candidate(hangul="Tom"), "name_hangul"),
    ):
        with pytest.raises(FactRefused) as refused:
            names.check()
        assert refused.value.field == field
    candidate(family="").check()
    assert as_in_hangul(" 소여 톰 ") == "소여톰"


def test_official_documents_show_both_names() -> None:
    assert official_name(candidate(), PERSON) == "SAWYER TOM(소여톰)"
    assert official_name(candidate(family="", hangul=""), PERSON) == "TOM"
    assert official_name(candidate("", "", ""), PERSON) == "Tom Sawyer"


def test_pages_call_people_as_they_wish_in_the_order_that_they_chose() -> None:
    assert called(candidate(), PERSON, "ko") == "소여톰"
    assert called(candidate(), PERSON, "en") == "Sawyer Tom"
    assert called(candidate(first=True), PERSON, "en") == "Tom Sawyer"
    preferred = cast("Named", Account(preferred_name="Tommy"))
    assert called(candidate(), preferred, "ko") == "Tommy"
    korean = cast("Named", Account("김하늘", "Kim Haneul"))
    assert called(candidate("", "", ""), korean, "ko") == "김하늘"
    assert called(candidate("KIM", "HANEUL", ""), korean, "en") == "Kim Haneul"
