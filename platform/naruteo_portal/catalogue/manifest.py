"""Reads `course.yaml`, the manifest of a course, and lists everything that is wrong with it at once.

Knows neither the database nor the web: `read_manifest(path)` gives a frozen `Manifest` or raises `ManifestError`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from pathlib import Path

from naruteo_portal.catalogue.manifest_fields import Fields, Reader
from naruteo_portal.catalogue.manifest_notebooks import Notebook, inspect_assignment
from naruteo_portal.catalogue.manifest_reading import inspect_reading
from naruteo_portal.core.safe_yaml import Fault, Text, UnsoundFile, parse, read_text

__all__ = [
    "Attempts",
    "Completion",
    "CountedAttempt",
    "Delivery",
    "DueRule",
    "Fault",
    "Files",
    "Late",
    "LatePolicy",
    "Level",
    "Manifest",
    "ManifestError",
    "NcsUnit",
    "Notebook",
    "Organisation",
    "Reading",
    "Skill",
    "Task",
    "Text",
    "read_manifest",
]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 48
# 2+2+2+2 digits of classification, optionally 2 of the unit, optionally the year and version: 0101010101_17v2.
NCS_CODE = re.compile(r"\d{8}(\d{2}(_\d{2}v\d{1,2})?)?")
ESCO_SKILL = re.compile(r"http://data\.europa\.eu/esco/skill/[0-9a-f\-]{36}")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
READING_FILE = re.compile(r"reading/[a-z0-9][a-z0-9\-]*\.md")


class Level(StrEnum):
    """How much a course expects its learners to know."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Delivery(StrEnum):
    """How a course is taught: 집체, 원격, 혼합, 현장."""

    CLASSROOM = "classroom"
    REMOTE = "remote"
    BLENDED = "blended"
    ON_SITE = "on_site"


class LatePolicy(StrEnum):
    """What happens to work that comes after its due time and the grace after it."""

    NONE = "none"
    ACCEPTED_AND_MARKED = "accepted_and_marked"
    REFUSED = "refused"


class CountedAttempt(StrEnum):
    """Which of a learner's attempts counts."""

    BEST = "best"
    LAST = "last"


@dataclass(frozen=True)
class Late:
    """The late policy of a task."""

    policy: LatePolicy
    grace_minutes: int


@dataclass(frozen=True)
class Attempts:
    """How many attempts a learner has (None: as many as they like) and which one counts."""

    counts: CountedAttempt
    maximum: int | None


@dataclass(frozen=True)
class Files:
    """The most that one submission may hold."""

    maximum: int
    megabytes: int

    @property
    def bytes(self) -> int:
        """The largest total size in bytes."""
        return self.megabytes * 1_000_000


@dataclass(frozen=True)
class DueRule:
    """A due time: so many days after the cohort's first day, at a time of day in Korea (Asia/Seoul)."""

    days_after_start: int
    time: time


@dataclass(frozen=True)
class Task:
    """One graded assignment of a course; `points` is what its notebooks add up to."""

    name: str
    title: Text
    minutes: int
    weight: int
    due: DueRule | None
    late: Late
    attempts: Attempts
    files: Files
    notebooks: tuple[Notebook, ...]

    @property
    def points(self) -> float:
        """The points of all notebooks of the task together."""
        return sum(notebook.points for notebook in self.notebooks)


@dataclass(frozen=True)
class NcsUnit:
    """A place of the course in the National Competency Standards."""

    code: str
    name: Text


@dataclass(frozen=True)
class Skill:
    """A skill that the course teaches, with ESCO's address of it where there is one."""

    label: Text
    esco: str | None


@dataclass(frozen=True)
class Organisation:
    """The training provider that the course is published for unless somebody else is named."""

    kind: str
    name: Text


@dataclass(frozen=True)
class Reading:
    """A text to read beside the tasks; `file` is relative to the course folder."""

    file: str
    title: Text
    minutes: int


@dataclass(frozen=True)
class Completion:
    """When a learner has completed the course; scores are per cent."""

    minimum_score: int
    minimum_per_task: int
    must_submit: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """Everything that the portal needs to know of a course."""

    slug: str
    title: Text
    summary: Text
    level: Level
    hours: float
    delivery: Delivery
    languages: tuple[str, ...]
    organisation: Organisation | None
    ncs: tuple[NcsUnit, ...]
    skills: tuple[Skill, ...]
    reading: tuple[Reading, ...]
    tasks: tuple[Task, ...]
    completion: Completion


DEFAULT_LATE = Late(LatePolicy.ACCEPTED_AND_MARKED, 0)
DEFAULT_ATTEMPTS = Attempts(CountedAttempt.BEST, None)
DEFAULT_FILES = Files(20, 10)


class ManifestError(UnsoundFile):
    """A manifest cannot be published."""


def read_manifest(path: Path) -> Manifest:
    """Read `course.yaml` (or the course folder that holds it); raise ManifestError with every fault found."""
    if path.is_dir():
        path = path / "course.yaml"
    faults: list[Fault] = []
    text = read_text(path, faults)
    root = None if text is None else parse(text, faults)
    if root is None:
        raise ManifestError(path, faults)
    fields = Fields(Reader(faults), root, "")
    manifest = _course(fields, path.parent)
    if faults:
        raise ManifestError(path, faults)
    return manifest


def _course(fields: Fields, folder: Path) -> Manifest:
    fields.integer("manifest", 1, 1)
    slug = _name(fields, "slug")
    if slug and slug != folder.resolve().name:
        fields.fault(
            "slug",
            f"폴더 이름 '{folder.resolve().name}'과(와) 다릅니다. 둘을 같게 해 주세요.",
            f"It differs from the folder's name '{folder.resolve().name}'. Make them the same.",
        )
    title, summary = fields.text("title", 120), fields.text("summary", 2000)
    level, hours = fields.choice("level", Level), fields.number("hours", 0.5, 2000)
    delivery = fields.choice("delivery", Delivery)
    languages = fields.words("languages", ("ko", "en"))
    organisation = None
    if (part := fields.mapping("organisation", optional=True)) is not None:
        organisation = Organisation(
            part.word("kind", ("training_provider", "university", "employer")), part.text("name", 120)
        )
        part.finish()
    ncs = tuple(_ncs_unit(part) for part in fields.mappings("ncs"))
    skills = tuple(_skill(part) for part in fields.mappings("skills"))
    reading = tuple(_reading(part, folder) for part in fields.mappings("reading", optional=True))
    defaults = (DEFAULT_LATE, DEFAULT_ATTEMPTS, DEFAULT_FILES)
    if (part := fields.mapping("rules", optional=True)) is not None:
        defaults = _rules(part, defaults)
        part.finish()
    tasks = tuple(_task(part, folder, defaults) for part in fields.mappings("tasks"))
    completion = Completion(0, 0, ())
    if (part := fields.mapping("completion")) is not None:
        completion = _completion(part, tasks)
    fields.finish()
    _check_tasks(fields, tasks)
    minutes = sum(task.minutes for task in tasks) + sum(part.minutes for part in reading)
    if hours and minutes > hours * 60:
        fields.fault(
            "hours",
            f"과제와 읽을거리가 모두 {minutes}분인데 hours는 {hours:g}입니다. hours를 늘리거나 minutes를 줄여 주세요.",
            f"Tasks and reading take {minutes} minutes, but hours is {hours:g}. Raise hours or lower the minutes.",
        )
    return Manifest(
        slug, title, summary, level, hours, delivery, languages, organisation, ncs, skills, reading, tasks, completion
    )


def _name(fields: Fields, key: str) -> str:
    return fields.pattern(
        key,
        SLUG,
        LONGEST_SLUG,
        f"영어 소문자, 숫자와 그 사이의 '-'만, {LONGEST_SLUG}자 안으로 적어 주세요(예: shop-floor-python).",
        f"Use lower-case letters, digits and single '-' between them, at most {LONGEST_SLUG} (shop-floor-python).",
    )


def _ncs_unit(fields: Fields) -> NcsUnit:
    code = fields.pattern(
        "code",
        NCS_CODE,
        20,
        "NCS 코드는 세분류 8자리(20010105) 또는 능력단위 10자리와 버전(2001010501_19v3)으로 적어 주세요.",
        "Write an NCS code as 8 digits (20010105), or as a unit of 10 digits with its version (2001010501_19v3).",
    )
    unit = NcsUnit(code, fields.text("name", 120))
    fields.finish()
    return unit


def _skill(fields: Fields) -> Skill:
    label = fields.text("label", 120)
    esco = None
    if fields.has("esco"):
        esco = fields.pattern(
            "esco",
            ESCO_SKILL,
            100,
            "ESCO 주소는 http://data.europa.eu/esco/skill/ 뒤에 식별자가 오는 모양이어야 합니다.",
            "An ESCO address looks like http://data.europa.eu/esco/skill/ followed by the skill's identifier.",
        )
    fields.finish()
    return Skill(label, esco)


def _reading(fields: Fields, folder: Path) -> Reading:
    file = fields.pattern(
        "file",
        READING_FILE,
        100,
        "'reading/이름.md' 모양으로 적어 주세요(영어 소문자, 숫자, '-').",
        "Write it as 'reading/name.md' (lower-case letters, digits, '-').",
    )
    for message in inspect_reading(folder, file) if file else ():
        fields.fault("file", message.ko, message.en)
    reading = Reading(file, fields.text("title", 120), fields.integer("minutes", 1, 6000))
    fields.finish()
    return reading


def _rules(fields: Fields, defaults: tuple[Late, Attempts, Files]) -> tuple[Late, Attempts, Files]:
    late, attempts, files = defaults
    if (part := fields.mapping("late", optional=True)) is not None:
        policy = part.choice("policy", LatePolicy)
        late = Late(policy, part.integer("grace_minutes", 0, 10_080) if part.has("grace_minutes") else 0)
        part.finish()
    if (part := fields.mapping("attempts", optional=True)) is not None:
        attempts = Attempts(part.choice("counts", CountedAttempt), part.integer_or_none("maximum", 1, 1000))
        part.finish()
    if (part := fields.mapping("files", optional=True)) is not None:
        files = Files(part.integer("maximum", 1, 1000), part.integer("megabytes", 1, 200))
        part.finish()
    return late, attempts, files


def _task(fields: Fields, folder: Path, defaults: tuple[Late, Attempts, Files]) -> Task:
    name = _name(fields, "name")
    title, minutes = fields.text("title", 120), fields.integer("minutes", 1, 6000)
    weight = fields.integer("weight", 1, 100)
    due = None
    if (part := fields.mapping("due", optional=True)) is not None:
        days = part.integer("days_after_start", 0, 730)
        clock = part.pattern("time", CLOCK, 5, '시각은 "23:59"처럼 적어 주세요.', 'Write the time of day as "23:59".')
        due = DueRule(days, time.fromisoformat(clock or "00:00"))
        part.finish()
    late, attempts, files = _rules(fields, defaults)
    fields.finish()
    notebooks: tuple[Notebook, ...] = ()
    if name:
        notebooks, messages = inspect_assignment(folder / "source" / name)
        for message in messages:
            fields.fault("name", message.ko, message.en)
    return Task(name, title, minutes, weight, due, late, attempts, files, notebooks)


def _completion(fields: Fields, tasks: tuple[Task, ...]) -> Completion:
    score = fields.integer("minimum_score", 0, 100)
    per_task = fields.integer("minimum_per_task", 0, 100) if fields.has("minimum_per_task") else 0
    must_submit = fields.words("must_submit", tuple(task.name for task in tasks), may_be_empty=True)
    fields.finish()
    return Completion(score, per_task, must_submit)


def _check_tasks(fields: Fields, tasks: tuple[Task, ...]) -> None:
    names = [task.name for task in tasks if task.name]
    for name in sorted({name for name in names if names.count(name) > 1}):
        fields.fault(
            "tasks",
            f"과제 '{name}'이(가) 두 번 나옵니다. 이름은 과정 안에서 하나뿐이어야 합니다.",
            f"The task '{name}' appears twice. A name may be used once in a course.",
        )
    total = sum(task.weight for task in tasks)
    # A weight that could not be read counts as 0 and has its own message already.
    if tasks and all(task.weight for task in tasks) and total != 100:
        fields.fault(
            "tasks",
            f"과제의 weight를 모두 더하면 {total}입니다. 100이 되게 고쳐 주세요.",
            f"The weights of the tasks add up to {total}. Change them so that they add up to 100.",
        )
