"""Linked applications: stable where an outcome is, said plainly where none is, as trying everything shows."""

import signal
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from naruteo_matching import linked
from naruteo_matching.explaining import Explainer
from naruteo_matching.instance import read_instance
from naruteo_matching.linked import NotTogether, place
from naruteo_matching.optimal import MissingSolver
from naruteo_matching.solving import solve
from naruteo_matching.verification import find_faults
from naruteo_testing.slow_markets import Matching, SlowMarket, answer_of, random_instance

Object = dict[str, Any]


def linked_instance(number: int, couples: int = 1) -> Object:
    """Singles c0 … and couples of the last ones, each with rows of chance."""
    chance = Random(number)
    instance = random_instance(chance, 3 + 2 * couples, 3)
    places = [each["id"] for each in instance["openings"]]
    instance["linked"] = []
    for couple in range(couples):
        members = [f"c{3 + 2 * couple}", f"c{4 + 2 * couple}"]
        every = [list(row) for row in product([*places, None], repeat=2) if any(row)]
        instance["linked"].append(
            {"id": f"pair{couple}", "members": members, "preferences": chance.sample(every, chance.randint(1, 5))}
        )
        for each in instance["candidates"]:
            if each["id"] in members:
                each["preferences"] = []
    return instance


def klaus_and_klijn() -> Object:
    """A couple, a single and two hospitals of one seat without any stable matching (after Klaus and Klijn 2005)."""
    return {
        "candidates": [
            {"id": "a", "preferences": []},
            {"id": "b", "preferences": []},
            {"id": "c", "preferences": ["h1", "h2"]},
        ],
        "openings": [
            {"id": "h1", "seats": 1, "preferences": ["a", "c"]},
            {"id": "h2", "seats": 1, "preferences": ["c", "b"]},
        ],
        "linked": [{"id": "a and b", "members": ["a", "b"], "preferences": [["h1", "h2"]]}],
    }


def placed_by(instance: Object) -> tuple[str, Matching]:
    found, read = place(instance), read_instance(instance)
    pairs = zip(read.candidates, found.matched.tolist(), strict=True)
    return found.state, {str(who): str(read.openings[where]) for who, where in pairs if where >= 0}


def outcomes(instance: Object) -> Iterator[Matching]:
    """Every way to give singles acceptable openings and linked applications a row or nothing, within the seats."""
    slow = SlowMarket(instance)
    members = {each for link in instance["linked"] for each in link["members"]}
    singles = [who for who in slow.wishes if who not in members]
    rows = [[*link["preferences"], [None] * len(link["members"])] for link in instance["linked"]]
    for places in product(*([*slow.wishes[who], None] for who in singles)):
        for chosen in product(*rows):
            matching = dict(zip(singles, places, strict=True))
            for link, row in zip(instance["linked"], chosen, strict=True):
                matching |= dict(zip(link["members"], row, strict=True))
            found = {who: where for who, where in matching.items() if where is not None}
            accepted = all(who in slow.orders[where] for who, where in found.items())
            if accepted and all(len(slow.held(found, each)) <= slow.openings[each]["seats"] for each in slow.openings):
                yield found


def is_stable(instance: Object, matching: Matching) -> bool:
    slow = SlowMarket(instance)
    if slow.blocking(matching):
        return False
    for link in instance["linked"]:
        got = [matching.get(each) for each in link["members"]]
        rows = link["preferences"]
        for row in rows[: rows.index(got)] if got in rows else rows:
            rest = {who: where for who, where in matching.items() if who not in link["members"]}
            asks: dict[str, set[str]] = {}
            for who, where in zip(link["members"], row, strict=True):
                if where is not None:
                    asks.setdefault(where, set()).add(who)
            if all(who <= slow.choose(where, slow.held(rest, where) | who) for where, who in asks.items()):
                return False
    return True


@pytest.mark.parametrize("couples", [1, 2])
def test_it_is_stable_exactly_where_something_is(couples: int) -> None:
    states = set()
    for number in range(12):
        instance = linked_instance(number, couples)
        exists = any(is_stable(instance, each) for each in outcomes(instance))
        state, matching = placed_by(instance)
        assert (state == "stable") == exists, number
        assert is_stable(instance, matching) == exists
        states.add(state)
    assert "stable" in states


def test_the_verifier_agrees_with_the_definition() -> None:
    kinds = set()
    for number in range(6):
        instance = linked_instance(number)
        for matching in list(outcomes(instance))[::5]:
            faults = find_faults(instance, answer_of(instance, matching))
            assert (not faults) == is_stable(instance, matching)
            kinds |= {each.kind for each in faults}
    assert "blocking_linked" in kinds


def test_a_market_without_a_stable_outcome_is_said_to_be_one() -> None:
    instance = klaus_and_klijn()
    assert not any(is_stable(instance, each) for each in outcomes(instance))
    state, matching = placed_by(instance)
    assert state == "none_exists"
    faults = find_faults(instance, answer_of(instance, matching))
    assert len(faults) == 1
    assert faults[0].kind.startswith("blocking")


def test_whoever_loses_by_that_is_told_so() -> None:
    """Whichever outcome it is, the answer says why, and the single is not told that the matching has a fault."""
    instance = klaus_and_klijn()
    answer = solve(instance)
    assert answer["linked"] == "none_exists"
    assert answer["certificate"]["verified"] is False
    kinds = [each.kind for who in ("a", "b", "c") for each in Explainer(instance, answer).explain(who).reasons]
    assert {"linked_open", "linked_unplaced"} <= set(kinds)
    assert "unexplained" not in kinds
    said = Explainer(instance, answer).explain("a").said_in("en")
    assert "Shared wish 1 would have been open" in said[0] and "that is proven" in said[-1]


def test_a_group_is_told_of_every_wish_that_was_refused() -> None:
    instance = klaus_and_klijn()
    instance["openings"][1]["preferences"] = ["c", "b"]
    instance["candidates"][2]["preferences"] = ["h2"]
    instance["linked"][0]["preferences"] = [["h1", "h2"], ["h1", None]]
    answer = solve(instance)
    assert answer["matches"] == {"a": "h1", "c": "h2"}
    told = Explainer(instance, answer).explain("b").reasons
    assert [(each.kind, each.opening, each.wish) for each in told] == [
        ("linked_refused", "h2", 1), ("linked", None, None)
    ]  # fmt: skip
    assert told[1].facts == {"row": 2, "rows": 2, "state": "stable"}
    gated = instance | {"excluded": [{"candidate": "b", "opening": "h2", "rule": "licence"}]}
    kinds = [each.kind for each in Explainer(gated, solve(gated)).explain("b").reasons]
    assert kinds == ["gate", "linked_refused", "linked"]
    assert "gate" not in [each.kind for each in Explainer(gated, solve(gated)).explain("a").reasons]


def test_what_couples_displace_further_away_is_followed() -> None:
    """The couple displaces c from x, who displaces d from y, whom z takes: only x stands on the couple's rows."""
    instance = {
        "candidates": [
            {"id": "a", "preferences": []},
            {"id": "b", "preferences": []},
            {"id": "c", "preferences": ["x", "y"]},
            {"id": "d", "preferences": ["y", "z"]},
        ],
        "openings": [
            {"id": "x", "seats": 2, "preferences": ["a", "b", "c"]},
            {"id": "y", "seats": 1, "preferences": ["c", "d"]},
            {"id": "z", "seats": 1, "preferences": ["d"]},
        ],
        "linked": [{"id": 1, "members": ["a", "b"], "preferences": [["x", "x"]]}],
    }
    assert placed_by(instance) == ("stable", {"a": "x", "b": "x", "c": "y", "d": "z"})


def test_a_gate_holds_for_those_who_apply_together() -> None:
    instance = klaus_and_klijn()
    instance["excluded"] = [{"candidate": "b", "opening": "h2", "rule": "licence"}]
    assert placed_by(instance) == ("stable", {"c": "h1"})


def test_what_cannot_be_combined_is_refused() -> None:
    instance = klaus_and_klijn() | {"regions": [{"id": "r"}]}
    assert placed_by(instance)[0] == "none_exists"
    instance["regions"][0]["cap"] = 1
    with pytest.raises(NotTogether, match="without reserves, caps and floors"):
        place(instance)


def test_the_end_of_the_search_is_said() -> None:
    assert place(linked_instance(1, 2), effort=0.0).state == "not_found"


def test_without_or_tools_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(linked, "import_module", absent)
    with pytest.raises(MissingSolver, match=r"naruteo\[optimal\]"):
        place(klaus_and_klijn())


def test_ctrl_c_stays_with_the_program_that_asks() -> None:
    place(linked_instance(0))
    caught = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("SigCgt"))
    # Whoever starts the tests in the background has Python ignore it.
    meant = signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    assert bool(int(caught.split()[1], 16) >> (signal.SIGINT - 1) & 1) is meant
