"""The value-optimal mode finds what trying everything finds, keeps all limits, and says what stability costs."""

from random import Random
from typing import Any

import numpy as np
import pytest

from naruteo_matching import optimal
from naruteo_matching.certificate import certify
from naruteo_matching.instance import read_instance
from naruteo_matching.market import Market
from naruteo_matching.optimal import MissingSolver, assign, edge_values, price_of_stability, rank_values
from naruteo_matching.verification.blocking import blocking_pairs
from naruteo_testing.slow_markets import Matching, SlowMarket, answer_of, random_instance

Object = dict[str, Any]


def valued(number: int, **kinds: bool) -> Object:
    chance = Random(number)
    instance = random_instance(chance, 5, 3, **kinds)
    instance["mode"] = "optimal"
    instance["values"] = {
        each["id"]: {place: chance.randint(-3, 30) / 10 for place in each["preferences"]}
        for each in instance["candidates"]
    }  # fmt: skip
    return instance


def assigned(instance: Object) -> tuple[Matching, np.ndarray]:
    read = read_instance(instance)
    matched = assign(read.market, edge_values(instance, read))
    found = {
        who: read.openings[place] for who, place in zip(read.candidates, matched.tolist(), strict=True) if place >= 0
    }
    return found, matched  # type: ignore[return-value]


def worth(instance: Object, matching: Matching) -> float:
    return sum(instance["values"][who][where] for who, where in matching.items())


@pytest.mark.parametrize("kinds", [{}, {"caps": True}, {"excluded": True, "ties": True}])
def test_no_other_matching_is_worth_more(kinds: dict[str, bool]) -> None:
    for number in range(12):
        instance = valued(number, **kinds)
        slow = SlowMarket(instance)
        found, _matched = assigned(instance)
        assert slow.is_feasible(found)
        best = max(worth(instance, each) for each in slow.all_matchings())
        assert worth(instance, found) == pytest.approx(best, abs=1e-9)


def test_floors_are_reached_as_far_as_possible_and_then_the_value_counts() -> None:
    reached = 0
    for number in range(12):
        instance = valued(number, caps=True)
        for region in instance["regions"]:
            region["floor"] = min(2, region["cap"])
        slow = SlowMarket(instance)
        found, _matched = assigned(instance)

        def key(matching: Matching, slow: SlowMarket = slow, instance: Object = instance) -> tuple[int, float]:
            short = sum(min(0, slow.in_region(matching, each["id"]) - each["floor"]) for each in instance["regions"])
            return short, round(worth(instance, matching), 6)

        assert key(found) == max(key(each) for each in slow.all_matchings())
        reached += key(found)[0] == 0
    assert reached


def test_values_that_are_not_stated_follow_the_ranks_of_both_sides() -> None:
    market = Market(np.array([0, 2, 4]), np.array([0, 1, 0, 1], np.int32), np.array([0, 1, 5, 0]), np.array([1, 1]))
    assert rank_values(market).tolist() == [2.0, 1.0, 1.5, 1.5]
    instance = random_instance(Random(1), 5, 3)
    read = read_instance(instance)
    assert (edge_values(instance, read) == rank_values(read.market)).all()


def test_the_price_of_stability() -> None:
    chance = np.random.default_rng(5)
    people, places, length = 300, 40, 8
    openings = np.concatenate([chance.permutation(places)[:length] for _ in range(people)]).astype(np.int32)
    market = Market(
        np.arange(0, people * length + 1, length),
        openings,
        chance.permutation(people * length),
        chance.integers(2, 9, places),
    )
    value = chance.random(people * length)
    stable, common, best = price_of_stability(market, value)
    assert [stable.name, common.name, best.name] == ["stable", "common", "optimal"]
    assert stable.blocking_pairs == common.blocking_by_value == 0
    assert stable.blocking_by_value > 0
    assert best.blocking_pairs == len(blocking_pairs(market, assign(market, value)).edges) > 0
    assert stable.value < common.value < best.value
    assert best.placed >= stable.placed
    assert stable.mean_rank is not None
    assert 1 <= stable.mean_rank <= length


def test_nobody_and_nothing() -> None:
    market = Market(np.array([0, 0]), np.empty(0, np.int32), np.empty(0, np.int64), np.array([1]))
    assert assign(market, np.empty(0)).tolist() == [-1]
    assert [each.mean_rank for each in price_of_stability(market, np.empty(0))] == [None] * 3


def test_without_or_tools_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(optimal, "import_module", absent)
    market = Market(np.array([0, 1]), np.zeros(1, np.int32), np.zeros(1, np.int64), np.array([1]))
    with pytest.raises(MissingSolver, match=r"naruteo\[optimal\]"):
        assign(market, np.ones(1))


def test_a_certificate_names_the_value_and_counts_blocking_pairs_as_no_fault() -> None:
    instance = valued(3)
    found, _matched = assigned(instance)
    answer = answer_of(instance, found)
    certificate = certify(instance, answer)
    assert certificate["verified"] is True
    assert certificate["notion"]["name"] == "value-optimal"
    assert certificate["value"] == pytest.approx(worth(instance, found))
    assert certificate["counts"]["blocking_pairs"] == len(SlowMarket(instance).blocking(found))
