"""What differs between two contents of a course, down to the cell."""

from typing import Any

from naruteo_portal.assessment.edition_differences import (
    CellChange,
    Content,
    FieldChange,
    FileChange,
    Kind,
    Part,
    cell_changes,
    differences,
)
from naruteo_portal.core.storage import StoredFile, Tree
from naruteo_testing.classroom import notebook

BEFORE = notebook(("answer", "x = 42"), ("", "print(x)"), ("test", "assert x == 41"), points={"test": 2})
AFTER = notebook(("answer", "x = 42"), ("", "print(x)"), ("test", "assert x == 42"), points={"test": 3})


def content(source: bytes, sha256: str, **changes: Any) -> Content:
    task = {
        "name": "week1",
        "title": {"ko": "과제", "en": "Task"},
        "weight": 100,
        "notebooks": [{"name": "w", "points": 2}],
    }
    document = {
        "title": {"ko": "과정", "en": "Course"}, "skills": [], "tasks": [task],
        "reading": [{"file": "reading/a.md", "markdown": "# 글"}], **changes,
    }  # fmt: skip
    tree = Tree((StoredFile("w.ipynb", sha256, len(source)), StoredFile("a.csv", "c" * 64, 1)))
    return Content(document, {"week1": tree})


def test_a_changed_test_is_found_with_its_points_and_lines() -> None:
    assert cell_changes(BEFORE, AFTER) == [
        CellChange(Kind.CHANGED, Part.TEST, "test", (2.0, 3.0), "@@ -1 +1 @@\n-assert x == 41\n+assert x == 42"),
    ]
    assert cell_changes(BEFORE, BEFORE) == []


def test_cells_come_go_and_move() -> None:
    moved = notebook(("test", "assert x == 41"), ("answer", "x = 42"), ("", "print(x)"), points={"test": 2})
    assert cell_changes(BEFORE, moved) == []
    other = notebook(("answer", "x = 42"), ("", "print(x)"), ("", "print(x + 1)"))
    assert [(each.kind, each.part, each.grade_id) for each in cell_changes(BEFORE, other)] == [
        (Kind.REMOVED, Part.TEST, "test"), (Kind.ADDED, Part.GIVEN, ""),
    ]  # fmt: skip
    assert [each.kind for each in cell_changes(b"no notebook", AFTER)] == [Kind.ADDED] * 3


def test_fields_reading_and_tasks_are_compared() -> None:
    blobs = {"a" * 64: BEFORE, "b" * 64: AFTER}
    before = content(BEFORE, "a" * 64)
    after = content(
        AFTER, "b" * 64, title={"ko": "새 과정", "en": "Course"}, reading=[{"file": "reading/b.md", "markdown": "# 글"}]
    )
    found = differences(before, after, blobs.__getitem__)
    assert found.fields == (FieldChange("title.ko", "과정", "새 과정"),)
    assert found.readings == (FileChange(Kind.REMOVED, "reading/a.md"), FileChange(Kind.ADDED, "reading/b.md"))
    assert [(task.name, task.kind, [path for path, _cell in task.cells]) for task in found.tasks] == [
        ("week1", Kind.CHANGED, ["w.ipynb"])
    ]
    assert not differences(before, before, blobs.__getitem__).any
    gone = Content({**before.document, "tasks": []}, {})
    assert [task.kind for task in differences(before, gone, blobs.__getitem__).tasks] == [Kind.REMOVED]
