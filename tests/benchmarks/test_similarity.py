"""How fast a whole course's submissions are compared, beside difflib, and how many disguised copies are found."""

from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import combinations
from random import Random
from time import process_time

import pytest

from naruteo_portal.assessment.similarity.comparing import Work, compare
from naruteo_portal.assessment.similarity.reading import parts_of
from naruteo_portal.assessment.similarity.winnowing import fingerprints_of
from naruteo_testing.disguises import CODE_TASKS, DISGUISES, WORDS_TASK, blocks, everything, honest
from naruteo_testing.found_copies import found_copies, unfounded_pairs
from naruteo_testing.measuring import Report
from naruteo_testing.similarity import written

COHORT, YEARS, COPIES = 1_000, 5, 20
SAMPLE = 12
"""Works of which every pair is compared by difflib; what all pairs would take is reckoned from it."""


def solutions(number: int) -> list[str]:
    """As many different solutions as wanted: parts of honest ones, each in a disguise of its own, in any order."""
    chance = Random(2003)
    pool = [block for task in CODE_TASKS for solution in honest(task) for block in blocks(solution)]
    forms = [[block, *(disguise(block) for disguise in DISGUISES)] for block in pool]
    return ["\n".join([chance.choice(chance.choice(forms)), _own_lines(chance)]) for _ in range(number)]


def _own_lines(chance: Random) -> str:
    """Lines that nobody else has."""
    names = ["".join(chance.choices("abcdefghij", k=5)) for _ in range(40)]
    return "".join(f"x = y.{name}(z, key=[{at}])\n" for at, name in enumerate(names))


def timed(act: Callable[[], object]) -> float:
    begin = process_time()
    act()
    return process_time() - begin


def test_comparing_a_cohort_with_five_years(report: Report) -> None:
    texts = solutions(COHORT * YEARS)
    copies = {COHORT + at: at for at in range(COPIES)}
    for copy, original in copies.items():
        texts[copy] = everything(texts[original])
    contents = [{"work.ipynb": written(text)} for text in texts]
    prints = []
    reading = timed(lambda: prints.extend(fingerprints_of(parts_of(each)) for each in contents))
    works = [Work(number, number, each) for number, each in enumerate(prints)]
    outcome = compare(works, range(COHORT), set())
    comparing = timed(lambda: compare(works, range(COHORT), set()))
    naive = timed(lambda: [SequenceMatcher(None, *pair).ratio() for pair in combinations(texts[:SAMPLE], 2)])
    pairs = COHORT * (COHORT - 1) / 2 + COHORT * COHORT * (YEARS - 1)
    all_pairs = naive / (SAMPLE * (SAMPLE - 1) / 2) * pairs
    assert {(pair.other, pair.one) for pair in outcome.pairs} >= copies.items()
    what = f"similarity: {COHORT} submissions with {COHORT * YEARS}"
    report(f"{what}, comparing", comparing, "s", "all pairs by difflib, reckoned", all_pairs)
    report(f"{what}, reading all once", reading, "s", "comparing", comparing)
    kept = sum(len(each.hashes) * (each.hashes.itemsize + each.places.itemsize) for each in prints) / len(prints)
    size = sum(len(each["work.ipynb"]) for each in contents) / len(contents)
    report("similarity: kept of one submission", kept, "bytes", "its notebook", size)


@pytest.mark.parametrize("kind", ["code", "words"])
def test_copies_that_are_found(report: Report, kind: str) -> None:
    tasks = CODE_TASKS if kind == "code" else (WORDS_TASK,)
    every = [found_copies(task) for task in tasks]
    for disguise in every[0]:
        found, made = (sum(each[disguise][at] for each in every) for at in (0, 1))
        report(f"similarity of {kind}: copies found, {disguise}", found, "", "made", made)
    listed = sum(found for each in every for found, _made in each.values())
    unfounded = sum(len(unfounded_pairs(task)) for task in tasks)
    report(f"similarity of {kind}: listed without reason", unfounded, "", "listed with reason", listed)
