"""The ceiling of a year: known, not known, and changed within the year."""

from datetime import date, timedelta
from typing import Any

from naruteo_portal.incentives.employers.ceiling import cap_meter
from naruteo_portal.incentives.employers.facts import EMPLOYER_TRAINING, asked_by, facts_on
from naruteo_portal.incentives.employers.models import EmployerFact
from naruteo_portal.incentives.programmes import shipped_programme

TODAY = date(2026, 11, 28)
PROGRAMME = shipped_programme(EMPLOYER_TRAINING)


def fact(name: str, value: Any, first: date = date(2026, 1, 1), last: date | None = None) -> EmployerFact:
    return EmployerFact(
        name=name, value=value, valid_from=first, ends_before=last + timedelta(days=1) if last else None
    )


def stated(*changed: EmployerFact) -> list[EmployerFact]:
    """A priority firm with a premium of ten million won that was never barred, with other facts in place of these."""
    usual = [
        fact("firm_size", "priority"), fact("year_premium", 10_000_000, last=date(2026, 12, 31)),
        fact("adjustment_area", False), fact("after_restriction", False),
    ]  # fmt: skip
    names = {each.name for each in changed}
    return [each for each in usual if each.name not in names] + list(changed)


def test_the_ceiling_is_undetermined_while_the_premium_is_not_stated() -> None:
    meter = cap_meter(PROGRAMME, [each for each in stated() if each.name != "year_premium"], TODAY, granted=5)
    assert (meter.amount, meter.left, meter.changed) == (None, None, False)
    assert "year_premium" in {each.name for each in meter.now.missing}


def test_a_figure_that_nobody_confirmed_leaves_it_undetermined_and_gives_an_estimate() -> None:
    meter = cap_meter(PROGRAMME, stated(), TODAY)
    assert (meter.amount, meter.now.by_premium, meter.now.estimate) == (None, 24_000_000, 24_000_000)
    assert {each.name for each in meter.now.missing} == {"least_ceiling"}


def test_who_was_barred_has_the_ceiling_of_the_premium_alone() -> None:
    meter = cap_meter(PROGRAMME, stated(fact("after_restriction", True)), TODAY, granted=4_000_000, claimed=1_000_000)
    assert (meter.amount, meter.left) == (24_000_000, 19_000_000)


def test_nothing_is_left_of_less_than_nothing() -> None:
    meter = cap_meter(PROGRAMME, stated(fact("after_restriction", True)), TODAY, granted=25_000_000)
    assert meter.left == 0


def test_a_change_of_size_within_the_year_keeps_both_with_their_days() -> None:
    sizes = (
        fact("firm_size", "priority", last=date(2026, 6, 30)), fact("firm_size", "under_1000", date(2026, 7, 1)),
    )  # fmt: skip
    facts = stated(fact("after_restriction", True), *sizes)
    assert facts_on(facts, date(2026, 6, 30))["firm_size"] == "priority"
    assert facts_on(facts, date(2026, 7, 1))["firm_size"] == "under_1000"
    meter = cap_meter(PROGRAMME, facts, TODAY)
    assert meter.changed
    assert (meter.amount, meter.left) == (None, None)
    assert [(str(each.day), each.amount) for each in meter.ceilings] == [
        ("2026-01-01", 24_000_000), ("2026-07-01", 10_000_000),
    ]  # fmt: skip
    # Before the change there is one ceiling, and so there is in the next year.
    assert cap_meter(PROGRAMME, facts, date(2026, 6, 30)).amount == 24_000_000


def test_facts_are_given_to_each_programme_in_its_words() -> None:
    known = {"firm_size": "priority", "workers": 120, "region": "ulsan"}
    assert asked_by(PROGRAMME, known) == {"firm_size": "priority"}
    assert asked_by(shipped_programme("paid_leave_training"), known) == {"workers": 120, "firm": "priority"}
    assert asked_by(shipped_programme("talent_premium_training"), known) == {"priority_firm": True}
