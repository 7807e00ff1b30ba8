"""Gates exclude by rule, value and threshold; what is not known stays undetermined; forbidden facts have no place."""

import json
from datetime import date
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest

from naruteo_matching import forbidden
from naruteo_matching.conditions import BadGate, Condition, Gate, Outcome, gate
from naruteo_matching.gates import LegalResult, apply, read_results

ON = date(2026, 3, 2)
PASSES, FAILS, OPEN = Outcome.PASSES, Outcome.FAILS, Outcome.UNDETERMINED


@pytest.mark.parametrize(
    ("kind", "threshold", "facts"),
    [
        ("at_least", 4, {4: PASSES, 3: FAILS, None: OPEN}),
        ("at_most", 4, {4: PASSES, 5: FAILS, None: OPEN}),
        ("by", "2026-09-01", {"2026-09-01": PASSES, "2026-09-02": FAILS, date(2026, 8, 1): PASSES}),
        ("degree", "bachelor", {"master": PASSES, "bachelor": PASSES, "associate": FAILS, None: OPEN}),
        ("has", ["welder", "driver"], {("welder", "driver", "cook"): PASSES, ("welder",): FAILS, (): FAILS}),
        ("one_of", ["busan", "ulsan"], {"busan": PASSES, "seoul": FAILS, ("seoul", "ulsan"): PASSES}),
    ],
)  # fmt: skip
def test_each_kind_of_condition_at_its_threshold(kind: str, threshold: Any, facts: dict[Any, Outcome]) -> None:
    people = [{"id": at, "fact": value} for at, value in enumerate(facts)]
    found = apply(people, {"x": [gate("rule", "fact", kind, threshold)]}, on=ON)
    assert found.column(0).tolist() == list(facts.values())


def test_an_exclusion_says_rule_value_threshold_day_and_source() -> None:
    people = [{"id": "a", "available": "2026-10-01"}]
    found = apply(people, {"x": [gate("start", "available", "by", date(2026, 9, 1), "notice 3")]}, on=ON)
    (excluded,) = found.exclusions()
    assert json.loads(json.dumps(excluded.as_record())) == {
        "candidate": "a", "opening": "x", "rule": "start", "value": "2026-10-01", "threshold": "2026-09-01",
        "on": "2026-03-02", "source": "notice 3",
    }  # fmt: skip


def test_one_of_several_ways_suffices_and_an_open_way_keeps_the_pair_open() -> None:
    years = Condition("experience_years", "at_least", 5)
    degree = (Condition("degree", "degree", "bachelor"), Condition("experience_years", "at_least", 1))
    people = [
        {"id": "both", "degree": "bachelor", "experience_years": 1},
        {"id": "years", "experience_years": 5},
        {"id": "neither", "degree": "associate", "experience_years": 1},
        {"id": "open", "experience_years": 1},
        {"id": "too few either way", "experience_years": 0},
    ]
    found = apply(people, {"x": [Gate("qualified", (degree, (years,)))]}, on=ON)
    assert found.column(0).tolist() == [PASSES, PASSES, FAILS, OPEN, FAILS]
    assert [(each.candidate, each.because) for each in found.undetermined()] == [("open", "degree is not known")]
    values = {each.candidate: each.value for each in found.exclusions()}
    assert values["neither"] == {"degree": "associate", "experience_years": 1}


def test_a_proof_that_expired_is_neither_yes_nor_no() -> None:
    people = [{"id": day, "topik": {"value": 6, "until": day}} for day in ("2026-03-01", "2026-03-02")]
    found = apply(people, {"x": [gate("topik", "topik", "at_least", 4)]}, on=ON)
    assert found.column(0).tolist() == [OPEN, PASSES]
    assert [each.because for each in found.undetermined()] == ["the proof of topik expired on 2026-03-01"]


def test_legal_results_hold_for_a_pair_a_candidate_or_an_opening() -> None:
    people = [{"id": each} for each in "abc"]
    legal = read_results([
        {"rule": "wage", "outcome": "fails", "candidate": "a", "opening": "x", "value": 30, "threshold": 31, "on": ON},
        {"rule": "status", "outcome": "undetermined", "candidate": "b", "because": "the visa's end is not known"},
        {"rule": "employer_clean", "outcome": "fails", "opening": "y", "source": "law 18"},
    ])  # fmt: skip
    found = apply(people, {"x": [], "y": []}, on=ON, legal=legal)
    assert found.column(0).tolist() == [FAILS, OPEN, PASSES]
    assert found.column(1).tolist() == [FAILS, FAILS, FAILS]
    assert [(each.rule, each.value, each.on) for each in found.exclusions([("a", "x")])] == [("wage", 30, "2026-03-02")]
    assert [each.because for each in found.undetermined()] == ["the visa's end is not known"]


def test_a_rule_that_must_be_judged_and_was_not_leaves_the_pair_open() -> None:
    legal = [LegalResult("status", PASSES, "a"), LegalResult("status", PASSES, "b", "x")]
    found = apply([{"id": "a"}, {"id": "b"}], {"x": [], "y": []}, on=ON, legal=legal, expected=["status"])
    assert [found.column(at).tolist() for at in (0, 1)] == [[PASSES, PASSES], [PASSES, OPEN]]
    assert [(each.candidate, each.opening) for each in found.undetermined()] == [("b", "y")]


def test_pairs_are_judged_as_whole_columns_are() -> None:
    random = np.random.default_rng(6)
    people = [{"id": at, "level": int(level) or None} for at, level in enumerate(random.integers(0, 7, 50))]
    gates = {at: [gate("topik", "level", "at_least", int(level))] for at, level in enumerate(random.integers(1, 7, 9))}
    legal = [LegalResult("law", FAILS, 30, 2), LegalResult("law", FAILS, None, 5), LegalResult("law", OPEN, 31, 2)]
    found = apply(people, gates, on=ON, legal=[*legal, LegalResult("law", FAILS, 7)])
    candidates, openings = random.integers(0, 50, 200), random.integers(0, 9, 200)
    expected = [found.column(opening)[candidate] for candidate, opening in zip(candidates, openings, strict=True)]
    assert found.outcomes(candidates, openings).tolist() == expected
    admissible = dict(found.admissible())
    assert all((found.column(at)[numbers] != FAILS).all() for at, numbers in admissible.items())
    for start, stop in ((0, 20), (20, 50)):
        assert found.mask(start, stop).T.tolist() == [
            (found.column(at)[start:stop] != FAILS).tolist() for at in range(9)
        ]
    excluded = {(each.candidate, each.opening) for each in found.exclusions()}
    assert len(excluded) == sum(50 - len(numbers) for numbers in admissible.values())
    assert found.outcomes([], []).tolist() == []


def test_what_cannot_be_read_is_refused_with_what_to_write() -> None:
    for wrong in (
        ("fact", "above", 1),
        ("fact", "degree", "diploma"),
        ("fact", "by", "soon"),
        ("fact", "at_least", "4"),
    ):
        with pytest.raises(BadGate):
            Condition(*wrong)
    with pytest.raises(BadGate, match="no number"):
        apply([{"id": "a", "level": "four"}], {"x": [gate("topik", "level", "at_least", 4)]}, on=ON)
    with pytest.raises(BadGate, match="twice"):
        apply([{"id": "a"}, {"id": "a"}], {}, on=ON)
    with pytest.raises(BadGate, match="no 'z' here"):
        apply([{"id": "a"}], {"x": []}, on=ON, legal=[LegalResult("status", FAILS, "z")])
    with pytest.raises(BadGate, match=r"legal\[0\]"):
        read_results([{"rule": "status", "outcome": "maybe"}])
    with pytest.raises(BadGate, match="without a condition"):
        Gate("empty", ((),))


def test_nationality_and_the_like_are_refused_in_gates_and_records() -> None:
    with pytest.raises(forbidden.Forbidden, match="nationality"):
        gate("korean", "nationality", "one_of", "KR")
    with pytest.raises(forbidden.Forbidden, match="legal gate"):
        apply([{"id": "a", "residence_status": "E-7"}], {"x": []}, on=ON)


@pytest.mark.parametrize(
    "name",
    ["sex", "candidate_age", "candidateAge", "birth-year", "GENDER", "marital_status", "photo_score", "isForeigner",
     "graduation_year", "mother_tongue", "last name", "military_service", "visa_type", "성별", "만_나이", "출신지",
     "졸업연도", "국적", "체류자격", "혼인여부", "증명사진", "주민등록번호", "병역", "genders", "nationalities",
     "maritalstatus", "dateofbirth", "isfemale", "country", "ａｇｅ", "a\u200bge", normalize("NFD", "성별")],
)  # fmt: skip
def test_forbidden_facts_are_known_in_english_and_korean(name: str) -> None:
    assert forbidden.kind_of(name)


@pytest.mark.parametrize(
    "name",
    ["language_margin", "average_points", "wage", "region_match", "trace", "required_cover", "coverage", "topik_level",
     "experience_years", "package", "international_experience", "photovoltaic_skill", "class_size",
     "기술_일치", "지역_일치", "경력_연수", "한국어_등급", "희망_지역"],
)  # fmt: skip
def test_innocent_names_are_let_through(name: str) -> None:
    assert forbidden.kind_of(name) is None
