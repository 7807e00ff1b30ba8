"""Tables of some cohorts beside tables of all: what is counted by few classes of cohorts is attacked by these."""

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from naruteo_analytics.disclosure import ALL, Policy, Protected, Register, Table, audit, protect
from naruteo_analytics.disclosure.attack import Attack
from naruteo_analytics.disclosure.spans import Sums
from naruteo_analytics.disclosure.tables import Box
from naruteo_testing import level_attack

POLICY = Policy()
COHORTS, ENDED = list("abcdefg"), list("abcd")


def people(seed: int = 0, size: int = 1500) -> pd.DataFrame:
    """Made enrolments in seven cohorts of uneven size."""
    chance = np.random.default_rng(seed)
    return pd.DataFrame({
        "cohort": chance.choice(COHORTS, size, p=[0.3, 0.2, 0.15, 0.05, 0.15, 0.1, 0.05]),
        "region": chance.choice(["north", "south", "east", "isles"], size, p=[0.5, 0.3, 0.15, 0.05]),
        "sex": chance.choice(["f", "m"], size, p=[0.6, 0.4]),
        "result": chance.choice(["pass", "fail", "left"], size, p=[0.6, 0.3, 0.1]),
        "grade": chance.choice(["high", "middle", "low"], size, p=[0.45, 0.45, 0.1]),
    })  # fmt: skip


def asked(atoms: pd.DataFrame, ended: Sequence[str] = ENDED) -> dict[str, Table]:
    """By cohort, and by region for all cohorts and for those that have ended."""
    return {
        "cohorts": Table(["cohort", "result"], atoms),
        "all": Table(["region", "result"], atoms),
        "ended": Table(["region", "result"], atoms, where={"cohort": ended}),
    }


def bounds(protected: Protected, cells: Iterable[Box], dimensions: Sequence[str]) -> list[tuple[float, float]]:
    """The least and greatest value of cells, by a program of this test's own over people by all levels of all."""
    levels = protected.population.levels
    atoms = list(product(*(levels[name] for name in dimensions)))

    def row(cell: Box) -> list[float]:
        chosen = dict(cell)
        return [
            float(
                all(name not in chosen or level in chosen[name] for name, level in zip(dimensions, atom, strict=True))
            )
            for atom in atoms
        ]

    matrix = np.array([row(cell) for cell in protected.known])
    counts = [protected.population.count(cell) for cell in protected.known]
    found = []
    for cell in cells:
        least, most = (
            sign * linprog(sign * np.array(row(cell)), A_eq=matrix, b_eq=counts, method="highs").fun for sign in (1, -1)
        )
        found.append((least, most))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_by_classes_of_cohorts_an_attacker_finds_all_that_cohorts_by_themselves_tell(seed: int) -> None:
    protected = protect(asked(people(seed)), POLICY)
    attack = Attack(protected.population, protected.known)
    cells = list(protected.hidden)
    rows = attack.rows(cells).toarray()
    ours = [(row @ attack.best(-row, whole=False), row @ attack.best(row, whole=False)) for row in rows]
    assert len(cells) > 5
    assert np.allclose(ours, bounds(protected, cells, ["cohort", "region", "result"]), atol=1e-6)


def test_what_is_asked_of_ended_cohorts_parts_others_only_into_ended_and_running() -> None:
    by_region, by_cohort = protect(asked(people()), POLICY).population.grids
    assert by_cohort.counts.shape == (3, len(COHORTS))
    assert by_region.counts.shape == (4, 3, 2)
    ended = int(people()["cohort"].isin(ENDED).sum())
    assert by_region.counts.sum(axis=(0, 1)).tolist() == [ended, len(people()) - ended]


@pytest.mark.parametrize("seed", range(3))
def test_counts_of_ended_cohorts_stay_closed_to_who_reasons_by_cohort_and_attribute_at_once(seed: int) -> None:
    atoms = people(seed, 4000)
    tables = {
        "results": Table(["cohort", "sex", "result"], atoms),
        "grades": Table(["cohort", "grade"], atoms),
        "by sex": Table(["sex", "grade"], atoms),
        "ended by sex": Table(["sex", "grade"], atoms, where={"cohort": ENDED}),
        "by region": Table(["region", "grade"], atoms),
        "ended by region": Table(["region", "grade"], atoms, where={"cohort": ENDED}),
        "ended by both": Table(["region", "sex", "result"], atoms, where={"cohort": ENDED}),
    }
    protected = protect(tables, POLICY)
    own, found = audit(protected), level_attack.attack(protected, "cohort")
    assert (own.recovered, own.narrow) == (found.recovered, found.narrow) == (0, 0)
    assert len(protected.hidden) > 5 and found.parted > 0


def test_cohorts_that_ended_before_and_since_are_told_apart() -> None:
    atoms = people()
    first = protect(asked(atoms), POLICY)
    register = Register.from_json(first.register.as_json())
    second = protect(asked(atoms, [*ENDED, "g"]), POLICY, register)
    found = audit(second)
    assert (found.recovered, found.narrow) == (0, 0)
    # Ended before, ended since, and running.
    by_region = next(grid for grid in second.population.grids if "region" in grid.dimensions)
    assert by_region.counts.shape == (4, 3, 3)


@pytest.mark.parametrize("since", [["g"], ["e", "f", "g"]])
def test_cohorts_that_end_between_releases_are_not_found_by_subtraction(since: list[str]) -> None:
    atoms = people()
    first = protect(asked(atoms), POLICY)
    register = Register.from_json(first.register.as_json())
    tables = asked(atoms, [*ENDED, *since])
    if len(since) == 3:
        # When all have ended there is one total again.
        del tables["ended"]
    second = protect(tables, POLICY, register)
    before = first.tables["ended"].set_index(["region", "result"])["count"]
    after = second.tables["ended" if "ended" in tables else "all"].set_index(["region", "result"])["count"]
    came = (after - before).dropna()
    assert came[ALL, ALL] == atoms["cohort"].isin(since).sum()
    assert not ((came > 0) & (came < POLICY.k)).any()
    found = audit(second)
    assert (found.recovered, found.narrow) == (0, 0)


def test_what_was_hidden_before_stays_open_where_a_known_margin_ties_tables_together() -> None:
    atoms = people(22)
    atoms = atoms[(atoms["cohort"] != "g") | (atoms["region"] != "east")]
    first = protect(asked(atoms), POLICY)
    second = protect(asked(atoms, [*ENDED, "g"]), POLICY, first.register)
    # With the new total of the ended cohorts, one cohort's hidden results would follow by two subtractions.
    assert second.hidden[("cohort", ("f",)), ("result", ("fail",))]
    found = audit(second)
    assert (found.recovered, found.narrow) == (0, 0)


def test_a_row_of_a_span_is_the_sum_of_those_of_its_rows_that_are_needed() -> None:
    span = Sums()
    rows: list[dict[int, int]] = [{0: 1, 1: 1}, {1: 1, 2: 1}, {2: 1, 3: 1}, {3: 1, 4: 1}, {0: 1, 5: 1}]
    assert all(span.take(row) for row in rows)
    assert not span.take({0: 1, 2: -1})
    assert sorted(span.parts({0: 1, 2: -1})) == [0, 1]
    assert sorted(span.parts({1: 1, 3: -1})) == [1, 2]
    assert sorted(span.parts({5: 1, 1: -1})) == [0, 4]
    assert sorted(span.parts({0: 1, 4: 1})) == [0, 1, 2, 3]


def test_a_register_that_does_not_say_what_bounded_populations_is_read_for_it() -> None:
    atoms = people()
    document = protect(asked(atoms), POLICY).register.as_json()
    del document["bounds"]
    register = Register.from_json(document)
    assert tuple(ENDED) in register.bounds["cohort"]
    later = protect(asked(atoms, [*ENDED, "g"]), POLICY, register)
    known = protect(asked(atoms), POLICY).register
    assert later.tables["ended"].equals(protect(asked(atoms, [*ENDED, "g"]), POLICY, known).tables["ended"])
