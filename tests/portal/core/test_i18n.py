"""Sentences with values that each language says in its own way."""

from datetime import UTC, date, datetime

from naruteo_portal.core.i18n import Message


def test_values_are_said_in_the_language_of_the_sentence() -> None:
    words = {
        "day": date(2026, 11, 30), "at": datetime(2026, 11, 29, 15, 0, tzinfo=UTC), "number": 3,
        "course": {"ko": "과정", "en": "Course"}, "inner": Message("%(course)s!", {"course": {"ko": "안", "en": "in"}}),
    }  # fmt: skip
    message = Message("%(day)s %(at)s %(number)d %(course)s %(inner)s", words)
    assert message.said_in("ko") == "2026. 11. 30.(월) 2026. 11. 30.(월) 00:00 3 과정 안!"
    assert message.said_in("en") == str(message) == "30 Nov 2026 30 Nov 2026, 00:00 KST 3 Course in!"


def test_content_that_was_not_translated_is_said_in_korean() -> None:
    assert Message("%(title)s", {"title": {"ko": "과정"}}).said_in("en") == "과정"
