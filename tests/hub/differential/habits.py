"""What honest learners do to their notebooks beside answering: none of it should change a point."""

from collections.abc import Callable
from copy import deepcopy

from naruteo_testing.notebooks import Cell, Notebook, code, text

Habit = Callable[[Notebook], None]


def scratch_cells(work: Notebook) -> None:
    """Tries things out in cells of their own, at both ends and between."""
    _put(work, 0, code("import math\nscratch_total = sum(range(10))\nscratch_total"))
    for position in reversed(_places(work, "grade")):
        _put(work, position, code("scratch_total = scratch_total + 1\nscratch_total"))
    _put(work, len(work["cells"]), text("Done, *I think*."))


def prints_everywhere(work: Notebook) -> None:
    """Prints to see where the notebook stands."""
    for number, position in reversed(list(enumerate(_places(work, "grade")))):
        _put(work, position, code(f"print('여기까지 됨', {number})\nprint('-' * 200)"))


def warnings_and_logs(work: Notebook) -> None:
    """Has a cell whose libraries warn and log on stderr."""
    noise = "import logging, sys, warnings\nwarnings.warn('old')\nlogging.warning('slow')\nprint('hm', file=sys.stderr)"
    _put(work, 1, code(noise))


def stale_outputs(work: Notebook) -> None:
    """Hands in outputs of an earlier run, errors among them."""
    for cell in _code(work):
        cell["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": "old\n"},
            {"output_type": "error", "ename": "NameError", "evalue": "name 'x' is not defined", "traceback": ["..."]},
        ]


def restarted_kernel(work: Notebook) -> None:
    """Ran cells out of order, and some again after restarting the kernel."""
    for number, cell in enumerate(_code(work)):
        cell["execution_count"] = (number * 7) % 5 + 1


def failing_scratch(work: Notebook) -> None:
    """Left a cell that fails."""
    _put(work, 1, code("1 / 0"))
    _put(work, len(work["cells"]), code("this is not Python"))


def magics(work: Notebook) -> None:
    """Uses IPython's magics in cells of their own."""
    _put(work, 1, code("%%time\nmagic_total = sum(range(1000))"))
    _put(work, 2, code("%precision 3\n!echo 안녕\nhere = %pwd\n%timeit -n1 -r1 sum(range(10))"))


def other_kernel(work: Notebook) -> None:
    """Worked on a machine whose kernel has another name."""
    work["metadata"]["kernelspec"] = {"name": "my-env", "display_name": "Python (my env)", "language": "python"}
    work["metadata"]["language_info"] = {"name": "python", "version": "3.10.2", "file_extension": ".py"}


def other_editor(work: Notebook) -> None:
    """Worked in an editor that writes metadata of its own and folds cells."""
    work["metadata"]["colab"] = {"provenance": []}
    for number, cell in enumerate(work["cells"]):
        cell["metadata"] |= {"id": f"Zx{number}", "collapsed": True, "jupyter": {"source_hidden": True}}


def no_cell_ids(work: Notebook) -> None:
    """Worked in an editor that knows no ids of cells yet."""
    work["nbformat_minor"] = 4
    for cell in work["cells"]:
        cell.pop("id")


def comments_in_answers(work: Notebook) -> None:
    """Says above each answer what was meant."""
    for cell in _code(work):
        role = cell["metadata"].get("nbgrader", {})
        if role.get("solution") and not role.get("grade") and not cell["source"].startswith("%%"):
            cell["source"] = "# 내 풀이: 생각보다 쉬웠다 🙂\n" + cell["source"] + "\n\n# the end\n"


def unlocked_comments(work: Notebook) -> None:
    """Wrote notes into test cells, which grading puts back."""
    for position in _places(work, "grade"):
        cell = work["cells"][position]
        if cell["cell_type"] == "code" and not cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] += "\n# passes!"


def own_cell(source: str, before: str | None) -> Habit:
    """Make the habit of putting a cell of one's own before the cell with this id, or last."""

    def habit(work: Notebook) -> None:
        _put(work, len(work["cells"]) if before is None else _place(work, before), code(source))

    return habit


def moved(grade_id: str, before: str) -> Habit:
    """Make the habit of moving one cell up or down, before another."""

    def habit(work: Notebook) -> None:
        cell = work["cells"].pop(_place(work, grade_id))
        work["cells"].insert(_place(work, before), cell)

    return habit


def copied(grade_id: str, before: str) -> Habit:
    """Make the habit of copying a cell, with its metadata, to a place before another."""

    def habit(work: Notebook) -> None:
        copy = deepcopy(work["cells"][_place(work, grade_id)])
        del copy["id"]
        _put(work, _place(work, before), copy)

    return habit


def deleted(grade_id: str) -> Habit:
    """Make the habit of deleting a cell."""

    def habit(work: Notebook) -> None:
        del work["cells"][_place(work, grade_id)]

    return habit


def retyped(grade_id: str, cell_type: str) -> Habit:
    """Make the habit of changing a cell's type, which one wrong key does."""

    def habit(work: Notebook) -> None:
        cell = work["cells"][_place(work, grade_id)]
        cell["cell_type"] = cell_type
        del cell["outputs"], cell["execution_count"]

    return habit


HABITS = (
    scratch_cells,
    prints_everywhere,
    warnings_and_logs,
    stale_outputs,
    restarted_kernel,
    failing_scratch,
    magics,
    other_kernel,
    other_editor,
    no_cell_ids,
    comments_in_answers,
    unlocked_comments,
)


def _code(work: Notebook) -> list[Cell]:
    return [cell for cell in work["cells"] if cell["cell_type"] == "code"]


def _place(work: Notebook, grade_id: str) -> int:
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in work["cells"]]
    return ids.index(grade_id)


def _places(work: Notebook, role: str) -> list[int]:
    return [place for place, cell in enumerate(work["cells"]) if cell["metadata"].get("nbgrader", {}).get(role)]


def _put(work: Notebook, position: int, cell: Cell) -> None:
    ids = {each.get("id") for each in work["cells"]}
    number = next(number for number in range(len(ids) + 1) if f"own{number}" not in ids)
    work["cells"].insert(position, {"id": f"own{number}", **cell})
