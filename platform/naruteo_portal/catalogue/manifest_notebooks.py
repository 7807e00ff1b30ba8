"""Looks into an assignment's folder and says what keeps its notebooks from being graded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from naruteo_portal.core.safe_yaml import Text

LARGEST_NOTEBOOK = 5_000_000
# nbgrader writes version 3 of its cell metadata since 0.6; older notebooks need `nbgrader update` first.
NBGRADER_SCHEMA = 3
GRADE_ID = re.compile(r"[A-Za-z0-9_\-]{1,100}")


@dataclass(frozen=True)
class Notebook:
    """One graded notebook of an assignment and the points that it is worth."""

    name: str
    points: float


def inspect_assignment(folder: Path) -> tuple[tuple[Notebook, ...], list[Text]]:
    """Return the notebooks of a source folder and everything that is wrong with them."""
    if not folder.is_dir() or folder.is_symlink():
        return (), [
            Text(
                f"'source/{folder.name}' 폴더가 없습니다. 폴더를 만들거나 과제 이름을 폴더 이름과 같게 고쳐 주세요.",
                f"The folder 'source/{folder.name}' does not exist. Make it, or give the task the name of its folder.",
            )
        ]
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        return (), [
            Text(
                f"'source/{folder.name}' 폴더에 노트북(.ipynb)이 없습니다. 채점할 노트북을 하나 이상 넣어 주세요.",
                f"The folder 'source/{folder.name}' holds no notebook (.ipynb). Put a graded notebook into it.",
            )
        ]
    notebooks: list[Notebook] = []
    messages: list[Text] = []
    for path in paths:
        points = 0.0
        for found in _inspect_notebook(path):
            if isinstance(found, float):
                points += found
            else:
                messages.append(Text(f"{path.name}: {found.ko}", f"{path.name}: {found.en}"))
        notebooks.append(Notebook(path.stem, points))
    if notebooks and not messages and sum(notebook.points for notebook in notebooks) <= 0:
        messages.append(
            Text(
                "점수가 있는 칸이 없습니다. nbgrader로 'Autograder tests' 칸을 만들고 점수를 주세요.",
                "No cell is worth any points. Make an 'Autograder tests' cell with nbgrader and give it points.",
            )
        )
    return tuple(notebooks), messages


def _inspect_notebook(path: Path) -> Iterator[float | Text]:
    """Yield the points of each graded cell, and a message for each fault."""
    if path.is_symlink() or path.stat().st_size > LARGEST_NOTEBOOK:
        yield Text(
            "링크이거나 5 MB보다 큽니다. 출력을 지우고 보통 파일로 저장해 주세요.",
            "It is a link or larger than 5 MB. Clear the outputs and save it as an ordinary file.",
        )
        return
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        yield Text("노트북 형식(JSON)이 아닙니다.", "It is not a notebook (not valid JSON).")
        return
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list) or document.get("nbformat") != 4:
        yield Text(
            "노트북 형식 4가 아닙니다. JupyterLab에서 열어 다시 저장해 주세요.",
            "It is not in notebook format 4. Open it in JupyterLab and save it again.",
        )
        return
    seen: dict[str, int] = {}
    graded_format = False
    for number, cell in enumerate(cells, start=1):
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if nbgrader is None:
            continue
        graded_format = True
        if not isinstance(nbgrader, dict) or nbgrader.get("schema_version") != NBGRADER_SCHEMA:
            yield Text(
                f"{number}번째 칸이 nbgrader 형식 3이 아닙니다. 'nbgrader update'를 실행해 주세요.",
                f"Cell {number} is not in nbgrader's format 3. Run 'nbgrader update' on the course.",
            )
            continue
        yield from _inspect_cell(number, nbgrader, seen)
    if not graded_format:
        yield Text(
            "nbgrader 칸이 없습니다. 'Create Assignment' 창에서 칸의 종류를 정해 주세요.",
            "It has no nbgrader cell. Choose the kind of its cells in the 'Create Assignment' panel.",
        )


def _inspect_cell(number: int, nbgrader: dict[str, Any], seen: dict[str, int]) -> Iterator[float | Text]:
    grade_id = nbgrader.get("grade_id")
    if not isinstance(grade_id, str) or not GRADE_ID.fullmatch(grade_id):
        yield Text(
            f"{number}번째 칸의 grade_id가 없거나 잘못되었습니다. 영문자, 숫자, '-', '_'만 써 주세요.",
            f"Cell {number} has no good grade_id. Use letters, digits, '-' and '_' only.",
        )
        return
    if grade_id in seen:
        yield Text(
            f"grade_id '{grade_id}'가 {seen[grade_id]}번째와 {number}번째 칸에 되풀이됩니다. 하나를 바꿔 주세요.",
            f"The grade_id '{grade_id}' repeats in cells {seen[grade_id]} and {number}. Rename one of them.",
        )
    seen.setdefault(grade_id, number)
    # A task cell is graded by a person and has points too, though nbgrader marks it by `task` alone.
    if nbgrader.get("grade") is not True and nbgrader.get("task") is not True:
        return
    points = nbgrader.get("points")
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points <= 1000:
        yield Text(
            f"'{grade_id}' 칸의 점수가 0에서 1000 사이의 수가 아닙니다.",
            f"The points of the cell '{grade_id}' are not a number from 0 to 1000.",
        )
        return
    yield float(points)
