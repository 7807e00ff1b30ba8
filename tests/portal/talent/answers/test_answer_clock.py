"""Thirty days, and twice thirty more."""

from datetime import date, timedelta

from naruteo_portal.talent.answers.clock import answer_clock

ASKED = date(2026, 11, 2)


def test_the_day_of_the_question_is_not_counted() -> None:
    clock = answer_clock(ASKED, 0, ASKED)
    assert (clock.used, clock.left, clock.due_on) == (0, 30, date(2026, 12, 2))
    assert not clock.is_overdue and clock.may_extend


def test_the_last_day_is_in_time_and_the_next_is_not() -> None:
    last = answer_clock(ASKED, 0, date(2026, 12, 2))
    late = answer_clock(ASKED, 0, date(2026, 12, 3))
    assert (last.left, last.is_overdue, late.left, late.is_overdue) == (0, False, -1, True)
    # What is late already is answered, not prolonged.
    assert last.may_extend and not late.may_extend


def test_it_is_prolonged_twice_at_most() -> None:
    days = [answer_clock(ASKED, extensions, ASKED + timedelta(days=20)) for extensions in (1, 2)]
    assert [each.due_on for each in days] == [date(2027, 1, 1), date(2027, 1, 31)]
    assert [each.may_extend for each in days] == [True, False]
