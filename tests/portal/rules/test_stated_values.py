"""What is stated of a parameter is laid over its file: figure by figure, with its own source, and read as strictly."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from naruteo_portal.rules.cases import read_facts
from naruteo_portal.rules.explaining import Explanation, explain
from naruteo_portal.rules.judging import Outcome, judge
from naruteo_portal.rules.model import Confidence, DatedValue, StatedValue
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import OWN_PROGRAMMES, Files, UnsoundRules, put_together, read_files, read_programme
from naruteo_testing.rule_folders import TOY, changed

FILES = read_files(TOY)
SOURCE = {"title": "Toy notice 2026-77", "archived": "a" * 64}
CASE = {
    "ended_on": "2026-07-01", "attendance": "0.85", "score": 60, "hours": 20, "fee": 200_000, "mode": "remote",
    "size": "priority", "region": "capital", "premium": 1_000_000,
}  # fmt: skip
FIRST, SECOND, NEW = date(2025, 1, 1), date(2026, 7, 1), date(2026, 9, 1)


def stated(day: str, value: Any = None, **more: Any) -> StatedValue:
    dated = DatedValue.model_validate({"value": value, "reference": SOURCE, "confidence": "P", **more})
    return StatedValue(date.fromisoformat(day), dated)


def with_stated(files: Files = FILES, **values: StatedValue | list[StatedValue]) -> Programme:
    return put_together(files, {name: each if isinstance(each, list) else [each] for name, each in values.items()})


def judged(programme: Programme, **facts: Any) -> Explanation:
    return explain(programme, read_facts(programme, {**CASE, **facts}))


def test_a_later_figure_begins_a_regime_and_leaves_the_earlier_ones_as_they_were() -> None:
    programme = with_stated(min_hours=stated("2026-09-01", "21"))
    assert {day: digest for day, digest in programme.digests.items() if day != NEW} == read_programme(TOY).digests
    assert programme.digests[NEW] != programme.digests[SECOND]
    assert judged(programme, ended_on="2026-08-31").outcome is Outcome.ELIGIBLE
    answer = judged(programme, ended_on="2026-09-01")
    assert answer.outcome is Outcome.NOT_ELIGIBLE
    assert answer.digest == programme.digests[NEW]
    used = next(step for step in answer.conditions if step.name == "long_enough").used[1]
    assert (used.value, used.since, used.confidence) == (21, "2026-09-01", Confidence.OPERATOR)
    assert used.reference is not None
    assert used.reference.archived == "a" * 64


def test_a_figure_of_an_earlier_day_changes_the_digests_from_that_day_on_alone() -> None:
    before, after = read_programme(TOY).digests, with_stated(min_hours=stated("2026-07-01", "5")).digests
    assert before.keys() == after.keys()
    assert before[FIRST] == after[FIRST]
    assert before[SECOND] != after[SECOND]


def test_the_source_shows_in_the_digest_even_where_the_figure_is_the_same() -> None:
    assert with_stated(min_hours=stated("2026-07-01", "4")).digests[SECOND] != read_programme(TOY).digests[SECOND]


def test_one_cell_is_stated_and_the_others_keep_figure_source_and_day() -> None:
    programme = with_stated(unit_cost=stated("2026-09-01", {"remote": "6500"}))
    remote = judged(programme, ended_on="2026-10-01")
    assert remote.amount == 123_500  # 20 hours × 6,500 won × 0.95
    classroom = judged(programme, ended_on="2026-10-01", mode="classroom")
    assert classroom.amount == 146_300  # 20 × 7,700 × 0.95
    sources = [
        used.reference.title
        for answer in (remote, classroom)
        for step in answer.sums
        for used in step.used
        if used.name == "unit_cost" and used.reference
    ]
    assert sources == ["Toy notice 2026-77", "Toy notice 2026-40"]
    since = [used.since for step in classroom.sums for used in step.used if used.name == "unit_cost"]
    assert since == ["2026-07-01"]


def test_a_cell_stated_for_an_earlier_day_holds_until_the_next_value_of_its_cell() -> None:
    late, early = stated("2026-09-01", {"remote": "6500"}), stated("2026-08-01", {"classroom": "8000"})
    for order in ([late, early], [early, late]):
        programme = with_stated(unit_cost=order)
        assert judged(programme, ended_on="2026-10-01", mode="classroom").amount == 152_000
        assert judged(programme, ended_on="2026-10-01").amount == 123_500
    # The file has a value for both cells from July on.
    programme = with_stated(unit_cost=stated("2026-06-01", {"remote": "1"}))
    assert judged(programme, ended_on="2026-06-30").amount == 10  # 20 hours × 1 won × 0.90, rounded down
    assert judged(programme).amount == 117_040


def test_the_last_to_be_stated_for_a_day_counts() -> None:
    programme = with_stated(min_hours=[stated("2026-09-01", "30"), stated("2026-09-01", "10")])
    assert judged(programme, ended_on="2026-09-01").outcome is Outcome.ELIGIBLE


def test_a_figure_can_be_said_not_to_hold_any_more_or_until_a_day() -> None:
    ended = with_stated(min_hours=stated("2026-09-01"))
    assert [each.name for each in judged(ended, ended_on="2026-09-01").missing] == ["min_hours"]
    until = with_stated(min_hours=stated("2026-09-01", "3", until="2026-09-30"))
    assert judged(until, ended_on="2026-09-30").outcome is Outcome.ELIGIBLE
    assert judged(until, ended_on="2026-10-01").outcome is Outcome.UNDETERMINED


def test_many_are_judged_as_one_is() -> None:
    programme = with_stated(unit_cost=stated("2026-09-01", {"remote": "6500", "classroom": None}))
    cases = [
        read_facts(programme, {**CASE, "ended_on": day, "mode": mode})
        for day in ("2026-08-31", "2026-09-01")
        for mode in ("classroom", "remote")
    ]
    many = judge(programme, {name: [case[name] for case in cases] for name in cases[0]})
    for row, case in enumerate(cases):
        one = explain(programme, case)
        amount = int(many.amount[row]) // 10**many.decimals if many.amount_known[row] else None
        assert (one.outcome, one.amount) == (many.outcome[row], amount)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("min_hours", "4.5", "more than 0 decimals"),
        ("min_hours", {"remote": "4"}, "more levels than keys"),
        ("unit_cost", "4", "no value for 'classroom'"),
        ("unit_cost", {"moon": "4"}, "not a choice"),
        ("unit_cost", "999999999999999", "no value for"),
        ("unit_cost", {"remote": "999999999999999"}, "64 bits"),
        ("rate", {"priority": "1"}, "no value for 'capital'"),
        ("ten_won", "0", "more than 0"),
        ("unheard_of", "4", "no parameter 'unheard_of'"),
    ],
)
def test_what_is_stated_is_read_as_strictly_as_a_file(name: str, value: Any, said: str) -> None:
    with pytest.raises(UnsoundRules) as caught:
        with_stated(**{name: stated("2026-09-01", value)})
    assert said in str(caught.value)
    assert all(fault.fault.message.ko for fault in caught.value.faults)


def test_a_value_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UnsoundRules, match="ends before it begins"):
        with_stated(min_hours=stated("2026-09-01", "4", until="2026-08-31"))


def test_a_file_cannot_claim_what_officers_confirm(tmp_path: Path) -> None:
    folder = changed(tmp_path, "parameters/figures.yaml", "value: 0.80, confidence: S", "value: 0.80, confidence: P")
    with pytest.raises(UnsoundRules, match="cannot use the mark P"):
        read_programme(folder)


def test_brackets_of_a_later_day_do_not_show_in_the_digests_of_earlier_ones(tmp_path: Path) -> None:
    brackets = "{brackets: [{since: 0, value: 4}, {since: 100, value: 8}], confidence: S, reference: {title: Toy}}"
    folder = changed(
        tmp_path, "parameters/figures.yaml", "  min_hours:",
        f"  least:\n    description: {{ko: 최소, en: Least}}\n    unit: hour\n    over: KRW\n"
        f"    checked_on: 2026-11-01\n    values:\n      2025-01-01: {brackets}\n  min_hours:",
    )  # fmt: skip
    files = read_files(folder)
    later = with_stated(files, least=stated("2026-09-01", brackets=[{"since": "50", "value": "6"}]))
    before = put_together(files).digests
    assert {day: later.digests[day] for day in before} == before


def test_a_missing_unit_cost_turns_an_undetermined_case_into_an_amount_exact_to_the_won() -> None:
    files = read_files(OWN_PROGRAMMES / "employer_training")
    facts = {
        "part_ended_on": "2026-03-31", "claimed_on": "2026-04-30", "started_on": "2026-01-05",
        "course_recognised_on": "2025-12-01", "held_as_recognised": True, "mode": "remote", "hours": "16.5",
        "progress": 1, "score": 100, "trainee": "insured", "firm_size": "priority", "restricted": False,
    }  # fmt: skip
    shipped = put_together(files)
    before = explain(shipped, read_facts(shipped, facts))
    assert before.outcome is Outcome.UNDETERMINED
    values: dict[str, Any] = {
        "unit_cost": {"remote": "5683"}, "support_rate": {"priority": "0.90"}, "least_progress": "0.80",
        "least_score": "60",
    }  # fmt: skip
    known = with_stated(files, **{name: stated("2026-01-01", value) for name, value in values.items()})
    after = explain(known, read_facts(known, facts))
    assert (after.outcome, after.amount) == (Outcome.ELIGIBLE, 84_390)  # 5,683 × 16.5 × 0.90 = 84,392.55
    assert known.digests[date(2023, 12, 29)] == shipped.digests[date(2023, 12, 29)]
