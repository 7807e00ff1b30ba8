"""Which of a person's points stay when the machine grades again."""

from typing import Any

import pytest

from naruteo_portal.assessment.hand_points import is_decided, keep_hand_points


def cell(grade_id: str, points: float | None, most: float = 5, **more: Any) -> dict[str, Any]:
    return {"notebook": "work", "grade_id": grade_id, "points": points, "max_points": most, **more}


DECIDED = [cell("essay", 4, by_hand=True), cell("test", 0, by_hand=True), cell("other", 5)]


def test_points_for_what_only_a_person_grades_stay() -> None:
    kept = keep_hand_points([cell("essay", None), cell("test", 5), cell("other", 2)], DECIDED, in_doubt=False)
    assert [each["points"] for each in kept] == [4, 5, 2]
    assert [each.get("by_hand", False) for each in kept] == [True, False, False]


def test_points_that_a_person_took_away_stay_away_while_the_result_is_in_doubt() -> None:
    kept = keep_hand_points([cell("essay", None), cell("test", 5), cell("other", 2)], DECIDED, in_doubt=True)
    assert [each["points"] for each in kept] == [4, 0, 2]


def test_points_out_of_another_number_do_not_stay() -> None:
    assert keep_hand_points([cell("essay", None, most=10)], DECIDED, in_doubt=True)[0]["points"] is None


@pytest.mark.parametrize(("points", "code", "decided"), [(4, "odd", True), (None, "odd", False), (4, "another", False)])
def test_a_person_looks_again_only_at_what_is_new(points: float | None, code: str, decided: bool) -> None:
    flags = [{"code": code, "evidence": "work: essay"}]
    assert is_decided([cell("essay", points)], flags, [{"code": "odd", "evidence": "work: essay"}]) is decided


def test_what_a_person_said_stays_with_the_cell_whatever_the_machine_gives() -> None:
    said = {"comment": "잘 설명했습니다.", "rubric": [{"words": "분명함", "points": 2}]}
    decided = [cell("essay", 4, by_hand=True, **said), cell("test", 5, comment="빠른 방법입니다.")]
    kept = keep_hand_points([cell("essay", None), cell("test", 2)], decided, in_doubt=False)
    assert kept == [cell("essay", 4, by_hand=True, **said), cell("test", 2, comment="빠른 방법입니다.")]
