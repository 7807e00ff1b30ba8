"""Known wrong answers of a course: `checks/<assignment>/<name>.py` or `.ipynb`, with what they must and must not get.

A Python file stands in the place of one solution cell. It says so, and what it must score, in comments:

    # cell: defect-rate            the solution cell that it replaces
    # loses: test-a test-b         the tests that it must lose; it must get all others
    # gets: test-c                 tests that it must get (then the others, if not named, are free)
    # score: 85                    the points of the whole assignment
    # seed: 104729                 the learner's seed whose numbers it holds: with that one it gets all tests

A notebook is a whole submission; the same lines, without `# cell:`, stand in its first cell, which is text.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from naruteo_hub.checking.findings import Finding, Tell
from naruteo_hub.grading.document import NotARealNotebook, read_course_notebook

SAYS = re.compile(r"^#?[ \t]*(cell|loses|gets|score|seed)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class KnownAnswer:
    """One wrong answer, and what it must score."""

    assignment: str
    path: Path
    cell: str
    loses: frozenset[str] | None
    gets: frozenset[str]
    score: float | None
    seed: int | None
    """Under which it is right: it holds the numbers of the learner with this seed."""
    source: str

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.name

    @property
    def tests(self) -> frozenset[str]:
        """Every test that it speaks of."""
        return self.gets | (self.loses or frozenset())

    def faults(self, lost: set[str], tests: list[str], score: float | None) -> list[str]:
        """Say in which ways an outcome is not what was declared."""
        said = []
        if self.loses is not None and (kept := [test for test in tests if test in self.loses - lost]):
            said.append(f"It must lose {', '.join(kept)}, and gets the points.")
        must_get = self.gets if self.gets or self.loses is None else frozenset(tests) - self.loses
        if missed := [test for test in tests if test in must_get & lost]:
            said.append(f"It must get {', '.join(missed)}, and loses the points.")
        if self.score is not None and score is not None and score != self.score:
            said.append(f"It must score {self.score:g}, and scores {score:g}.")
        return said


def read_known_answers(course: Path, assignment: str, tell: Tell) -> list[KnownAnswer]:
    """Read the known wrong answers of an assignment; what cannot be understood is told."""
    answers = []
    for path in sorted((course / "checks" / assignment).glob("*")):
        if path.suffix not in (".py", ".ipynb"):
            continue
        try:
            answers.append(_read(assignment, path))
        except (ValueError, OSError, NotARealNotebook) as fault:
            reason = f"checks/{assignment}/{path.name} cannot be used: {fault}"
            tell(Finding("wrong-answers", reason, assignment))
    return answers


def _read(assignment: str, path: Path) -> KnownAnswer:
    if path.suffix == ".py":
        source = path.read_text(encoding="utf-8")
        # What the code itself calls `seed: int` or `score: float` says nothing of the answer.
        text = "\n".join(line for line in source.splitlines() if line.startswith("#"))
    else:
        cells = read_course_notebook(path.read_bytes()).cells
        source = ""
        text = cells[0].source if cells and cells[0].cell_type != "code" else ""
    said: dict[str, str] = {}
    for key, value in SAYS.findall(text):
        said[key] = f"{said[key]} {value}" if key in said else value
    if path.suffix == ".py" and not said.get("cell"):
        raise ValueError("it does not say by `# cell:` which solution cell it replaces")
    if path.suffix != ".py" and "seed" in said:
        raise ValueError("`seed:` is only for a Python file, whose other cells are the solution's")
    if not said.keys() & {"loses", "gets", "score"}:
        raise ValueError("it says neither `loses:` nor `gets:` nor `score:`")
    return KnownAnswer(
        assignment,
        path,
        said.get("cell", "") if path.suffix == ".py" else "",
        frozenset(said["loses"].split()) if "loses" in said else None,
        frozenset(said.get("gets", "").split()),
        float(said["score"]) if "score" in said else None,
        int(said["seed"]) if "seed" in said else None,
        source,
    )
