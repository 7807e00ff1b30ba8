"""Releases: everything that is shown comes from counts that passed the protection, and the same data gives the same."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics import rollup, shape
from naruteo_analytics.disclosure import Policy, audit
from naruteo_analytics.documents import CROSS, View
from naruteo_analytics.grades import of_enrolments
from naruteo_analytics.release import gaps
from naruteo_analytics.release.cube import cube
from naruteo_analytics.release.folders import release_of, roll_up_stale, write_oulad, write_rows
from naruteo_analytics.release.layout import Layout
from naruteo_analytics.release.making import Made, make
from naruteo_analytics.release.tasks import of_cohorts
from naruteo_analytics.shape import Programme
from naruteo_analytics.simulator import simulate
from naruteo_testing import combined_attack
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

POLICY, DAY, SECRET = Policy(), date(2026, 11, 28), b"only for tests, and long enough"
NO_EVENTS = pd.DataFrame({"enrolment": pd.Series(dtype="int64"), "week": pd.Series(dtype="int64")})
NARROW = ("sex", "region")
"""The attributes that most tests release by: each more takes a second."""


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """Two cohorts of some hundred people, by few attributes."""
    made = simulate(3, folder=tmp_path_factory.mktemp("events"), cohorts=2, scale=0.6)
    held = [name for name in shape.ATTRIBUTES if name in made.enrolments and name not in NARROW]
    return replace(made, enrolments=made.enrolments.drop(columns=held))


@pytest.fixture(scope="module")
def rolled(programme: Programme) -> pd.DataFrame:
    return pd.concat([rollup.roll_up(path) for path in programme.events.values()], ignore_index=True)


@pytest.fixture(scope="module")
def made(programme: Programme, rolled: pd.DataFrame) -> Made:
    return make(programme, rolled, POLICY, DAY, secret=SECRET)


def view(made: Made, cohort: str = "", by: str = "") -> View:
    return next(each for each in made.views if (each["cohort"], each["by"]) == (cohort, by))


def counts(document: Any) -> Iterator[dict[str, Any]]:
    """All counts of a document, wherever they stand."""
    if isinstance(document, dict):
        if "n" in document:
            yield document
        for each in document.values():
            yield from counts(each)
    elif isinstance(document, list):
        for each in document:
            yield from counts(each)


def test_there_is_a_view_of_each_cohort_by_each_attribute(made: Made, programme: Programme) -> None:
    found = {(each["cohort"], each["by"]) for each in made.views}
    ways = {"", "region", "sex"}
    cohorts = {(cohort, by) for cohort in programme.cohorts["cohort"] for by in ways}
    assert found == {*cohorts, *(("", by) for by in ways), ("", "region*sex")}
    assert view(made, by=f"region{CROSS}sex")["activity"] == []
    assert [each["key"] for each in view(made, by="sex")["groups"]] == ["female", "male"]
    assert "daejeon" in next(each for each in view(made, by="region")["groups"] if each["key"] == "other")["merged"]


def test_no_small_count_and_no_rate_of_few_is_shown(made: Made) -> None:
    for each in made.views:
        for count in counts(each):
            assert (count["n"] is None) == ("why" in count)
            assert count["n"] is None or count["n"] == 0 or count["n"] >= POLICY.k
        for row in (*each["funnel"], *each["activity"], *each["retention"]):
            assert (row["rate"]["per_cent"] is None) == ("why" in row["rate"])
            assert row["rate"]["per_cent"] is None or row["count"]["n"] is not None


def test_what_is_shown_is_what_is_true(made: Made, programme: Programme) -> None:
    people = programme.enrolments
    passed = people["outcome"].isin(["pass", "distinction"])
    for row in view(made, by="sex")["funnel"]:
        group = people["sex"] == row["group"]
        if row["stage"] == "passed" and row["count"]["n"] is not None:
            assert row["count"]["n"] == (group & passed).sum()
            assert row["rate"]["per_cent"] == pytest.approx(100 * passed[group].mean(), abs=0.06)
    grade = of_enrolments(programme).dropna()
    quartiles = [view(made, cohort)["quartiles"][0] for cohort in ("", *programme.cohorts["cohort"])]
    told = [each["median"] for each in quartiles if each["median"] is not None]
    assert told == pytest.approx([np.quantile(grade, 0.5)] * len(told), abs=4)
    gaps = {(each["group"], each["outcome"]): each for each in view(made, by="sex")["equity"]}
    true = 100 * (passed[people["sex"] == "female"].mean() - passed[people["sex"] == "male"].mean())
    assert gaps["female", "passed"]["difference"] == pytest.approx(true, abs=0.06)
    began = people["left"].isna() | (people["left"] >= 0)
    for step in view(made)["withdrawal"]["steps"]:
        later = people["left"].isna() | (people["left"] >= 7 * step["time"])
        if step["rate"]["per_cent"] is not None and step["time"] < 32:
            assert step["rate"]["per_cent"] == pytest.approx(100 * later.sum() / began.sum(), abs=0.06)
    ends = [each for each in view(made)["placement"]["steps"] if each["cause"] == "placed" and each["time"] == 6]
    assert len(ends) == 1
    begun = [each for each in view(made)["placement"]["steps"] if not each["time"]]
    assert [each["rate"] for each in begun] == [{"per_cent": 0.0, "low": 0.0, "high": 0.0}] * 3
    assert [each["at_risk"] for each in begun] == [ends[0]["at_risk"]] * 3
    where = programme.destinations
    assert where is not None
    followed = where["day"] <= 182
    assert ends[0]["at_risk"]["n"] == len(where)
    placed = 100 * ((where["kind"] == "placed") & followed).sum() / len(where)
    assert placed <= ends[0]["rate"]["per_cent"] < placed + 5


def test_items_are_given_rounded_and_only_of_enough(made: Made, programme: Programme) -> None:
    items = view(made, programme.cohorts["cohort"].iloc[0])["items"]
    assert len(items) == 12 and view(made)["items"] == view(made, by="sex")["items"] == []
    assert {each["count"]["n"] for each in items} <= {180, 190, 200}
    assert any(each["review"] for each in items)
    # The cohorts of which they are told, the one that began last first.
    assert made.summary["tasks"] == programme.cohorts.sort_values("starts", ascending=False)["cohort"].tolist()
    assert programme.responses is not None
    few = replace(programme, responses=programme.responses[programme.responses["enrolment"] < 20])
    for each in of_cohorts(few, POLICY):
        assert each["said"]["count"] == {"n": None, "why": "few"} and set(each["said"]["figures"].values()) == {None}


def test_answers_with_noise_beside_exact_tables_narrow_nothing_down(
    made: Made, programme: Programme, rolled: pd.DataFrame
) -> None:
    people = cube(programme, rolled, Layout.first(programme, POLICY.k), DAY).people
    for cohort in programme.cohorts["cohort"]:
        known = combined_attack.knowledge(made.views, cohort)
        asked = combined_attack.ways_around("sex", ["region"])
        population = combined_attack.Population(combined_attack.members(people, programme, cohort, SECRET), asked)
        alone, answered, careless = (
            known.attack(population, known.hidden[::3], exact=True, answers=answers)
            for answers in combined_attack.ANSWERS
        )
        assert len(alone.truth) > 5
        # As free questions are answered (`naruteo_portal.insight.exploring`), what is hidden stays open.
        assert (answered.width >= POLICY.width).all() and np.median(answered.width) == np.median(alone.width)
        # Were all of them answered, every hidden count would be known to a few.
        assert careless.width.max() <= 8 < np.median(alone.width)


def test_what_is_said_of_tasks_stays_until_many_have_changed() -> None:
    before, small = two_sexes(900), two_sexes(210)
    first = make(before, NO_EVENTS, POLICY, DAY, secret=SECRET)
    items = view(first, "a 1")["items"]
    harder, *others = items
    assert harder["functioning"] == [{"by": "sex", "group": "female", "reference": "male", "level": "C"}]
    assert harder["review"] == ["functions_differently"]
    assert {one["level"] for each in others for one in each["functioning"]} <= {"A", "B"}
    for left, same in ((1, True), (60, False)):
        assert before.responses is not None
        fewer = replace(
            before, enrolments=before.enrolments[left:], responses=before.responses.query(f"enrolment > {left}")
        )
        later = make(fewer, NO_EVENTS, POLICY, DAY, secret=SECRET, earlier=first.register, release="2")
        assert (view(later, "a 1")["items"] == items) is same
    # Of 105 women and men each a class would say that hardly anybody left an answer out.
    told = view(make(small, NO_EVENTS, POLICY, DAY, secret=SECRET), "a 1")["items"]
    assert {len(each["functioning"]) for each in told} == {0}


def two_sexes(size: int) -> Programme:
    """A cohort of as many women as men, of seven tasks the first of which is harder for women."""
    chance = np.random.default_rng(7)
    number, sex = np.arange(1, size + 1), np.where(np.arange(size) % 2, "male", "female")
    able = chance.normal(0, 1, size)
    tasks = np.tile(np.arange(7), size)
    hard = np.where((tasks == 0) & np.repeat(sex == "female", 7), 1.4, 0.0)
    right = np.repeat(able, 7) - hard > chance.logistic(0, 1, 7 * size)
    responses = {
        "enrolment": np.repeat(number, 7), "cohort": "a 1", "exercise": "one", "attempt": 1,
        "item": [f"task {each}" for each in tasks], "score": right.astype(float),
        "max_score": 1.0, "omitted": False, "seconds": 60.0,
    }  # fmt: skip
    people = {
        "enrolment": number, "person": number, "cohort": "a 1", "registered": 0, "left": None,
        "outcome": np.where(able > 0, "pass", "fail"), "certified": None, "sex": sex,
    }  # fmt: skip
    cohort = {"cohort": ["a 1"], "course": ["a"], "starts": [pd.Timestamp("2025-03-03")], "length": [70]}
    frames: dict[str, Any] = {"cohorts": cohort, "enrolments": people, "responses": responses}
    empty = {name: {column: [] for column in shape.COLUMNS[name]} for name in ("assessments", "results")}
    return Programme(**{name: shape.typed(name, pd.DataFrame(each)) for name, each in {**frames, **empty}.items()})


def test_the_same_data_gives_the_same_release_in_whatever_order(
    made: Made, programme: Programme, rolled: pd.DataFrame
) -> None:
    mixed = replace(
        programme, enrolments=programme.enrolments.sample(frac=1, random_state=0).reset_index(drop=True),
        results=programme.results.sample(frac=1, random_state=1).reset_index(drop=True),
    )  # fmt: skip
    again = make(mixed, rolled.sample(frac=1, random_state=2), POLICY, DAY, secret=SECRET)
    assert again.checksum == made.checksum and again.atoms == made.atoms
    assert sum(atom.n for atom in made.atoms) == len(programme.enrolments)


def test_one_person_less_changes_nothing_or_many(made: Made, programme: Programme, rolled: pd.DataFrame) -> None:
    gone = programme.enrolments["enrolment"].iloc[17]
    fewer = replace(
        programme,
        enrolments=programme.enrolments[programme.enrolments["enrolment"] != gone].reset_index(drop=True),
        results=programme.results[programme.results["enrolment"] != gone].reset_index(drop=True),
        responses=None,
        destinations=programme.destinations[programme.destinations["enrolment"] != gone].reset_index(drop=True)
        if programme.destinations is not None else None,
    )  # fmt: skip
    later = make(
        fewer, rolled[rolled["enrolment"] != gone], POLICY, date(2026, 12, 5), secret=SECRET, earlier=made.register,
        release="2",
    )  # fmt: skip
    for before, after in zip(made.views, later.views, strict=True):
        assert before["persons"] == after["persons"]
        for old, new in zip(before["funnel"], after["funnel"], strict=True):
            if old["count"]["n"] is not None and new["count"]["n"] is not None:
                change = abs(old["count"]["n"] - new["count"]["n"])
                assert change == 0 or change >= POLICY.k


def test_weeks_that_were_shown_stay_where_later_data_is_shorter(programme: Programme, rolled: pd.DataFrame) -> None:
    bare = replace(programme, enrolments=programme.enrolments.drop(columns=["region"]))
    cohort = rolled["enrolment"].map(dict(zip(bare.enrolments["enrolment"], bare.enrolments["cohort"], strict=True)))
    second = programme.cohorts["cohort"].iloc[1]
    # In week 18 hardly anybody of the second cohort is active.
    few = rolled.index[(rolled["week"] == 18) & (cohort == second)][4:]
    rows = rolled.drop(index=few)
    first = make(bare, rows, POLICY, DAY, secret=SECRET)
    shorter = make(bare, rows[rows["week"] < 16], POLICY, DAY, secret=SECRET, earlier=first.register, release="2")
    before, after = ([each["week"] for each in view(every)["activity"]] for every in (first, shorter))
    assert after == before and before[-1] > 30
    for of in ("", second):
        counts = {each["week"]: each["count"]["n"] for each in view(shorter, of)["activity"]}
        earlier = {each["week"]: each["count"]["n"] for each in view(first, of)["activity"]}
        assert [counts[week] for week in range(16)] == [earlier[week] for week in range(16)]
        # What the data says, which is nobody, but where that would tell of few.
        assert (counts[17], counts[18], counts[19]) == (0, None, 0)
    found = audit(shorter.protected)
    assert (found.recovered, found.narrow) == (0, 0)
    # When the weeks come back, so do their counts, as far as not few have changed.
    again = make(bare, rows, POLICY, DAY, secret=SECRET, earlier=shorter.register, release="3")
    counts, earlier = ({each["week"]: each["count"] for each in view(every)["activity"]} for every in (again, first))
    assert [counts[week] for week in (15, 17, 19)] == [earlier[week] for week in (15, 17, 19)]
    # Without any activity none is recorded, which is another thing than nobody.
    with pytest.raises(ValueError, match=r"an earlier release showed .*active"):
        make(bare, NO_EVENTS, POLICY, DAY, secret=SECRET, earlier=first.register, release="2")


def test_groups_stay_what_they_were_at_the_first_release(made: Made, programme: Programme) -> None:
    layout = Layout.from_json(json.loads(zlib.decompress(made.register))["layout"])
    assert layout == Layout.first(programme, POLICY.k) and layout.period == 8
    grown = pd.Series(["jeju"] * 500 + ["mars", None])
    assert set(layout.column("region", grown)) == {"other"}
    assert "jeju" in layout.members("region", "other") and layout.members("region", "seoul") == []


def test_while_a_cohort_is_under_way_the_programme_is_its_ended_ones(
    programme: Programme, rolled: pd.DataFrame
) -> None:
    running = programme.cohorts.assign(starts=pd.to_datetime(["2023-10-02", "2026-10-05"]).astype("datetime64[s]"))
    found = cube(replace(programme, cohorts=running), rolled, Layout.first(programme, POLICY.k), DAY)
    first, second = programme.cohorts["cohort"]
    assert found.ended == [first] and found.watched[second] == 7
    bare = replace(programme, cohorts=running, enrolments=programme.enrolments.drop(columns=list(NARROW)))
    release = make(bare, rolled, POLICY, DAY, secret=SECRET)
    registered = {cohort: view(release, cohort)["funnel"][0]["count"]["n"] for cohort in ("", first, second)}
    assert registered[""] == registered[first] == (programme.enrolments["cohort"] == first).sum()
    assert max(each["week"] for each in view(release, second)["activity"]) < 7
    assert view(release, second)["withdrawal"]["steps"] == []


def test_that_nobody_of_a_cohort_passed_is_not_told(programme: Programme, rolled: pd.DataFrame) -> None:
    people = programme.enrolments.drop(columns=list(NARROW))
    unlucky = str(programme.cohorts["cohort"][0])
    passed = people["cohort"].eq(unlucky) & people["outcome"].isin(["pass", "distinction"])
    people = people.assign(outcome=people["outcome"].mask(passed, "fail"), certified=None)
    bare = replace(programme, enrolments=people, destinations=None)
    release = make(bare, rolled, POLICY, DAY, secret=SECRET)
    reached = {each["stage"]: each["count"]["n"] for each in view(release, unlucky)["funnel"]}
    assert reached["registered"] == (people["cohort"] == unlucky).sum()
    assert reached["passed"] is None
    found = audit(release.protected)
    assert (found.recovered, found.narrow) == (0, 0)


def test_periods_that_come_to_an_end_later_are_those_of_the_first_release(
    programme: Programme, rolled: pd.DataFrame
) -> None:
    running = replace(
        programme, cohorts=programme.cohorts.assign(starts=pd.Timestamp("2026-01-05")),
        enrolments=programme.enrolments.drop(columns=list(NARROW)),
    )  # fmt: skip
    first = make(running, rolled, POLICY, date(2026, 5, 1), secret=SECRET)
    document = json.loads(zlib.decompress(first.register))
    assert document["layout"]["periods"] == 5
    later = make(running, rolled, POLICY, date(2026, 7, 30), secret=SECRET, earlier=first.register, release="2")
    alone = make(running, rolled, POLICY, date(2026, 7, 30), secret=SECRET)
    assert [each["time"] for each in view(first)["withdrawal"]["steps"]] == [0, 8, 16]
    for part in ("withdrawal", "retention"):
        assert view(later)[part] == view(alone)[part]
    assert [each["time"] for each in view(later)["withdrawal"]["steps"]] == [0, 8, 16, 24]
    # A register of before layouts said how many periods there are has them in its levels.
    del document["layout"]["periods"]
    old = zlib.compress(json.dumps(document).encode())
    again = make(running, rolled, POLICY, date(2026, 7, 30), secret=SECRET, earlier=old, release="2")
    assert again.checksum == later.checksum


def test_rows_of_a_platform_become_a_release(tmp_path: Path) -> None:
    cohort = {"cohort": "press 2026-09-01 (1)", "course": "press", "starts": date(2026, 9, 1), "length": 60}
    people = [
        {"enrolment": each, "person": each, "cohort": cohort["cohort"], "registered": -3, "left": None,
         "outcome": "pass" if each % 2 else "fail", "certified": bool(each % 2)}
        for each in range(1, 61)
    ]  # fmt: skip
    test = {"assessment": "1 a", "cohort": cohort["cohort"], "kind": "notebook", "due": 9, "weight": 100.0}
    results = [
        {"enrolment": each, "assessment": "1 a", "day": 8, "score": float(each), "banked": False}
        for each in range(1, 61)
    ]  # fmt: skip
    tables: dict[str, list[dict[str, Any]]] = {
        "cohorts": [cohort], "enrolments": people, "assessments": [test], "results": results,
    }  # fmt: skip
    write_rows(tmp_path, tables, {cohort["cohort"]: [(each, day, 1) for each in range(1, 61) for day in (0, 9, 30)]})
    assert roll_up_stale(tmp_path) == [cohort["cohort"]]
    released = release_of(tmp_path, {"k": 10, "n_rate": 25, "width": 5}, DAY, secret=SECRET)
    stages = {each["stage"]: each["count"] for each in view(released)["funnel"]}
    assert [stages[name]["n"] for name in ("registered", "started", "active", "passed", "certified")] == [
        60, 60, 60, 30, 30,
    ]  # fmt: skip
    assert stages["placed"] == {"n": None, "why": "unrecorded"}
    assert view(released)["placement"]["steps"] == []


@pytest.mark.thorough
@needs_analytics_data
def test_all_of_oulad(tmp_path: Path) -> None:
    write_oulad(tmp_path, ANALYTICS_DATA / "oulad")
    roll_up_stale(tmp_path)
    released = release_of(tmp_path, {"k": 10, "n_rate": 25, "width": 5}, DAY, secret=SECRET)
    cohorts = {each["cohort"] for each in released.views if each["cohort"]}
    stages = {each["stage"]: each for each in view(released)["funnel"]}
    assert stages["registered"]["count"]["n"] == 32_593
    assert stages["passed"]["rate"]["per_cent"] == 47.2
    assert view(released)["persons"] == {"n": 28_785}
    assert view(released, "GGG-2013J")["funnel"][5]["rate"]["per_cent"] == pytest.approx(62.2, abs=0.06)
    assert sum(view(released, each)["quartiles"][0]["median"] is not None for each in cohorts) > 15
    assert released.summary["shown"] > 0.7 * released.summary["cells"]
    found = audit(released.protected)
    assert len(found.cells) > 2000 and (found.recovered, found.narrow) == (0, 0)


@pytest.mark.parametrize(("registered", "within"), [(40, 30.0), (60, None)])
def test_a_difference_within_courses_is_given_of_most_of_the_group_alone(
    monkeypatch: pytest.MonkeyPatch, registered: int, within: float | None
) -> None:
    shown = [(32, 40, 300, 600)]
    monkeypatch.setattr(gaps, "_courses", lambda *_asked: shown)
    cells: Any = None
    assert gaps._within(cells, "region", ["Busan"], "passed", registered) == within
