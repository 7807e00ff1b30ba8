"""Suggestions that fill a short list, with exact reasons, and the baselines that any newcomer has to beat."""

import subprocess
import sys

import numpy as np
import pytest

from naruteo_matching.market import UNMATCHED
from naruteo_matching.retrieval import Place, Suggestion, popular, regional_then_popular, suggest

PLACES = [
    Place("far", {"weld": 1.0, "python": 1.0}, "gangwon", wanted_by=9),
    Place("near", {"python": 1.0, "excel": 0.5}, "busan", wanted_by=1),
    Place("near-and-other", {"forklift": 1.0}, "busan", wanted_by=5),
    Place("anywhere", {"python": 1.0}, None),
    Place("other", {"forklift": 1.0}, "gangwon", wanted_by=2),
    Place("same-as-other", {"forklift": 1.0}, "gangwon", wanted_by=2),
    Place("says-nothing"),
]


def codes(found: list[Suggestion]) -> list[str]:
    return [each.code for each in found]


def test_region_then_skills_then_popularity() -> None:
    found = suggest({"python": 1.0, "weld": 0.5}, {"busan"}, PLACES, length=20)
    assert codes(found) == [
        "near", "near-and-other", "far", "anywhere", "other", "same-as-other", "says-nothing",
    ]  # fmt: skip
    assert [each.in_region for each in found] == [True, True, False, None, False, False, None]


def test_without_a_wish_no_region_counts() -> None:
    found = suggest({"python": 1.0}, (), PLACES, length=3)
    assert codes(found) == ["anywhere", "near", "far"]
    assert {each.in_region for each in found} == {None}


def test_reasons_add_up_exactly_and_the_rarer_skill_weighs_more() -> None:
    [far] = [each for each in suggest({"python": 1.0, "weld": 1.0}, (), PLACES) if each.code == "far"]
    assert [each.skill for each in far.shared] == ["weld", "python"]
    assert sum(each.part for each in far.shared) == pytest.approx(far.similarity)
    assert far.similarity == pytest.approx(1.0)


def test_only_what_is_missing_is_suggested_and_nothing_twice() -> None:
    assert codes(suggest({"python": 1.0}, (), PLACES, listed=["near", "gone"], length=4)) == ["anywhere", "far"]
    assert suggest({"python": 1.0}, (), PLACES, listed=["near"], length=1) == []
    assert suggest({}, (), [], length=5) == []


def test_a_candidate_without_skills_still_gets_suggestions() -> None:
    found = suggest({}, {"busan"}, PLACES, length=2)
    assert codes(found) == ["near-and-other", "near"]
    assert all(each.similarity == 0 and each.shared == () for each in found)


def test_baselines() -> None:
    popularity = np.array([3, 9, 3, 1])
    assert popular(popularity, 2, 3).tolist() == [[1, 0, 2]] * 2
    assert popular(popularity, 1, 5).tolist() == [[1, 0, 2, 3, UNMATCHED]]
    regions, openings = np.array([0, 1, UNMATCHED], np.int32), np.array([0, 1, UNMATCHED, 0], np.int32)
    assert regional_then_popular(regions, openings, popularity, 3).tolist() == [[0, 3, 1], [1, 0, 2], [1, 0, 2]]


def test_a_web_process_that_suggests_and_tags_stays_light() -> None:
    heavy = {"sklearn", "scipy", "numba", "openpyxl", "ortools"}
    program = "import naruteo_matching.retrieval, naruteo_matching.skills, sys; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert not heavy & set(said.split())
