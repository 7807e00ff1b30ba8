"""A manifest is read whole, or refused with every fault and its place."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import time as clock
from pathlib import Path
from typing import Any

import pytest

from naruteo_portal.catalogue.manifest import (
    CountedAttempt,
    Delivery,
    LatePolicy,
    Level,
    ManifestError,
    read_manifest,
)

GOOD = """\
manifest: 1
slug: press-line
title: {ko: 프레스 라인, en: The press line}
summary: {ko: 짧은 설명, en: A short summary}
level: beginner
hours: 4
delivery: blended
languages: [ko, en]
ncs:
  - {code: "20010105", name: {ko: 빅데이터분석, en: Big data analysis}}
skills:
  - {label: {ko: 파이썬, en: Python}}
rules:
  late: {policy: refused, grace_minutes: 10}
tasks:
  - name: 01-start
    title: {ko: 시작, en: Start}
    minutes: 60
    weight: 40
    due: {days_after_start: 7, time: "18:00"}
  - name: 02-more
    title: {ko: 다음, en: More}
    minutes: 60
    weight: 60
    attempts: {counts: last, maximum: 3}
completion: {minimum_score: 60, must_submit: [01-start]}
"""


def graded_cell(grade_id: str = "test-1", **changes: Any) -> dict[str, Any]:
    nbgrader = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
    nbgrader |= {"grade_id": grade_id, "points": 5} | changes
    return {"cell_type": "code", "id": grade_id, "metadata": {"nbgrader": nbgrader}, "source": "assert answer == 1"}


def write_notebook(course: Path, assignment: str, cells: list[dict[str, Any]], **changes: Any) -> None:
    folder = course / "source" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | changes
    (folder / "work.ipynb").write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "press-line"
    for assignment in ("01-start", "02-more"):
        write_notebook(folder, assignment, [graded_cell()])
    (folder / "course.yaml").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture
def refusal(course: Path) -> Callable[[str], ManifestError]:
    def refuse(text: str) -> ManifestError:
        (course / "course.yaml").write_text(text, encoding="utf-8")
        started = time.process_time()
        with pytest.raises(ManifestError) as caught:
            read_manifest(course)
        assert time.process_time() - started < 2, "a bad manifest is refused quickly"
        for fault in caught.value.faults:
            assert fault.message.ko
            assert fault.message.en
        return caught.value

    return refuse


def test_a_good_manifest_is_read_whole(course: Path) -> None:
    manifest = read_manifest(course / "course.yaml")

    assert (manifest.slug, manifest.level, manifest.delivery) == ("press-line", Level.BEGINNER, Delivery.BLENDED)
    assert (manifest.title.ko, manifest.title.en, manifest.hours) == ("프레스 라인", "The press line", 4.0)
    first, second = manifest.tasks
    assert first.due is not None
    assert (first.due.days_after_start, first.due.time, second.due) == (7, clock(18), None)
    assert (first.late.policy, first.late.grace_minutes) == (LatePolicy.REFUSED, 10)
    assert (first.attempts.counts, first.attempts.maximum) == (CountedAttempt.BEST, None)
    assert (second.attempts.counts, second.attempts.maximum) == (CountedAttempt.LAST, 3)
    assert (first.points, first.notebooks[0].name) == (5.0, "work")
    assert (manifest.completion.minimum_score, manifest.completion.must_submit) == (60, ("01-start",))
    assert (manifest.completion.minimum_days, manifest.completion.survey) == (0, False)


def test_completion_may_ask_for_days_of_learning_and_a_survey(course: Path) -> None:
    path = course / "course.yaml"
    asked = path.read_text(encoding="utf-8").replace(
        "{minimum_score: 60,", "{minimum_days: 5, survey: true, minimum_score: 60,"
    )
    path.write_text(asked, encoding="utf-8")
    completion = read_manifest(path).completion

    assert (completion.minimum_days, completion.survey) == (5, True)


def test_points_that_a_person_gives_count_too(course: Path) -> None:
    by_hand = graded_cell("text", solution=True, locked=False, points=12)
    task = graded_cell("talk", grade=False, task=True, points=8)
    write_notebook(course, "01-start", [graded_cell(), by_hand, task, graded_cell("read", grade=False, points=50)])

    assert read_manifest(course / "course.yaml").tasks[0].points == 25


@pytest.mark.parametrize(
    ("old", "new", "line", "where", "said"),
    [
        ("hours: 4", "hours: -4", 6, "hours", "from 0.5"),
        ("hours: 4", "hours: many", 6, "hours", "Write a number"),
        ("hours: 4", "hours: .nan", 6, "hours", "Write a number"),
        ("hours: 4", 'hours: "4"', 6, "hours", "without quotes"),
        ("hours: 4", "hours: 1", 6, "hours", "take 120 minutes"),
        ("level: beginner", "level: easy", 5, "level", "beginner, intermediate, advanced"),
        ("en: The press line}", "}", 3, "title.en", "missing"),
        ("{ko: 프레스 라인, en: The press line}", "The press line", 3, "title", "mapping"),
        ("en: The press line", "en: 프레스", 3, "title.en", "Hangul"),
        ("en: The press line", "en: 5", 3, "title.en", "not text"),
        ("en: The press line", "en: null", 3, "title.en", "not text"),
        ('"20010105"', '"2001"', 10, "ncs[1].code", "8 digits"),
        ("slug: press-line", "slug: Press Line", 2, "slug", "lower-case"),
        ("slug: press-line", "slug: other-line", 2, "slug", "folder's name"),
        ("weight: 60", "weight: 50", 16, "tasks", "add up to 90"),
        ("weight: 60", "weight: 1.5", 24, "tasks[2].weight", "whole number"),
        ("name: 02-more", "name: 01-start", 16, "tasks", "appears twice"),
        ("name: 02-more", "name: 03-gone", 21, "tasks[2].name", "does not exist"),
        ("name: 02-more", "name: ../../etc", 21, "tasks[2].name", "lower-case"),
        ("policy: refused", "policy: maybe", 14, "rules.late.policy", "accepted_and_marked"),
        ('"18:00"', '"25:00"', 20, "tasks[1].due.time", "23:59"),
        ("[01-start]", "[01-start, 09-none]", 26, "completion.must_submit", "Write each once"),
        ("must_submit:", "survey: maybe, must_submit:", 26, "completion.survey", "Write one of: false, true"),
        ("manifest: 1", "manifest: 2", 1, "manifest", "must be 1"),
        ("level: beginner", "level: beginner\ncolour: red", 6, "", "'colour' is not a known key"),
        ("level: beginner", "level: beginner\nlevel: advanced", 6, "", "first in line 5"),
        ("languages: [ko, en]", "languages: ko", 8, "languages", "Write a list"),
        ("languages: [ko, en]", "languages: []", 8, "languages", "Write a list"),
    ],
)
def test_a_fault_is_reported_with_its_place(
    refusal: Callable[[str], ManifestError], old: str, new: str, line: int, where: str, said: str
) -> None:
    assert old in GOOD
    found = [fault for fault in refusal(GOOD.replace(old, new, 1)).faults if said in fault.message.en]

    assert [(fault.line, fault.where) for fault in found] == [(line, where)]
    assert found[0].column >= 1


def test_every_fault_is_listed_at_once_in_the_order_of_the_file(refusal: Callable[[str], ManifestError]) -> None:
    bad = (
        GOOD.replace("hours: 4", "hours: -4").replace("level: beginner", "level: x").replace("weight: 40", "weight: 0")
    )

    error = refusal(bad)

    assert [fault.line for fault in error.faults] == [5, 6, 19]
    assert error.explain("ko").splitlines()[0].startswith("course.yaml:5:8: level: 다음 가운데")
    assert str(error) == error.explain("en")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "Anchors"),
        ("title: *nowhere\n", "Anchors"),
        ("base: {x: 1}\nnext:\n  <<: {y: 2}\n", "Merge keys"),
        ("title: !!python/object/apply:os.system ['true']\n", "Tags"),
        ("title: !x y\n", "Tags"),
        ("a: " + "[" * 50_000, "nesting"),
        ("a: " + "{a: " * 20_000, "nesting"),
        ("- " * 40_000, "key: value"),
        ("x: [" + "1," * 40_000 + "]", "too many values"),
        ("x: " + "y" * 200_000, "larger than"),
        ("a: 1\n\tb: 2\n", "not valid YAML"),
        ("a: 'open\n", "not valid YAML"),
        ("? [a, b]\n: c\n", "A key must be"),
        ("a: 1\n---\nb: 2\n", "more than one document"),
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("just words\n", "key: value"),
        ("a: \x01\n", "not valid YAML"),
    ],
)
def test_hostile_or_broken_yaml_is_refused_quickly(
    refusal: Callable[[str], ManifestError], text: str, said: str
) -> None:
    assert any(said in fault.message.en for fault in refusal(text).faults)


@pytest.mark.parametrize("raw", [b"title: \xff\xfe\xfa", "제목".encode("cp949")])
def test_another_encoding_is_refused(course: Path, raw: bytes) -> None:
    (course / "course.yaml").write_bytes(raw)
    with pytest.raises(ManifestError, match="UTF-8"):
        read_manifest(course)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "course.yaml")


@pytest.mark.parametrize(
    ("cells", "changes", "said"),
    [
        ([graded_cell(), graded_cell()], {}, "repeats in cells 1 and 2"),
        ([graded_cell(schema_version=1)], {}, "format 3"),
        ([graded_cell(points=-1)], {}, "0 to 1000"),
        ([graded_cell(points="5")], {}, "0 to 1000"),
        ([graded_cell(points=0)], {}, "worth any points"),
        ([graded_cell(grade_id="../x")], {}, "no good grade_id"),
        ([], {}, "no nbgrader cell"),
        ([graded_cell()], {"nbformat": 3}, "notebook format 4"),
    ],
)
def test_a_notebook_that_cannot_be_graded_is_refused(
    course: Path, cells: list[dict[str, Any]], changes: dict[str, Any], said: str
) -> None:
    write_notebook(course, "02-more", cells, **changes)
    with pytest.raises(ManifestError) as caught:
        read_manifest(course)
    assert [(fault.line, fault.where) for fault in caught.value.faults] == [(21, "tasks[2].name")]
    assert said in caught.value.faults[0].message.en


def test_a_folder_without_a_notebook_is_refused(course: Path) -> None:
    (course / "source" / "02-more" / "work.ipynb").unlink()
    with pytest.raises(ManifestError, match="holds no notebook"):
        read_manifest(course)


def test_a_file_that_is_no_notebook_is_refused(course: Path) -> None:
    (course / "source" / "02-more" / "work.ipynb").write_text("print(1)", encoding="utf-8")
    with pytest.raises(ManifestError, match="not valid JSON"):
        read_manifest(course)


def test_a_reading_part_must_exist(course: Path, refusal: Callable[[str], ManifestError]) -> None:
    reading = "reading:\n  - {file: reading/one.md, title: {ko: 읽기, en: Reading}, minutes: 10}\n"
    assert "'reading/one.md' does not exist" in str(refusal(GOOD + reading))

    (course / "reading").mkdir()
    (course / "reading" / "one.md").write_text("# 하나", encoding="utf-8")
    assert read_manifest(course).reading[0].minutes == 10
