"""Grade the corpus with stock nbgrader and record its scores.

Again after any change of the corpus: ``PYTHONPATH=tests python -m hub.differential.stock``, with the environment's
``bin`` on PATH, where nbgrader looks for alembic. Only assignments that have changed are graded, about 2 seconds for
each submission. The corpus is our own code, so it needs no sandbox.
"""

import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbgrader
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from .assignment import Assignment
from .corpus import CORPUS
from .course import write_assignment, write_work

RECORD = Path(__file__).with_name("stock_scores.json")
Scores = dict[str, dict[str, float | None]]


def read_record() -> dict[str, Any]:
    """What is recorded: nbgrader's version, and for each assignment its digest and scores."""
    if not RECORD.exists():
        return {"nbgrader": nbgrader.__version__, "assignments": {}}
    record: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def grade_with_stock(each: Assignment, folder: Path) -> Scores:
    """Points by submission and cell; None awaits a person, and no cells at all mean that nbgrader gave up."""
    write_assignment(folder, each)
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.course_id = "differential"
    config.Exchange.root = str(folder / "exchange")
    api = NbGraderAPI(config=config)
    _succeed(api.generate_assignment(each.name))
    released = (folder / "release" / each.name / "work.ipynb").read_bytes()
    scores: Scores = {}
    for name, work in each.works.items():
        write_work(folder / "submitted" / name / each.name, each, work, released)
        done = api.autograde(each.name, name)
        scores[name] = _points(folder, each.name, name) if done["success"] else {}
    return scores


def _points(folder: Path, assignment: str, student: str) -> dict[str, float | None]:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook("work", assignment, student)
        return {grade.name: None if grade.needs_manual_grade else grade.auto_score for grade in notebook.grades}


def _succeed(done: dict[str, Any]) -> None:
    if not done["success"]:
        raise SystemExit(done.get("log") or done["error"])


def write_record(record: dict[str, Any]) -> None:
    """Write it with one line for each submission, so that changes can be read."""
    blocks = []
    for name, each in sorted(record["assignments"].items()):
        lines = [f"   {json.dumps(work)}: {json.dumps(points)}" for work, points in each["scores"].items()]
        scores = ",\n".join(lines)
        blocks.append(f'  {json.dumps(name)}: {{"sha256": "{each["sha256"]}", "scores": {{\n{scores}\n  }}}}')
    assignments = ",\n".join(blocks)
    text = f'{{\n "nbgrader": "{record["nbgrader"]}",\n "assignments": {{\n{assignments}\n }}\n}}\n'
    RECORD.write_text(text, encoding="utf-8")


def main() -> None:
    """Record what has changed; names on the command line are recorded whether they have changed or not."""
    logging.disable(logging.CRITICAL)
    record = read_record()
    kept = record["assignments"] if record["nbgrader"] == nbgrader.__version__ else {}
    record = {"nbgrader": nbgrader.__version__, "assignments": {name: kept[name] for name in kept if name in CORPUS}}
    for name, each in CORPUS.items():
        if name in sys.argv[1:] or record["assignments"].get(name, {}).get("sha256") != each.digest():
            sys.stdout.write(f"{name}: {len(each.works)}\n")
            sys.stdout.flush()
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)
                scores = grade_with_stock(each, Path(folder).resolve())
                os.chdir("/")
            record["assignments"][name] = {"sha256": each.digest(), "scores": scores}
            write_record(record)
    write_record(record)


if __name__ == "__main__":
    main()
