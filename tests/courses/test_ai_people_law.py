"""The course on AI, people and the law: what it says of the law is dated and sourced, and who gives which points."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

COURSE = Path(__file__).resolve().parents[2] / "courses" / "ai-people-law"
ASSIGNMENTS = sorted(folder.name for folder in (COURSE / "source").iterdir())
REGISTER = COURSE / "source" / "01-what-the-law-asks"
NAMES = {"use", "name_ko", "name_en"}


def read_table(name: str) -> list[dict[str, str]]:
    with (REGISTER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def marks_of(assignment: str) -> list[dict[str, Any]]:
    """What nbgrader has written into the cells of a notebook, with the type of each cell."""
    (path,) = (COURSE / "source" / assignment).glob("*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        cell["metadata"]["nbgrader"] | {"type": cell["cell_type"]} for cell in cells if "nbgrader" in cell["metadata"]
    ]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_solution_has_a_test_that_learners_see_and_one_with_hidden_lines(assignment: str) -> None:
    marks = marks_of(assignment)
    tests = {mark["grade_id"] for mark in marks if mark["grade"] and not mark["solution"]}
    solutions = {mark["grade_id"] for mark in marks if mark["solution"] and mark["type"] == "code"}
    assert tests == {f"test-{name}{part}" for name in solutions for part in ("", "-visible")}


def test_only_the_assessment_waits_for_a_person() -> None:
    by_hand = {
        assignment: sum(mark["points"] for mark in marks_of(assignment) if mark["task"] or _graded_by_hand(mark))
        for assignment in ASSIGNMENTS
    }
    assert by_hand == dict.fromkeys(ASSIGNMENTS, 0) | {"04-impact-assessment": 72}


def _graded_by_hand(mark: dict[str, Any]) -> bool:
    return bool(mark["grade"] and mark["solution"])


def test_each_rule_has_an_article_a_date_and_a_confidence() -> None:
    facts = set(read_table("uses.csv")[0]) - NAMES
    rules = read_table("rules.csv")
    assert len({rule["rule"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["law"], rule
        assert rule["article"], rule
        assert rule["confidence"] in ("S", "O", "N"), rule
        needs = [need.split("=") for need in rule["needs"].split(";")]
        assert all(name in facts and value in ("yes", "no") for name, value in needs), rule
        days = [date.fromisoformat(rule[end]) for end in ("valid_from", "valid_to") if rule[end]]
        assert days == sorted(days), rule
    # Learners have to meet a rule that must not be used.
    assert any(rule["confidence"] == "N" for rule in rules)


def test_the_register_admits_what_is_not_known() -> None:
    uses = read_table("uses.csv")
    values = [use[fact] for use in uses for fact in use.keys() - NAMES]
    assert set(values) == {"yes", "no", "unknown"}
