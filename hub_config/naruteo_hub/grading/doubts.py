"""Say what a person has to look at: results that cannot be told apart from forged ones by a machine alone."""

from naruteo_hub.grading.execution import NotebookRun
from naruteo_hub.grading.judging.names import names_in, parse
from naruteo_hub.grading.judging.plan import part_of
from naruteo_hub.grading.preparation import PreparedNotebook
from naruteo_hub.grading.results import Flag
from naruteo_hub.grading.tampering import odd_constructs, shadowing_files, summary
from naruteo_hub.grading.verdicts import Judged, has_failed

MOST_PLACES = 10


def look_for_tampering(run: NotebookRun, prepared: PreparedNotebook, files: dict[str, bytes]) -> None:
    """Note with each test of an executed notebook the evidence for which a person has to look at it."""
    shared = [judged for judged in run.judged.values() if judged.shared]
    if shared:
        evidence = _in_the_code(run, prepared, files)
        for judged in shared:
            judged.evidence += evidence
    for index, judged in run.judged.items():
        passed = not has_failed(run.notebook.cells[index].outputs)
        if passed and judged.unverified:
            judged.evidence += [_told(deed) for deed in judged.unverified]
        elif not passed and any(_of_a_library(deed) for deed in judged.refused):
            # The answer may be an honest one of another kind than the course's own.
            judged.evidence += [_told(deed) for deed in judged.refused]


def doubts(name: str, run: NotebookRun) -> list[Flag]:
    """Return flags for a notebook's doubtful results, each with its evidence."""
    found: dict[str, list[str]] = {}
    for index, judged in sorted(run.judged.items()):
        grade_id = run.notebook.cells[index].metadata.nbgrader.grade_id
        code = _code(judged)
        if code:
            told = judged.evidence or [_told(deed) for deed in judged.refused]
            found.setdefault(code, []).append(f"{grade_id} ({'; '.join(summary(told))})")
    return [Flag(code, f"{name}: {', '.join(places[:MOST_PLACES])}") for code, places in found.items()]


def _code(judged: Judged) -> str:
    if judged.shared:
        return "possible_tampering" if judged.evidence else ""
    if judged.refused:
        return "odd_result"
    return "unverified_result" if judged.evidence else ""


def _in_the_code(run: NotebookRun, prepared: PreparedNotebook, files: dict[str, bytes]) -> list[str]:
    course = [cell.source for cell in prepared.solved.cells if cell.cell_type == "code"]
    tests = set(run.judged)
    written = [
        cell.source for index, cell in enumerate(run.notebook.cells) if cell.cell_type == "code" and index not in tests
    ]
    # What the course's own cells use stands between a test and an answer too.
    given = [cell.source for cell in prepared.full.cells if cell.cell_type == "code" and part_of(cell) != "solution"]
    relied_on = set().union(*(names_in(parse(source)) for source in given)) - prepared.plan.learners
    odd = odd_constructs(written, relied_on, prepared.plan.classes) - odd_constructs(course, relied_on)
    return summary(odd | shadowing_files(files, written, relied_on))


def _told(deed: list[str]) -> str:
    return " ".join(part.removeprefix("__main__.") for part in deed)


def _of_a_library(deed: list[str]) -> bool:
    # Python's own iterators and functions equal only themselves, so for them the refusal changed nothing.
    return not deed[0].startswith(("__main__.", "builtins."))
