"""What attacks find out of OULAD: one release, two after one another, overlapping cohorts, and answers with noise."""

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics import oulad, rollup
from naruteo_analytics.disclosure import Policy, audit
from naruteo_analytics.release.cube import cube
from naruteo_analytics.release.layout import Layout
from naruteo_analytics.release.making import Made, make
from naruteo_analytics.shape import Programme
from naruteo_testing import combined_attack, level_attack
from naruteo_testing.measuring import Report
from naruteo_testing.shared_folder import ANALYTICS_DATA, needs_analytics_data

DAY, SECRET = date(2026, 11, 28), b"only for benchmarks, long enough"
POLICY = Policy(k=10)
SMALLEST = ("AAA-2014J", "AAA-2013J", "EEE-2014B", "GGG-2014J", "GGG-2014B", "GGG-2013J")
OF_EACH = 24
"""How many of each small presentation's hidden counts are looked for with noise."""

pytestmark = needs_analytics_data


@dataclass(frozen=True)
class Given:
    """OULAD, and a release of it."""

    programme: Programme
    rolled: pd.DataFrame
    made: Made


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """Made once for all."""
    folder: Path = tmp_path_factory.mktemp("oulad")
    programme = oulad.read(ANALYTICS_DATA / "oulad", folder / "events")
    rollup.refresh(programme.events, folder / "rollup")
    rolled = rollup.read(folder / "rollup", programme.events)
    return Given(programme, rolled, make(programme, rolled, POLICY, DAY, secret=SECRET))


def attacked(made: Made, name: str, report: Report) -> None:
    """Every hidden count, and all that lies between shown ones and must not be known."""
    began = time.process_time()
    found = audit(made.protected)
    report(f"{name}: attack on all {len(found.cells)} hidden counts", time.process_time() - began, "CPU s")
    report(f"{name}: worked out exactly", found.recovered, "counts")
    report(f"{name}: narrowed down too far", found.narrow, "counts")
    report(f"{name}: shown", made.summary["shown"], "counts", "all", made.summary["cells"])
    assert (found.recovered, found.narrow) == (0, 0)


def test_one_release(given: Given, report: Report) -> None:
    attacked(given.made, "one release", report)


def test_a_release_after_one_has_left(given: Given, report: Report) -> None:
    programme, rolled = given.programme, given.rolled
    gone = int(programme.enrolments["enrolment"].iloc[np.random.default_rng(1).integers(len(programme.enrolments))])
    fewer = replace(
        programme, enrolments=programme.enrolments[programme.enrolments["enrolment"] != gone].reset_index(drop=True),
        results=programme.results[programme.results["enrolment"] != gone].reset_index(drop=True),
    )  # fmt: skip
    later = make(
        fewer, rolled[rolled["enrolment"] != gone], POLICY, DAY, secret=SECRET, earlier=given.made.register,
        release="2",
    )  # fmt: skip
    attacked(later, "after one has left", report)
    differing = sum(one != other for one, other in zip(given.made.views, later.views, strict=True))
    report("after one has left: views that differ", differing, "views", "all", len(later.views))
    assert differing == 0


def _running(programme: Programme, cohorts: Collection[str]) -> Programme:
    """The same programme with cohorts that are still under way on the day, and all others over."""
    starts = programme.cohorts["cohort"].isin(cohorts).map({True: "2026-10-05", False: "2025-02-03"})
    return replace(
        programme, cohorts=programme.cohorts.assign(starts=pd.to_datetime(starts).astype("datetime64[s]"))
    )  # fmt: skip


def test_overlapping_cohorts(given: Given, report: Report) -> None:
    last = sorted(cohort for cohort in given.programme.cohorts["cohort"] if cohort.endswith("2014J"))

    def release(name: str, running: Collection[str], earlier: bytes | None = None) -> Made:
        began = time.process_time()
        made = make(
            _running(given.programme, running), given.rolled, POLICY, DAY, secret=SECRET, earlier=earlier, release=name
        )
        report(f"{name}: made", time.process_time() - began, "CPU s")
        attacked(made, name, report)
        began = time.process_time()
        found = level_attack.attack(made.protected, "cohort")
        report(f"{name}: attack by cohort and attribute at once", time.process_time() - began, "CPU s")
        report(f"{name}: worked out so, or narrowed down too far", found.recovered + found.narrow, "counts")
        report(f"{name}: tables that could be parted among cohorts", found.parted, "tables", "all", found.tried)
        assert (found.recovered, found.narrow) == (0, 0)
        return made

    first = release("ended cohorts, and all", last)
    second = release("after one of them has ended", last[1:], first.register)
    release("after all have ended", (), second.register)


def test_noise_beside_exact_tables(given: Given, report: Report) -> None:
    found = {name: list(_found(given, name)) for name in ("noise alone", "all answers", "as given", "exact alone")}
    for name, parts in found.items():
        width, off = (np.concatenate([getattr(each, what) for each in parts]) for what in ("width", "off"))
        report(f"{name}: worked out exactly", int((width < 1).sum()), "counts", "all", len(width))
        report(f"{name}: less than {POLICY.width} wide", int((width < POLICY.width).sum()), "counts")
        report(f"{name}: middle width", float(np.median(width)), "persons")
        report(f"{name}: guessed", 100 * float((off < 0.5).mean()), "%")
    given_width, exact_width = (
        np.concatenate([each.width for each in found[name]]) for name in ("as given", "exact alone")
    )
    assert not ((given_width < POLICY.width) & (exact_width >= POLICY.width)).any()


def _found(given: Given, name: str) -> Iterator[combined_attack.Found]:
    programme = given.programme
    people = cube(programme, given.rolled, Layout.first(programme, POLICY.k), DAY).people
    answers = {"noise alone": "all", "all answers": "all", "as given": "as given", "exact alone": "none"}[name]
    names = [each for each in programme.attributes if each in people]
    for cohort in SMALLEST:
        known = combined_attack.knowledge(given.made.views, cohort)
        members = combined_attack.members(people, programme, cohort, SECRET)
        chance = np.random.default_rng(0)
        for by in sorted({place[0] for place in known.hidden if place[0]}):
            own = [place for place in known.hidden if place[0] == by]
            share = max(1, round(OF_EACH * len(own) / len(known.hidden)))
            chosen = [own[each] for each in chance.choice(len(own), min(share, len(own)), replace=False)]
            others = [each for each in names if each != by[0]]
            population = combined_attack.Population(members, combined_attack.ways_around(by[0], others))
            yield known.attack(population, chosen, exact=name != "noise alone", answers=answers)
