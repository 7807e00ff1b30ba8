"""One list of skills in which no evidence is lost, and what it shows on a day."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naruteo_matching.skills.evidence import Evidence, HeldSkill, merge

DAY = date(2026, 11, 28)
SAID = Evidence("declared", "profile", DAY)
TASK = Evidence("graded_task", "shop-floor-python/01", date(2026, 5, 4), points=9, most=10)
WORSE = Evidence("graded_task", "shop-floor-python/02", date(2026, 6, 4), points=5, most=10)
PAPER = Evidence("certificate", "2026-000123", date(2026, 7, 1), until=date(2027, 6, 30))


def test_all_evidence_of_all_lists_is_kept_the_strongest_first() -> None:
    declared, courses = [HeldSkill("python", (SAID,))], [HeldSkill("python", (WORSE, TASK)), HeldSkill("a", (PAPER,))]
    assert merge(declared, courses, [HeldSkill("python", (PAPER, SAID))]) == [
        HeldSkill("a", (PAPER,)),
        HeldSkill("python", (PAPER, WORSE, TASK, SAID)),
    ]


def test_what_it_shows_on_a_day() -> None:
    [skill] = merge([HeldSkill("python", (SAID, TASK, WORSE, PAPER))])
    assert skill.is_verified(DAY)
    assert skill.best(DAY) == PAPER
    assert skill.best(date(2027, 7, 1)) == TASK, "the certificate has ended; of the tasks the better one counts"
    assert skill.best(date(2020, 1, 1)) is None
    assert not HeldSkill("python", (SAID,)).is_verified(DAY)
    assert (TASK.share, PAPER.share) == (0.9, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "graded_task"},
        {"kind": "graded_task", "points": 11, "most": 10},
        {"kind": "graded_task", "points": 0, "most": 0},
        {"kind": "declared", "points": 1, "most": 1},
        {"kind": "certificate", "until": DAY - timedelta(days=1)},
    ],
)
def test_evidence_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"points|ended"):
        Evidence(source="x", on=DAY, **wrong)  # type: ignore[arg-type]


held = st.lists(
    st.builds(
        HeldSkill,
        st.sampled_from("abc"),
        st.lists(st.sampled_from([SAID, TASK, WORSE, PAPER]), min_size=1).map(tuple),
    ),
    max_size=4,
)


@settings(max_examples=30, deadline=None)
@given(st.tuples(held, held, held))
def test_neither_order_nor_merging_again_matters(lists: tuple[list[HeldSkill], ...]) -> None:
    merged = merge(*lists)
    assert all(merge(*order) == merged for order in permutations(lists))
    assert merge(merged, merged) == merged
    everything = {(skill.code, each) for skills in lists for skill in skills for each in skill.evidence}
    assert {(skill.code, each) for skill in merged for each in skill.evidence} == everything
