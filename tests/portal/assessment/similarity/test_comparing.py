"""Comparing many works: what is a pair, what is passed over, and how disguised copies fare."""

import pytest

from naruteo_portal.assessment.similarity.comparing import COMMON_PEOPLE, LEAST_SHARE, Work, compare
from naruteo_portal.assessment.similarity.reading import parts_of
from naruteo_portal.assessment.similarity.winnowing import all_runs, fingerprints_of
from naruteo_testing.disguises import CODE_TASKS, WORDS_TASK, everything, honest, renamed
from naruteo_testing.found_copies import found_copies, unfounded_pairs, work_of
from naruteo_testing.similarity import written

FIRST, SECOND, *OTHERS = honest("oee")


def pairs(works: list[Work], given: set[int] | None = None) -> list[tuple[int, int]]:
    return [(pair.one, pair.other) for pair in compare(works, [work.id for work in works], given or set()).pairs]


def work(number: int, source: str, person: int | None = None) -> Work:
    return Work(number, person or number, fingerprints_of(parts_of({"work.ipynb": written(source)})))


def test_a_copy_is_one_pair_with_its_shares_both_ways() -> None:
    (pair,) = compare(
        [work(1, FIRST), work(2, f"{renamed(FIRST)}\n{OTHERS[1]}"), work(3, SECOND)], [1, 2, 3], set()
    ).pairs
    assert (pair.one, pair.other) == (1, 2)
    assert pair.share_of_one > 0.8 > 0.7 > pair.share_of_other > 0.3
    assert pair.stretches >= 3


def test_works_of_other_cohorts_are_compared_with_the_own_alone() -> None:
    works = [work(1, FIRST), work(2, renamed(FIRST)), work(3, SECOND), work(4, everything(SECOND))]
    outcome = compare(works, [1], set())
    assert [(pair.one, pair.other) for pair in outcome.pairs] == [(1, 2)]
    # The own one stands first, however the numbers are.
    assert [(pair.one, pair.other) for pair in compare(works, [2], set()).pairs] == [(2, 1)]


def test_nobody_is_compared_with_themselves() -> None:
    assert pairs([work(1, FIRST, person=7), work(2, FIRST, person=7)]) == []


def test_what_learners_were_given_does_not_count() -> None:
    given = all_runs(parts_of({"work.ipynb": written(FIRST)}))
    assert pairs([work(1, FIRST), work(2, FIRST)], given) == []


def test_what_many_have_does_not_count() -> None:
    few = [work(number, FIRST) for number in range(1, COMMON_PEOPLE + 1)]
    assert len(pairs(few)) == COMMON_PEOPLE * (COMMON_PEOPLE - 1) / 2
    assert pairs([*few, work(99, FIRST)]) == []
    outcome = compare([*few, work(99, FIRST)], [1], set())
    assert set(outcome.ignored) == set(few[0].fingerprints.hashes)


def test_two_short_answers_are_no_pair() -> None:
    assert pairs([work(1, "x = 1 + 2"), work(2, "y = 3 + 4")]) == []
    assert pairs([work(1, "pass"), work(2, "pass")]) == []


# What is promised; `make bench` prints the numbers themselves.
@pytest.mark.parametrize("task", [*CODE_TASKS, WORDS_TASK])
def test_honest_work_is_not_listed_and_whole_copies_are(task: str) -> None:
    assert unfounded_pairs(task, LEAST_SHARE / 2) == []
    found = found_copies(task)
    missed = {
        name for name, (listed, of) in found.items() if listed < of and name not in ("half", "words_changed")
    }  # fmt: skip
    assert missed == set()


def test_a_work_is_read_as_the_job_reads_it() -> None:
    assert work_of(1, "oee", FIRST).fingerprints == work(1, FIRST).fingerprints
