"""How far a learner has come in a course, and which of its completion rules are met; knows no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

# Scores are sums of floating-point cell points: a learner at 59.999999 has reached 60.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class TaskStanding:
    """One task of a cohort as one learner stands with it; `score` is the attempt's that counts, None until graded."""

    task_id: int
    name: str
    title: Mapping[str, str]
    weight: float
    opens_at: datetime
    due_at: datetime
    submitted: bool
    score: float | None
    max_score: float
    excused: bool = False
    """Whether the learner need not do it; then it counts neither for nor against them."""

    @property
    def per_cent(self) -> float:
        """The counting score in per cent of what can be had; 0 while there is none."""
        if self.score is None or self.max_score <= 0:
            return 0.0
        return 100 * self.score / self.max_score

    def open_at(self, at: datetime) -> bool:
        """Whether the task can be worked on."""
        return self.opens_at <= at

    def overdue_at(self, at: datetime) -> bool:
        """Whether the due instant has passed without a submission that was owed."""
        return not self.submitted and not self.excused and self.due_at <= at


@dataclass(frozen=True)
class CompletionRules:
    """What completes a course; scores are per cent, 0 asks for nothing."""

    minimum_score: float = 0
    minimum_per_task: float = 0
    must_submit: tuple[str, ...] = ()
    minimum_days: int = 0
    """Days on which the learning log shows that the person learnt."""
    survey: bool = False
    """Whether the survey is to be sent before the certificate."""

    @classmethod
    def of_manifest(cls, manifest: Mapping[str, Any]) -> "CompletionRules":
        """The rules in the manifest that an edition keeps."""
        completion = manifest["completion"]
        return cls(
            completion["minimum_score"],
            completion["minimum_per_task"],
            tuple(completion["must_submit"]),
            # Editions that were published before these rules existed do not have them.
            completion.get("minimum_days", 0),
            completion.get("survey", False),
        )


@dataclass(frozen=True)
class LearningFacts:
    """What completion rules ask beside tasks."""

    days: int = 0
    """Days in the learning log that count."""
    survey_sent: bool = False
    survey_closes_at: datetime | None = None
    """From this instant on the survey can no longer be sent, and holds nobody up."""


NO_FACTS = LearningFacts()


class Rule(StrEnum):
    """The kinds of completion rules."""

    MUST_SUBMIT = "must_submit"
    MINIMUM_PER_TASK = "minimum_per_task"
    MINIMUM_SCORE = "minimum_score"
    MINIMUM_DAYS = "minimum_days"
    SURVEY = "survey"


@dataclass(frozen=True)
class RuleStanding:
    """One completion rule, what it needs, what was reached, and the tasks that still stand in its way.

    `needed` and `reached` count tasks for MUST_SUBMIT, days for MINIMUM_DAYS and surveys for SURVEY, and are per cent
    otherwise; MINIMUM_PER_TASK reports the lowest. A survey that closed unsent is met with none reached.
    """

    rule: Rule
    met: bool
    needed: float
    reached: float
    missing: tuple[TaskStanding, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far a learner has come at one instant."""

    done: int
    """Tasks with at least one submission; those that the learner is excused from are left out of all numbers here."""
    total: int
    per_cent: int
    """`done` of `total`, rounded down, so that 100 means all of them."""
    score: float
    """The course's score so far in per cent: each task by its weight; what is not graded counts nothing."""
    next_task: TaskStanding | None
    """What to do now: the open task without a submission that is due first; if none is open, the next one to open."""
    overdue: tuple[TaskStanding, ...]
    rules: tuple[RuleStanding, ...]

    @property
    def due_at(self) -> datetime | None:
        """When the next task is due."""
        return self.next_task.due_at if self.next_task else None

    @property
    def complete(self) -> bool:
        """Whether every completion rule is met."""
        return all(rule.met for rule in self.rules)


def progress_of(
    tasks: Sequence[TaskStanding], rules: CompletionRules, at: datetime, facts: LearningFacts = NO_FACTS
) -> Progress:
    """The progress of one learner at the instant `at`; a task that they are excused from is as if it did not exist."""
    tasks = [task for task in tasks if not task.excused]
    rules = replace(rules, must_submit=tuple(task.name for task in tasks if task.name in rules.must_submit))
    done = sum(task.submitted for task in tasks)
    to_do = [task for task in tasks if not task.submitted]
    opened = sorted((task for task in to_do if task.open_at(at)), key=lambda task: task.due_at)
    later = sorted((task for task in to_do if not task.open_at(at)), key=lambda task: task.opens_at)
    score = course_score(tasks)
    return Progress(
        done=done,
        total=len(tasks),
        per_cent=100 * done // len(tasks) if tasks else 0,
        score=score,
        next_task=next(iter([*opened, *later]), None),
        overdue=tuple(task for task in opened if task.overdue_at(at)),
        rules=(*_standings(tasks, rules, score), *_standings_beside_tasks(rules, facts, at)),
    )


def course_score(tasks: Sequence[TaskStanding]) -> float:
    """The weighted mean of the tasks' scores in per cent."""
    weights = sum(task.weight for task in tasks)
    return sum(task.weight * task.per_cent for task in tasks) / weights if weights else 0.0


def _standings(tasks: Sequence[TaskStanding], rules: CompletionRules, score: float) -> list[RuleStanding]:
    standings = []
    if rules.must_submit:
        missing = tuple(task for task in tasks if task.name in rules.must_submit and not task.submitted)
        needed = len(rules.must_submit)
        standings.append(RuleStanding(Rule.MUST_SUBMIT, not missing, needed, needed - len(missing), missing))
    if rules.minimum_per_task > 0:
        missing = tuple(task for task in tasks if task.per_cent < rules.minimum_per_task - TOLERANCE)
        lowest = min((task.per_cent for task in tasks), default=0.0)
        standings.append(RuleStanding(Rule.MINIMUM_PER_TASK, not missing, rules.minimum_per_task, lowest, missing))
    if rules.minimum_score > 0:
        met = score >= rules.minimum_score - TOLERANCE
        standings.append(RuleStanding(Rule.MINIMUM_SCORE, met, rules.minimum_score, score))
    return standings


def _standings_beside_tasks(rules: CompletionRules, facts: LearningFacts, at: datetime) -> list[RuleStanding]:
    standings = []
    if rules.minimum_days > 0:
        met = facts.days >= rules.minimum_days
        standings.append(RuleStanding(Rule.MINIMUM_DAYS, met, rules.minimum_days, facts.days))
    if rules.survey:
        closed = facts.survey_closes_at is not None and facts.survey_closes_at <= at
        standings.append(RuleStanding(Rule.SURVEY, facts.survey_sent or closed, 1, int(facts.survey_sent)))
    return standings
