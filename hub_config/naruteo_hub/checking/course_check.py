"""Check a whole course before any learner sees it: read it, run it under different chance, try wrong answers on it."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from naruteo_hub.checking import figures, languages, leaks
from naruteo_hub.checking.assignment_check import AssignmentCheck, Options
from naruteo_hub.checking.bench import name_of
from naruteo_hub.checking.findings import RULES, Finding, Progress, Report, silent
from naruteo_hub.checking.graded_answers import GradedAnswers
from naruteo_hub.checking.repeats import Run, check_runs, run_all
from naruteo_hub.checking.sources import assignments_in, check_source, read_sources
from naruteo_hub.grading.course import CourseFault
from naruteo_hub.grading.preparation import Prepared, prepare, python_only
from naruteo_hub.grading.servers import lend_server
from naruteo_hub.sandbox import SandboxMissing, require_sandbox
from naruteo_hub.seeds import SEED_FILE, SEEDS, seed_in

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """What a course says about itself beside its notebooks; nothing, for a folder that is nbgrader's only."""

    bilingual: bool = False
    assignments: tuple[str, ...] = ()
    """The assignments that it names; those in `source` if it names none."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with what it says."""


def check_course(
    course: Path, options: Options | None = None, said: Said | None = None, progress: Progress = silent
) -> Report:
    """Check a course folder of nbgrader's. Whatever it holds, a report comes back."""
    begun = time.monotonic()
    report = Report(course.resolve().name)
    try:
        _Check(course.resolve(), options or Options(), said or Said(), progress, report).run()
    except SandboxMissing as missing:
        report.unchecked = str(missing)
    except Exception as fault:  # a course may hold anything; the fault is logged in full
        logger.exception("Checking %s failed", course)
        report.unchecked = f"The check itself failed: {type(fault).__name__}: {fault}"
    report.findings = _in_order(report.findings)
    report.seconds = time.monotonic() - begun
    return report


def _in_order(findings: list[Finding]) -> list[Finding]:
    rules = list(RULES)
    return sorted(dict.fromkeys(findings), key=lambda each: (each.assignment, each.notebook, rules.index(each.rule)))


class _Check:
    def __init__(self, course: Path, options: Options, said: Said, progress: Progress, report: Report) -> None:
        self.course = course
        self.options = options
        self.said = said
        self.progress = progress
        self.report = report
        self.tell = report.findings.append
        self.turn = Lock()
        self.count = self.total = 0

    def run(self) -> None:
        if not self.course.is_dir():
            self.report.unchecked = f"There is no folder {self.course}."
            return
        there = assignments_in(self.course)
        if not there:
            self.report.unchecked = "The folder holds no `source` with assignments, as a course of nbgrader does."
            return
        wanted = list(self.options.assignments) or there
        if strangers := [name for name in wanted if name not in there]:
            self.report.unchecked = f"There is no assignment {', '.join(strangers)} in `source`."
            return
        require_sandbox()
        self.report.findings += self.said.findings
        if not self.options.assignments:
            self._check_folder(there)
        prepared = [each for each in map(self._prepare, wanted) if each is not None]
        if not prepared:
            self.report.unchecked = "" if self.report.findings else "No assignment could be prepared."
            return
        checks = [AssignmentCheck(self.course, each, self.options, self.tell) for each in prepared]
        graded = [GradedAnswers(self.course, check.prepared, check.known, self.tell) for check in checks]
        seeds = self.options.seeds * sum(len(each.notebooks) for each in prepared)
        self.total = seeds + sum(check.trials for check in checks) + sum(answers.count for answers in graded)
        libraries = frozenset[str]().union(*(each.libraries for each in prepared))
        # Grading goes on beside the rest: one after the other it would leave a processor idle.
        with ThreadPoolExecutor(1) as thread, lend_server(libraries) as server:
            grading = [thread.submit(answers.check, self._done) for answers in graded]
            found = self._run_answers(prepared)
            for check in checks:
                self.report.notebooks += check.run(found, server, self._done)
            for ended in grading:
                ended.result()

    def _done(self, count: int = 1) -> None:
        with self.turn:
            self.count += count
            self.progress("Trying solutions, wrong answers and mutants", self.count, self.total)

    def _check_folder(self, there: list[str]) -> None:
        for name in there:
            if self.said.assignments and name not in self.said.assignments:
                self.tell(Finding("manifest", "course.yaml does not name this folder of `source`.", name))
        for file in sorted((self.course / "reading").glob("*.md")):
            figures.check_reading_pictures(self.course, file, self.tell)
            if self.said.bilingual:
                text = file.read_text(encoding="utf-8", errors="replace")
                languages.check_reading(str(file.relative_to(self.course)), text, self.tell)

    def _prepare(self, assignment: str) -> Prepared | None:
        self.progress(f"Reading {assignment}", 0, 0)
        notebooks = read_sources(self.course, assignment, self.tell)
        for notebook in notebooks:
            check_source(notebook, self.tell)
            figures.check_texts(notebook, self.tell)
        languages.check_languages(notebooks, self.said.bilingual, self.tell)
        try:
            prepared = prepare(self.course, assignment)
        except CourseFault as fault:
            told = any(
                each.assignment == assignment and each.rule in ("ids", "source") for each in self.report.findings
            )
            if not told:
                self.tell(Finding("source", f"nbgrader cannot prepare it: {fault}", assignment))
            return None
        if (stranger := python_only(prepared)) is not None:
            self.tell(Finding("source", "The notebook is not in Python: it cannot be run here.", assignment, stranger))
            return None
        if SEED_FILE in prepared.files and seed_in(prepared.files) is None:
            reason = f"{SEED_FILE} must hold a whole number below {SEEDS} and nothing else."
            self.tell(Finding("source", reason, assignment))
        leaks.check_leaks(prepared, self.tell)
        return prepared

    def _run_answers(self, prepared: list[Prepared]) -> dict[tuple[str, str], list[Run]]:
        found = run_all(prepared, self.options.seeds, self.options.cell_seconds, self._done)
        for each in prepared:
            for name, notebook in each.notebooks.items():
                runs = found[each.assignment, name]
                check_runs(each, notebook, runs, self.options.cell_seconds, self.options.megabytes, self.tell)
                for place, ran in runs[0].cells.items():
                    if figures.silent_plots(ran.outputs):
                        cell = name_of(notebook.solved.cells[place], place)
                        reason = 'A plot has no alternative text: show it with words, in HTML with alt="…".'
                        self.tell(Finding("figures", reason, each.assignment, name, cell))
        return found
