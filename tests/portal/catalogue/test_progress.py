"""Progress: what is done, what is next, which rules are met."""

from datetime import UTC, datetime, timedelta

import pytest

from naruteo_portal.catalogue.progress import CompletionRules, LearningFacts, Rule, TaskStanding, progress_of

AT = datetime(2027, 3, 10, tzinfo=UTC)
RULES = CompletionRules(minimum_score=60, minimum_per_task=40, must_submit=("a", "b"))


def task(
    name: str, *, opens: int = -5, due: int = 5, score: float | None = None, submitted: bool = False, weight: float = 50
) -> TaskStanding:
    """A task that opens and is due so many days from AT, with ten points to be had."""
    return TaskStanding(
        task_id=ord(name), name=name, title={"ko": name, "en": name}, weight=weight,
        opens_at=AT + timedelta(days=opens), due_at=AT + timedelta(days=due),
        submitted=submitted or score is not None, score=score, max_score=10,
    )  # fmt: skip


def test_half_of_the_tasks_is_half_of_the_way() -> None:
    progress = progress_of([task("a", score=8), task("b")], RULES, AT)

    assert (progress.done, progress.total, progress.per_cent) == (1, 2, 50)
    assert progress.score == pytest.approx(40)
    assert progress.next_task is not None
    assert progress.next_task.name == "b"
    assert progress.due_at == AT + timedelta(days=5)


def test_a_hundred_per_cent_means_all_tasks() -> None:
    tasks = [task(name, submitted=True, weight=1) for name in "abcdef"]

    assert progress_of([*tasks, task("g")], RULES, AT).per_cent == 85
    assert progress_of(tasks, RULES, AT).per_cent == 100


def test_overdue_tasks_come_first_and_closed_ones_last() -> None:
    tasks = [task("a", opens=2, due=3), task("b", due=1), task("c", due=-1), task("d", due=-2, score=5)]
    progress = progress_of(tasks, RULES, AT)

    assert progress.next_task is not None
    assert progress.next_task.name == "c"
    assert [each.name for each in progress.overdue] == ["c"]


def test_the_next_one_to_open_is_shown_while_none_is_open() -> None:
    progress = progress_of([task("a", opens=9, due=12), task("b", opens=2, due=15)], RULES, AT)

    assert progress.next_task is not None
    assert progress.next_task.name == "b"
    assert progress.overdue == ()


def test_a_due_instant_is_the_first_that_is_too_late() -> None:
    assert task("a", due=0).overdue_at(AT)
    assert not task("a", due=0).overdue_at(AT - timedelta(microseconds=1))
    assert task("a", opens=0).open_at(AT)


def test_each_rule_says_whether_it_is_met_and_what_is_missing() -> None:
    submitted, lowest, whole = progress_of([task("a", score=9), task("b", score=3)], RULES, AT).rules

    assert (submitted.rule, submitted.met, submitted.reached) == (Rule.MUST_SUBMIT, True, 2)
    assert (lowest.rule, lowest.met, lowest.reached) == (Rule.MINIMUM_PER_TASK, False, 30)
    assert [each.name for each in lowest.missing] == ["b"]
    assert (whole.rule, whole.met, whole.reached) == (Rule.MINIMUM_SCORE, True, 60)


def test_work_that_is_not_graded_yet_counts_nothing() -> None:
    progress = progress_of([task("a", score=10), task("b", submitted=True)], RULES, AT)

    assert (progress.done, progress.score, progress.complete) == (2, 50, False)
    assert progress.next_task is None


def test_a_course_is_complete_when_every_rule_is_met() -> None:
    assert progress_of([task("a", score=8), task("b", score=4)], RULES, AT).complete
    assert progress_of([], CompletionRules(), AT).complete


def test_sums_of_points_that_miss_by_a_rounding_error_are_enough() -> None:
    thirds = [task(name, score=0.1 + 0.2 + 5.7, weight=100 / 3) for name in "abc"]
    (whole,) = progress_of(thirds, CompletionRules(minimum_score=60), AT).rules

    assert whole.met


def test_a_task_without_points_is_no_division_by_zero() -> None:
    empty = TaskStanding(1, "a", {}, 0, AT, AT, submitted=True, score=0, max_score=0)

    assert progress_of([empty], RULES, AT).score == 0


def test_rules_come_from_the_manifest() -> None:
    completion = {"minimum_score": 60, "minimum_per_task": 40, "must_submit": ["a", "b"]}

    assert CompletionRules.of_manifest({"completion": completion}) == RULES
    more = completion | {"minimum_days": 5, "survey": True}
    assert CompletionRules.of_manifest({"completion": more}) == CompletionRules(60, 40, ("a", "b"), 5, True)


@pytest.mark.parametrize(("days", "met"), [(4, False), (5, True)])
def test_days_of_learning_can_be_asked_for(days: int, met: bool) -> None:
    (rule,) = progress_of([], CompletionRules(minimum_days=5), AT, LearningFacts(days)).rules

    assert (rule.rule, rule.met, rule.needed, rule.reached) == (Rule.MINIMUM_DAYS, met, 5, days)


@pytest.mark.parametrize(
    ("sent", "closes", "met", "reached"), [(False, 1, False, 0), (True, 1, True, 1), (False, 0, True, 0)]
)
def test_a_survey_is_needed_until_it_closes(sent: bool, closes: int, met: bool, reached: int) -> None:
    facts = LearningFacts(0, sent, AT + timedelta(days=closes))
    (rule,) = progress_of([], CompletionRules(survey=True), AT, facts).rules

    assert (rule.rule, rule.met, rule.reached) == (Rule.SURVEY, met, reached)
