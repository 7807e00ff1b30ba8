"""Releases one after the other: what changed by few is not seen."""

import numpy as np
import pandas as pd
import pytest

from naruteo_analytics.disclosure import Policy, Protected, Register, Table, audit, protect

POLICY = Policy()
BY = ["region", "result"]


def people(seed: int = 1, size: int = 600) -> pd.DataFrame:
    """Made persons: a few regions of uneven size, a result each."""
    chance = np.random.default_rng(seed)
    return pd.DataFrame({
        "region": chance.choice(["north", "south", "east", "isles"], size, p=[0.5, 0.3, 0.17, 0.03]),
        "age": chance.choice(["young", "old"], size, p=[0.93, 0.07]),
        "result": chance.choice(["pass", "fail", "left"], size, p=[0.5, 0.3, 0.2]),
    })  # fmt: skip


def shown(atoms: pd.DataFrame, register: Register | None = None, **more: Table) -> Protected:
    return protect({"results": Table(BY, atoms), **more}, POLICY, register)


def values(protected: Protected) -> list[list[object]]:
    return protected.tables["results"].astype(object).fillna("hidden").values.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_one_who_leaves_or_comes_or_moves_cannot_be_placed(seed: int) -> None:
    atoms = people(seed % 3)
    first = shown(atoms)
    who = np.random.default_rng(seed).integers(len(atoms))
    gone = atoms.drop(index=who)
    moved = atoms.copy()
    moved.loc[who, "result"] = "pass" if atoms.loc[who, "result"] != "pass" else "fail"
    for later in (gone, pd.concat([atoms, atoms.loc[[who]]]), moved):
        assert values(shown(later, first.register)) == values(first)


def test_many_who_come_are_seen_and_few_elsewhere_are_not() -> None:
    atoms = people()
    first = shown(atoms)
    many = pd.DataFrame({"region": ["north"] * 40, "age": "young", "result": ["pass"] * 40})
    one = pd.DataFrame({"region": ["south"], "age": ["young"], "result": ["fail"]})
    second = shown(pd.concat([atoms, many, one]), first.register)
    before, after = (each.tables["results"].set_index(BY)["count"] for each in (first, second))
    assert after["north", "pass"] - before["north", "pass"] == 40
    assert after["south", "fail"] == before["south", "fail"]
    # Both totals as they are now would say by subtraction that one came elsewhere.
    assert (after["", ""] - before["", ""], after["north", ""] - before["north", ""]) in {(41, 0), (0, 40)}


def test_a_cell_that_comes_back_to_few_is_hidden_and_its_neighbours_with_it() -> None:
    atoms = people()
    first = shown(atoms)
    south = atoms.index[(atoms["region"] == "south") & (atoms["result"] == "left")]
    second = shown(atoms.drop(index=south[5:]), first.register)
    frame = second.tables["results"].set_index(BY)
    assert pd.isna(frame.loc[("south", "left"), "count"])
    assert frame.loc["south", "count"].isna().sum() >= 2


@pytest.mark.parametrize("few", [1, 3, 9])
def test_what_nobody_has_any_more_tells_of_no_few_who_had_it(few: int) -> None:
    """A week of activity that later data does not know of, of many in one cohort and of few in the other."""
    cohorts = pd.CategoricalDtype(["a", "b"])
    yes = pd.CategoricalDtype(["no", "yes"])
    active = {"a": 60, "b": few}
    atoms = pd.DataFrame({
        "cohort": pd.Series([cohort for cohort in active for _ in range(100)], dtype=cohorts),
        "active": pd.Series(["yes" if at < n else "no" for n in active.values() for at in range(100)], dtype=yes),
    })  # fmt: skip
    first = protect({"week": Table(["cohort", "active"], atoms)}, POLICY)
    gone = atoms.assign(active=pd.Series(["no"] * len(atoms), dtype=yes))
    second = protect({"week": Table(["cohort", "active"], gone)}, POLICY, first.register)
    before, after = (each.tables["week"].set_index(["cohort", "active"])["count"] for each in (first, second))
    assert before["", "yes"] == 60 + few and pd.isna(before["b", "yes"])
    # Were the nought of all shown, it would say that those few went, and whose they were who knows that one did.
    assert pd.isna(after["b", "yes"])
    found = audit(second)
    assert (found.recovered, found.narrow) == (0, 0)
    # Nor is a count shown on that is from when many had it.
    assert set(after[after.index.get_level_values("active") == "yes"].dropna()) <= {0}
    # Where nobody ever was there is nothing to hide.
    never = protect({"week": Table(["cohort", "active"], gone)}, POLICY)
    assert set(never.tables["week"].query("active == 'yes'")["count"]) == {0}


def test_a_later_table_of_the_same_release_is_judged_with_what_was_shown() -> None:
    atoms = people()
    first = shown(atoms)
    young = Table(BY, atoms, where={"age": ["young"]})
    second = protect({"young": young}, POLICY, first.register, release="1")
    old = (atoms["age"] == "old").sum()
    whole, part = first.tables["results"], second.tables["young"]
    differences = (whole["count"] - part["count"]).dropna()
    assert old >= POLICY.k
    assert len(differences)
    assert not ((differences > 0) & (differences < POLICY.k)).any()


def test_a_release_is_frozen() -> None:
    atoms = people()
    first = shown(atoms)
    with pytest.raises(ValueError, match="frozen"):
        protect({"results": Table(BY, atoms[50:])}, POLICY, first.register, release="1")


def test_a_register_survives_being_written() -> None:
    atoms = people()
    first = shown(atoms)
    again = Register.from_json(first.register.as_json())
    assert again.cells == first.register.cells
    assert values(shown(atoms[90:], again)) == values(shown(atoms[90:], first.register))
    with pytest.raises(ValueError, match="version"):
        Register.from_json({"version": 99})
