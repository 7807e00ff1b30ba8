"""nbgrader's own commands against a running portal."""

from naruteo_testing.classroom import RELEASED, solved
from naruteo_testing.seats import Seat

COURSE = ("--course", "shop-floor")


def test_a_learner_lists_fetches_and_submits(learner: Seat) -> None:
    assert "shop-floor first" in learner.ok("list")
    learner.ok("fetch_assignment", "first", *COURSE)
    work = learner.home / "shop-floor" / "first"
    assert (work / "work.ipynb").read_bytes() == RELEASED
    assert "already have a copy" in learner.refused("fetch_assignment", "first", *COURSE)
    (work / "work.ipynb").write_bytes(solved())
    said = learner.ok("submit", "first", *COURSE)
    assert "Receipt S-2" in said
    assert "no feedback available" in learner.ok("list", "--cached")
