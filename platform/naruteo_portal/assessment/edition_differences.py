"""What differs between two contents of a course: fields of the manifest, reading, tasks, cells; knows no database."""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from naruteo_portal.assessment.notebooks import cells_in, mark_of, notebooks_in, points_of, text_of
from naruteo_portal.core.storage import Tree

ReadBlob = Callable[[str], bytes]
MOST_DIFF_LINES = 200


class Kind(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Part(StrEnum):
    """What a cell is in an assignment."""

    TEST = "test"
    ANSWER = "answer"
    BY_HAND = "by_hand"
    GIVEN = "given"


@dataclass(frozen=True)
class Content:
    """A course as the comparison sees it: the manifest as an edition keeps it, and the source of each task."""

    document: Mapping[str, Any]
    sources: Mapping[str, Tree]


@dataclass(frozen=True)
class FieldChange:
    """A value of the manifest, by its place in course.yaml; None where it is not given."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class CellChange:
    """A cell of a notebook that differs."""

    kind: Kind
    part: Part
    grade_id: str
    """Empty for a cell that nbgrader does not know."""
    points: tuple[float, float] | None
    """Points before and after, if they differ."""
    lines: str
    """How its text differs, line by line."""


@dataclass(frozen=True)
class FileChange:
    """A file of a task that is no notebook, or a notebook as a whole."""

    kind: Kind
    path: str


@dataclass(frozen=True)
class TaskChange:
    """A task that differs."""

    kind: Kind
    name: str
    title: Mapping[str, str]
    fields: tuple[FieldChange, ...] = ()
    files: tuple[FileChange, ...] = ()
    cells: tuple[tuple[str, CellChange], ...] = ()
    """The cells that differ with the path of their notebook."""


@dataclass(frozen=True)
class Differences:
    """All that differs."""

    fields: tuple[FieldChange, ...]
    readings: tuple[FileChange, ...]
    tasks: tuple[TaskChange, ...]

    @property
    def any(self) -> bool:
        """Whether anything does."""
        return bool(self.fields or self.readings or self.tasks)


def differences(before: Content, after: Content, read: ReadBlob) -> Differences:
    """What the second content has, lacks and says otherwise; `read` gives a stored file by its hash."""
    apart = ("tasks", "reading")
    fields = _field_changes(
        *({key: value for key, value in each.document.items() if key not in apart} for each in (before, after))
    )
    return Differences(tuple(fields), tuple(_reading_changes(before, after)), tuple(_task_changes(before, after, read)))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, f"{path}[{number}]")
    elif value is not None:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for name in (*old, *(name for name in new if name not in old)):
        if old.get(name) != new.get(name):
            yield FieldChange(name, old.get(name), new.get(name))


def _reading_changes(before: Content, after: Content) -> Iterator[FileChange]:
    old, new = ({part["file"]: part for part in each.document["reading"]} for each in (before, after))
    yield from _file_changes(old, new)


def _file_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FileChange]:
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) != new.get(path):
            yield FileChange(_kind(path in old, path in new), path)


def _kind(was: bool, is_now: bool) -> Kind:
    return Kind.CHANGED if was and is_now else Kind.REMOVED if was else Kind.ADDED


def _task_changes(before: Content, after: Content, read: ReadBlob) -> Iterator[TaskChange]:
    old, new = ({task["name"]: task for task in each.document["tasks"]} for each in (before, after))
    for name in (*new, *(name for name in old if name not in new)):
        was, now_is = old.get(name), new.get(name)
        if was is None or now_is is None:
            yield TaskChange(_kind(was is not None, now_is is not None), name, (now_is or was or {})["title"])
            continue
        fields = tuple(_field_changes(_rules(was), _rules(now_is)))
        files, cells = _source_changes(before.sources.get(name, Tree(())), after.sources.get(name, Tree(())), read)
        if fields or files or cells:
            yield TaskChange(Kind.CHANGED, name, now_is["title"], fields, files, cells)


def _rules(task: Mapping[str, Any]) -> dict[str, Any]:
    points = {notebook["name"]: notebook["points"] for notebook in task["notebooks"]}
    return {**{key: value for key, value in task.items() if key != "notebooks"}, "points": points}


def _source_changes(
    before: Tree, after: Tree, read: ReadBlob
) -> tuple[tuple[FileChange, ...], tuple[tuple[str, CellChange], ...]]:
    old, new = ({file.path: file.sha256 for file in tree.files} for tree in (before, after))
    notebooks = notebooks_in({path: None for path in old.keys() & new.keys()}).values()
    cells = tuple(
        (path, change)
        for path in notebooks
        if old[path] != new[path]
        for change in cell_changes(read(old[path]), read(new[path]))
    )
    # A notebook whose cells are the same differs in what no learner notices.
    whole = {path for path in notebooks if old[path] != new[path]}
    files = tuple(change for change in _file_changes(old, new) if change.path not in whole)
    return files, cells


def cell_changes(before: bytes, after: bytes) -> list[CellChange]:
    """The cells of a notebook that differ: those that nbgrader marked by their ids, the others by their order."""
    old, new = cells_in(before), cells_in(after)
    old_marked, new_marked = ({_id(cell): cell for cell in cells if _id(cell)} for cells in (old, new))
    changes = []
    for grade_id in (*new_marked, *(name for name in old_marked if name not in new_marked)):
        change = _change(old_marked.get(grade_id), new_marked.get(grade_id))
        if change is not None:
            changes.append(change)
    return changes + list(_loose_changes(*([cell for cell in cells if not _id(cell)] for cells in (old, new))))


def _id(cell: Mapping[str, Any]) -> str:
    mark = mark_of(cell)
    return str(mark["grade_id"]) if mark else ""


def _loose_changes(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> Iterator[CellChange]:
    before, after = ([f"{cell.get('cell_type')} {text_of(cell)}" for cell in cells] for cells in (old, new))
    for act, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            continue
        for number in range(max(b - a, d - c)):
            was = old[a + number] if a + number < b else None
            now_is = new[c + number] if c + number < d else None
            change = _change(was, now_is)
            if change is not None:
                yield change


def _change(was: dict[str, Any] | None, now_is: dict[str, Any] | None) -> CellChange | None:
    old, new = (text_of(cell) if cell else "" for cell in (was, now_is))
    points = (points_of(mark_of(was) or {}), points_of(mark_of(now_is) or {}))
    parts = [_part(cell) for cell in (was, now_is) if cell]
    if was is not None and now_is is not None and old == new and points[0] == points[1] and parts[0] is parts[1]:
        return None
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2))[2:]
    return CellChange(
        _kind(was is not None, now_is is not None),
        parts[-1],
        _id(now_is or was or {}),
        points if points[0] != points[1] else None,
        "\n".join(lines[:MOST_DIFF_LINES]),
    )


def _part(cell: Mapping[str, Any]) -> Part:
    mark = mark_of(cell) or {}
    if mark.get("task") is True or (mark.get("grade") is True and mark.get("solution") is True):
        return Part.BY_HAND
    if mark.get("grade") is True:
        return Part.TEST
    return Part.ANSWER if mark.get("solution") is True else Part.GIVEN
