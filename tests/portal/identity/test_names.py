"""People's names as each language shows them."""

import pytest

from naruteo_portal.identity.models import Person
from naruteo_portal.identity.names import Names, both_names, display_name, form_of_address, tidy_name


@pytest.mark.parametrize(
    ("native", "roman", "preferred", "ko", "en"),
    [
        ("김하늘", "Kim Haneul", None, "김하늘", "Kim Haneul"),
        ("김하늘", None, None, "김하늘", "김하늘"),
        ("김하늘", "Kim Haneul", "하늘이", "하늘이", "Kim Haneul"),
        ("김하늘", "Kim Haneul", "Sky", "Sky", "Sky"),
        ("Nguyễn Thị Mai", None, None, "Nguyễn Thị Mai", "Nguyễn Thị Mai"),
        ("สมชาย", "Somchai", None, "สมชาย", "Somchai"),
    ],
)
def test_each_language_shows_what_its_readers_can_read(
    native: str, roman: str | None, preferred: str | None, ko: str, en: str
) -> None:
    person = Person(name_native=native, name_roman=roman, preferred_name=preferred)
    assert (display_name(person, "ko"), display_name(person, "en")) == (ko, en)
    assert (form_of_address(person, "ko"), form_of_address(person, "en")) == (f"{ko} 님", en)


def test_names_are_tidied_but_never_taken_apart() -> None:
    person = Person()
    Names(native="  남궁민수 ", roman=" ", family="", given=None).write_to(person)
    assert (person.name_native, person.name_roman, person.family_name, person.given_name) == (
        "남궁민수",
        None,
        None,
        None,
    )
    assert tidy_name("Mary-Jane  O'Neill") == "Mary-Jane O'Neill"
    decomposed = "\u1112\u1161\u1102\u1173\u11af"
    assert tidy_name(decomposed) == "하늘"


def test_lists_show_both_names() -> None:
    assert both_names(Person(name_native="김하늘", name_roman="Kim Haneul")) == "김하늘 (Kim Haneul)"
    assert both_names(Person(name_native="Mai", name_roman="Mai")) == "Mai"
