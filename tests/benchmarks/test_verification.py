"""How long checking, explaining and the value-optimal mode take, beside deferred acceptance on the same market."""

from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np
import pytest

from naruteo_matching.assignment import deferred_acceptance, flexible_deferred_acceptance
from naruteo_matching.certificate import certify
from naruteo_matching.explaining import Explainer
from naruteo_matching.market import Market
from naruteo_matching.optimal import price_of_stability
from naruteo_matching.solving import solve
from naruteo_matching.verification.blocking import blocking_pairs
from naruteo_testing.markets import made_market
from naruteo_testing.measuring import Report

SIZES = {"10k x 1k": (10_000, 1_000), "100k x 5k": (100_000, 5_000), "1M x 50k": (1_000_000, 50_000)}
LENGTH = 30


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest of three times in CPU seconds, and what came of it."""
    times = []
    for _time in range(3):
        begin = process_time()
        result = act()
        times.append(process_time() - begin)
    return min(times), result


@pytest.mark.parametrize("size", SIZES)
def test_verifying_costs_little_beside_solving(report: Report, size: str) -> None:
    market = made_market(*SIZES[size], LENGTH)
    solving, matched = timed(lambda: deferred_acceptance(market, engine="numba"))
    checking, blocking = timed(lambda: blocking_pairs(market, matched))
    assert len(blocking.edges) == 0
    report(f"matching: verifying {size}", checking, "s", "a third of solving by numba", solving / 3)


def test_verifying_under_caps(report: Report) -> None:
    people, places = SIZES["100k x 5k"]
    market = made_market(people, places, LENGTH, regions=17)
    solving, matched = timed(lambda: flexible_deferred_acceptance(market))
    checking, blocking = timed(lambda: blocking_pairs(market, matched))
    assert len(blocking.edges) == 0
    report("matching: verifying 100k x 5k with 17 caps", checking, "s", "a third of solving", solving / 3)


def test_the_price_of_stability(report: Report) -> None:
    market = made_market(*SIZES["10k x 1k"], LENGTH)
    value = np.random.default_rng(6).random(len(market.openings)).round(3)
    seconds, (stable, common, best) = timed(lambda: price_of_stability(market, value))
    report("matching: price of stability 10k x 1k", seconds, "s", "", None)
    for each in (stable, common):
        report(f"matching: total value, {each.name}", each.value, "", "optimal", best.value)
    report("matching: blocking pairs, optimal", best.blocking_pairs, "", "stable", stable.blocking_pairs)


def test_certifying_and_explaining_a_whole_round(report: Report) -> None:
    instance = as_instance(made_market(*SIZES["10k x 1k"], LENGTH))
    begin = process_time()
    answer = solve(instance)
    solving = process_time() - begin
    certifying, _certificate = timed(lambda: certify(instance, answer))
    report("matching: certifying an instance of 10k x 1k", certifying, "s", "reading and solving it", solving)
    begin = process_time()
    explainer = Explainer(instance, answer)
    lines = sum(len(explainer.explain(each["id"]).said_in("ko")) for each in instance["candidates"])
    report("matching: explaining to all of 10k", process_time() - begin, "s", "sentences", lines)
    one = answer["unmatched"][0] if answer["unmatched"] else list(answer["matches"])[-1]
    begin = process_time()
    explainer.explain(one, changes=True)
    report("matching: smallest changes for one of 10k", process_time() - begin, "s", "", None)


def as_instance(market: Market) -> dict[str, Any]:
    """A market as JSON, with texts as ids."""
    owner = np.repeat(np.arange(market.n_candidates), np.diff(market.starts))
    by_order = np.lexsort((market.priority, market.openings))
    bounds = np.searchsorted(market.openings[by_order], np.arange(market.n_openings + 1))
    return {
        "candidates": [
            {"id": f"c{at}", "preferences": [f"o{each}" for each in market.openings[begin:end].tolist()]}
            for at, (begin, end) in enumerate(zip(market.starts[:-1], market.starts[1:], strict=True))
        ],
        "openings": [
            {
                "id": f"o{at}",
                "seats": int(market.seats[at]),
                "preferences": [f"c{each}" for each in owner[by_order[bounds[at] : bounds[at + 1]]].tolist()],
            }
            for at in range(market.n_openings)
        ],
    }
