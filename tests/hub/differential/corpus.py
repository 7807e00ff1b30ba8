"""All assignments of the differential test, read from the texts in ``corpus``.

A text holds the cells of an assignment and then, after lines like ``# ==== NAME``, what learners hand in:

    # %% text                        a text of the author's
    # %% code                        code that learners may change
    # %% given ID                    code that they may not change
    # %% answer ID                   an answer, with the author's solution in it
    # %% check ID POINTS             a test
    # %% people ID POINTS            a code answer for which a person gives points
    # %% essay ID POINTS             a written answer for which a person gives points
    # %% task ID POINTS              a task without a cell to answer in
    # %% file NAME                   a file beside the notebook

    # ==== NAME                      what one learner hands in; the author's answers stand where none follows
    # %% ID                          an answer
    # %% stub ID                     an answer left as it was released
    # %% own before ID               a cell of the learner's own
    # %% own last                    the same, at the end
    # %% move ID before ID           a cell that the learner moved
    # %% copy ID before ID           a cell that the learner copied
    # %% delete ID                   a cell that the learner deleted
    # %% retype ID TYPE              a cell of which the learner changed the type
    # %% file NAME                   a file of the learner's own
"""

import re
from collections.abc import Iterator
from pathlib import Path

from naruteo_testing.notebooks import Cell, Notebook, answer, check, code, notebook, text

from .assignment import Assignment, Work, answer_cells
from .habits import HABITS, Habit, copied, deleted, moved, own_cell, retyped

FOLDER = Path(__file__).with_name("corpus")


def _read(name: str, words: str) -> Assignment:
    author, *learners = re.split(r"(?m)^# ==== (.+)\n", words)
    source = notebook(text(f"# {name}"), *(_cell(kind, body) for kind, body in _parts(author) if kind[0] != "file"))
    files = {kind[1]: body + "\n" for kind, body in _parts(author) if kind[0] == "file"}
    works = _ordinary_works(name, source)
    works |= {learner: _work(body) for learner, body in zip(learners[::2], learners[1::2], strict=True)}
    return Assignment(name, source, files, works)


def _parts(words: str) -> Iterator[tuple[list[str], str]]:
    _, *parts = re.split(r"(?m)^# %% (.+)\n", words)
    for head, body in zip(parts[::2], parts[1::2], strict=True):
        yield head.split(), body.strip("\n")


def _cell(kind: list[str], body: str) -> Cell:
    role, *details = kind
    if role == "text":
        return text(body)
    if role == "code":
        return code(body)
    grade_id = details[0]
    if role == "given":
        return code(body, grade_id=grade_id, locked=True)
    if role == "answer":
        return answer(grade_id, body)
    points = float(details[1])
    if role == "check":
        return check(grade_id, body, points)
    if role == "people":
        return code(body, grade_id=grade_id, grade=True, solution=True, points=points)
    if role == "essay":
        return text(body, grade_id=grade_id, grade=True, solution=True, points=points)
    if role == "task":
        return text(body, grade_id=grade_id, task=True, locked=True, points=points)
    raise ValueError(f"no such kind of cell: {role}")


def _work(words: str) -> Work:
    answers: dict[str, str] = {}
    unanswered: set[str] = set()
    habits: list[Habit] = []
    files: dict[str, str] = {}
    for kind, body in _parts(words):
        match kind:
            case ["stub", grade_id]:
                unanswered.add(grade_id)
            case ["own", "before", grade_id]:
                habits.append(own_cell(body, grade_id))
            case ["own", "last"]:
                habits.append(own_cell(body, None))
            case ["move", grade_id, "before", other]:
                habits.append(moved(grade_id, other))
            case ["copy", grade_id, "before", other]:
                habits.append(copied(grade_id, other))
            case ["delete", grade_id]:
                habits.append(deleted(grade_id))
            case ["retype", grade_id, cell_type]:
                habits.append(retyped(grade_id, cell_type))
            case ["file", name]:
                files[name] = body + "\n"
            case [grade_id]:
                answers[grade_id] = body
            case _:
                raise ValueError(f"no such part of a work: {kind}")
    return Work(answers, frozenset(unanswered), tuple(habits), files)


def _ordinary_works(name: str, source: Notebook) -> dict[str, Work]:
    """What is handed in for every assignment: the author's answers, none, and the author's with two habits."""
    ids = frozenset(cell["metadata"]["nbgrader"]["grade_id"] for cell in answer_cells(source))
    number = sum(name.encode())
    habits = {HABITS[number % len(HABITS)], HABITS[number // len(HABITS) % len(HABITS)]}
    works = {"author": Work(), "untouched": Work(unanswered=ids)}
    return works | {habit.__name__: Work(habits=(habit,)) for habit in HABITS if habit in habits}


CORPUS = {path.stem: _read(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.txt"))}
