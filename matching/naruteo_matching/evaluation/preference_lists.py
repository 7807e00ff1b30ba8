"""Assignment on real preference lists (PrefLib): ours beside random serial dictatorship and first-choice-first.

Glasgow's student projects (eight years, lists of five or six) and AGH's courses (two years, complete lists). The files
have neither capacities nor the places' orders: a project takes one student, courses share the students out evenly, and
every place takes all alike, so that lotteries decide. What random mechanisms do is averaged over `DRAWS` lotteries.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from naruteo_matching.solving import solve

DRAWS = 50
Lists = list[list[int]]


def read_lists(path: Path) -> Lists:
    """Read a PrefLib file of strict orders: one list of places for each person, best first."""
    lists: Lists = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            count, _colon, order = line.partition(":")
            lists += [[int(each) for each in order.split(",")] for _ in range(int(count))]
    return lists


def random_serial_dictatorship(lists: Lists, seats: dict[int, int], random: np.random.Generator) -> list[int | None]:
    """People choose in a random order what is left. Returns the rank (1 the best) that each got, None for nothing."""
    left, got = dict(seats), _nothing(lists)
    for person in random.permutation(len(lists)):
        for rank, place in enumerate(lists[person], 1):
            if left[place]:
                left[place] -= 1
                got[person] = rank
                break
    return got


def first_choice_first(lists: Lists, seats: dict[int, int], random: np.random.Generator) -> list[int | None]:
    """First choices while there are seats, by lot and for good, then second ones, and so on (the Boston mechanism)."""
    left, got = dict(seats), _nothing(lists)
    order = random.permutation(len(lists))
    for rank in range(1, max(map(len, lists)) + 1):
        for person in order:
            if got[person] is None and rank <= len(lists[person]) and left[lists[person][rank - 1]]:
                left[lists[person][rank - 1]] -= 1
                got[person] = rank
    return got


def _nothing(lists: Lists) -> list[int | None]:
    return [None] * len(lists)


def ours(lists: Lists, seats: dict[int, int], random: np.random.Generator, mode: str) -> list[int | None]:
    """The engine's answer, with one tie of all people at every place."""
    seed = random.bytes(32)
    wanted: dict[int, list[str]] = {place: [] for place in seats}
    for person, listed in enumerate(lists):
        for place in listed:
            wanted[place].append(str(person))
    answer = solve({
        "candidates": [
            {"id": str(at), "preferences": [str(each) for each in listed]} for at, listed in enumerate(lists)
        ],
        "openings": [
            {"id": str(place), "seats": number, "preferences": [wanted[place]] if wanted[place] else []}
            for place, number in seats.items()
        ],
        "mode": mode,
        # Places take all alike, so the optimal mode looks at people's ranks alone: as many as can be, then best.
        "values": {
            str(at): {str(place): 100 - rank for rank, place in enumerate(listed)} for at, listed in enumerate(lists)
        },
        "lottery": {"seed": seed.hex(), "commitment": hashlib.sha256(seed).hexdigest()},
    })  # fmt: skip
    matches = {int(person): int(place) for person, place in answer["matches"].items()}
    return [listed.index(matches[at]) + 1 if at in matches else None for at, listed in enumerate(lists)]


def measured(lists: Lists, seats: dict[int, int], draws: int = DRAWS) -> dict[str, dict[str, float]]:
    """Share placed, mean rank of those placed, and share with their first choice, for each mechanism."""
    ways: dict[str, tuple[int, Callable[[np.random.Generator], list[int | None]]]] = {
        "random serial dictatorship": (draws, lambda random: random_serial_dictatorship(lists, seats, random)),
        "first choice first": (draws, lambda random: first_choice_first(lists, seats, random)),
        "ours, stable": (draws, lambda random: ours(lists, seats, random, "stable")),
        "ours, optimal": (1, lambda random: ours(lists, seats, random, "optimal")),
    }
    found = {}
    for name, (times, way) in ways.items():
        random = np.random.default_rng(0)
        found[name] = _summary([way(random) for _ in range(times)])
    return found


def _summary(draws: Sequence[list[int | None]]) -> dict[str, float]:
    got = [rank for each in draws for rank in each]
    ranks = [rank for rank in got if rank is not None]
    return {
        "share placed": len(ranks) / len(got),
        "mean rank": float(np.mean(ranks)) if ranks else float("nan"),
        "share with first choice": ranks.count(1) / len(got),
    }


def evaluate(folder: Path) -> list[dict[str, Any]]:
    """Measure every year of both sets. Returns rows of ``measure``, ``method`` and ``value``."""
    rows = []
    for path in sorted((folder / "preflib").glob("*/*.so[ic]")):
        lists = read_lists(path)
        places = sorted({place for listed in lists for place in listed})
        each = 1 if path.suffix == ".soi" else -(-len(lists) // len(places))
        for method, summary in measured(lists, dict.fromkeys(places, each)).items():
            rows += [
                {"measure": f"{path.parent.name} {path.stem}, {measure}", "method": method, "value": value}
                for measure, value in summary.items()
            ]
    return rows
