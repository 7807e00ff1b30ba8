"""What is missing of a programme on a day, and what cannot be decided without it."""

from datetime import date

from naruteo_portal.rules.gaps import gaps_on
from naruteo_portal.rules.model import DatedValue, StatedValue
from naruteo_portal.rules.reading import OWN_PROGRAMMES, put_together, read_files
from naruteo_portal.rules.tables import day_number

FILES = read_files(OWN_PROGRAMMES / "employer_training")
DAY = day_number(date(2026, 3, 31))


def test_each_gap_names_its_cases_and_what_needs_it() -> None:
    gaps = {gap.table.name: gap for gap in gaps_on(put_together(FILES), DAY)}
    assert gaps.keys() == {
        "unit_cost", "support_rate", "least_attendance", "least_progress", "least_score", "least_ceiling",
    }  # fmt: skip
    assert gaps["unit_cost"].needed_by == ("grant",)
    assert gaps["least_score"].needed_by == ("completed",)
    assert gaps["least_ceiling"].needed_by == ("year_ceiling",)
    assert [case for case, _cell in gaps["support_rate"].cases] == [("priority",), ("under_1000",), ("from_1000",)]


def test_a_confirmed_cell_is_no_gap_any_more() -> None:
    value = {"value": {"remote": "5000"}, "reference": {"title": "Toy notice"}, "confidence": "P"}
    stated = StatedValue(date(2026, 1, 1), DatedValue.model_validate(value))
    programme = put_together(FILES, {"unit_cost": [stated]})
    for day, missing in ((DAY, 3), (day_number(date(2025, 12, 31)), 4)):
        (gap,) = (each for each in gaps_on(programme, day) if each.table.name == "unit_cost")
        assert len(gap.cases) == missing


def test_a_day_before_all_rules_has_no_gaps() -> None:
    assert gaps_on(put_together(FILES), day_number(date(2000, 1, 1))) == []
