"""Make the mutants of one solution cell, all of them or a seeded choice of every kind."""

import random
from collections.abc import Iterable, Iterator
from itertools import chain

from naruteo_hub.checking.mutation import by_heart, python, tables
from naruteo_hub.checking.mutation.source import Answer, Mutant


def make_mutants(answer: Answer, visible: Iterable[str] = (), most: int | None = None, seed: str = "") -> list[Mutant]:
    """Return the mutants in the order of their lines; with ``most`` that many, of as many kinds as there are."""
    found = {mutant.source: mutant for mutant in _all(answer, visible)}
    mutants = sorted(found.values(), key=lambda mutant: (mutant.line, mutant.kind, mutant.source))
    if most is None or len(mutants) <= most:
        return mutants
    return sorted(_choose(mutants, most, seed), key=mutants.index)


def _all(answer: Answer, visible: Iterable[str]) -> Iterator[Mutant]:
    changes = chain(python.changes(answer), tables.changes(answer), by_heart.changes(answer, visible))
    for start, end, written, kind in changes:
        mutant = answer.with_(start, end, written, kind)
        if mutant is not None and mutant.line in answer.own:
            yield mutant


def _choose(mutants: list[Mutant], most: int, seed: str) -> list[Mutant]:
    chance = random.Random(seed)  # noqa: S311 - which mutants are tried is no secret
    kinds: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    for waiting in kinds.values():
        chance.shuffle(waiting)
    turns = sorted(kinds)
    chance.shuffle(turns)
    chosen: list[Mutant] = []
    while len(chosen) < most:
        for kind in turns:
            if kinds[kind] and len(chosen) < most:
                chosen.append(kinds[kind].pop())
    return chosen
