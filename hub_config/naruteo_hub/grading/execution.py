"""Run one rebuilt notebook: learners' cells in one process, tests in a judge, and go on when either comes to an end."""

import contextlib
import logging
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils

from naruteo_hub.grading.forking import ForkServer
from naruteo_hub.grading.judging.wire import FLOODED, Channel, Lost, Message, TooLate
from naruteo_hub.grading.preparation import PreparedNotebook
from naruteo_hub.grading.processes import LARGEST_QUESTION, Copy, Life, outputs_from, send_files
from naruteo_hub.grading.results import GradingLimits

logger = logging.getLogger(__name__)

# An honest cell may print more than is kept; one that prints this many times as much is stopped.
FLOOD = 32
# How long a judge may take to notice that the process it asks has been killed.
GRACE_SECONDS = 2.0
WORK = "/tmp/work"  # noqa: S108 - the room's own /tmp, which nobody else can see
# The error names that stand in the outputs of cells that did not come to an end.
ERROR_NAMES = {
    "timeout": "TimeoutError",
    "notebook_timeout": "TimeoutError",
    "kernel_died": "KernelDied",
    "output_too_large": "OutputTooLarge",
    "not_run": "NotRun",
    "judge_failed": "JudgeFailed",
}


@dataclass
class Judged:
    """How one test came out, beside its outputs."""

    deeds: list[list[str]] = field(default_factory=list)
    refused: list[list[str]] = field(default_factory=list)
    unverified: list[list[str]] = field(default_factory=list)
    shared: bool = False
    evidence: list[str] = field(default_factory=list)


class NotebookRun:
    """Runs every code cell of one notebook and notes what went wrong: ``trouble`` maps cell indices to flag codes."""

    def __init__(
        self,
        notebook: NotebookNode,
        prepared: PreparedNotebook,
        files: Mapping[str, bytes],
        course_files: Mapping[str, bytes],
        server: ForkServer,
        limits: GradingLimits,
        cell_seconds: float,
        *,
        reference: bool = False,
    ) -> None:
        self.notebook = notebook
        self.trouble: dict[int, str] = {}
        self.shortened: list[int] = []
        self.judged: dict[int, Judged] = {}
        self.cpu_seconds = 0.0
        self._prepared = prepared
        self._files = files
        self._course_files = course_files
        self._server = server
        self._limits = limits
        self._cell_seconds = cell_seconds
        self._reference = reference
        self._deadline = 0.0
        self._starts = 0
        self._done: list[int] = []
        self._tested: list[int] = []
        self._names: list[str] = []
        self._given: list[Message] = []
        self._released: list[str] = []
        self._learner: Life | None = None
        self._questions: socket.socket | None = None
        self._judge: Life | None = None
        self._place = {
            cell.metadata.nbgrader.grade_id: place
            for place, cell in enumerate(prepared.full.cells)
            if "nbgrader" in cell.metadata and "grade_id" in cell.metadata.nbgrader
        }
        self._reached = 0

    def run(self) -> None:
        """Run the notebook; what the learner's code does to its processes costs only the cells that did it."""
        cells = [
            index
            for index, cell in enumerate(self.notebook.cells)
            if cell.cell_type == "code"
            and cell.source.strip()
            and "skip-execution" not in cell.metadata.get("tags", [])
        ]
        if not cells:
            return
        try:
            self._start_learner()
            self._deadline = time.monotonic() + self._limits.notebook_seconds
            for position, index in enumerate(cells):
                reason = self._run_cell(index)
                if reason is None:
                    continue
                self._fail(index, reason)
                rest = cells[position + 1 :]
                if rest and self._learner is None and not self._go_on_afresh():
                    self._give_up(rest)
                    break
        finally:
            self._end_learner()
            self._end_judge()

    def _run_cell(self, index: int) -> str | None:
        """Run one cell; returns why it did not come to an end, or None. An error of its own is an ordinary end."""
        if self._remaining() <= 0:
            return "notebook_timeout"
        cell = self.notebook.cells[index]
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in self._place:
            self._take_given(self._place[grade_id])
        if utils.is_grade(cell) and not utils.is_solution(cell):
            judged = self.judged[index] = Judged(shared=grade_id in self._prepared.shared)
            return self._run_shared(index, grade_id) if judged.shared else self._run_test(index, grade_id)
        reason = self._run_learners(index)
        if reason is None:
            self._done.append(index)
        if grade_id in self._place:
            self._released += self._prepared.plan.cells[self._place[grade_id]].released
        return reason

    def _take_given(self, place: int) -> None:
        """Let the judge run what the course's own cells make, up to a place in the course's notebook."""
        for cell in self._prepared.plan.cells[self._reached : place]:
            if cell.source:
                order = {"op": "given", "source": cell.source, "names": self._names, "released": self._released}
                self._released = []
                self._given.append(order)
                if self._judge is not None:
                    with contextlib.suppress(Lost, TooLate):
                        self._judge.ask(order, self._until(self._cell_seconds))
                        continue
                    self._end_judge()
        self._reached = max(self._reached, place)

    # The learner's process.

    def _start_learner(self) -> None:
        self._starts += 1
        ours, theirs = socket.socketpair()
        with theirs:
            self._learner = Life(self._server, "learner", self._limits, self._files, theirs)
        plan = self._prepared.plan
        start = {
            "work": WORK, "files": len(self._files), "given": plan.given_classes, "functions": plan.given_functions,
        }  # fmt: skip
        try:
            self._learner.channel.send(start)
            send_files(self._learner.channel, self._files)
        except Lost:
            ours.close()
            raise
        self._questions = ours
        if self._judge is not None:
            self._introduce()

    def _end_learner(self) -> int:
        status = 0
        if self._learner is not None:
            used, status = self._learner.end()
            self.cpu_seconds += used
            self._learner = None
        if self._questions is not None:
            self._questions.close()
            self._questions = None
        return status

    def _run_learners(self, index: int, *, again: bool = False) -> str | None:
        if self._learner is None:
            return "kernel_died"
        cell = self.notebook.cells[index]
        try:
            answer = self._learner.ask(self._order(cell.source), self._until(self._cell_seconds))
            outputs, names = outputs_from(answer["outputs"]), [str(name) for name in answer["names"]]
        except TooLate:
            self._end_learner()
            return self._lateness()
        except (Lost, LookupError, TypeError):
            status = self._end_learner()
            return "output_too_large" if os.WIFEXITED(status) and os.WEXITSTATUS(status) == FLOODED else "kernel_died"
        self._names = names
        if not again:
            cell.outputs = outputs
            if answer.get("shortened") is True:
                self.shortened.append(index)
        return None

    def _order(self, source: str) -> Message:
        most = self._limits.output_bytes
        return {"op": "run", "source": source, "largest": most, "flood": FLOOD * most}

    def _go_on_afresh(self) -> bool:
        """Start another process and run again what came to an end before; False if that is not possible or allowed."""
        while self._starts <= self._limits.restarts and self._remaining() > 0:
            self._start_learner()
            for index in list(self._done):
                if self._run_learners(index, again=True) is not None:
                    # It ended well the first time and not now; without it the next try may get further.
                    self._done.remove(index)
                    break
            else:
                self._test_again()
                return self._learner is not None
        return False

    def _test_again(self) -> None:
        """Let earlier tests make again, in the new process, what later ones may use; their results stay as they are."""
        for index in self._tested:
            kept = self.notebook.cells[index].outputs, self.judged[index]
            self.judged[index] = Judged()
            grade_id = self.notebook.cells[index].metadata.nbgrader.grade_id
            reason, _ = self._judge_test(index, grade_id, own=False, pristine=False)
            self.notebook.cells[index].outputs, self.judged[index] = kept
            if reason is not None:
                self._tested.remove(index)
                return

    # Tests.

    def _run_test(self, index: int, grade_id: str) -> str | None:
        own = grade_id in self._prepared.hidden
        reason, changed = self._judge_test(index, grade_id, own=own, pristine=False)
        if reason is None and changed and not self._failed(index):
            # It passed, but the answer changed what it was given, which the course's own does not. That may be a
            # harmless habit. If it bent what the test compares with, the test fails where its values stay as they are.
            outputs = self.notebook.cells[index].outputs
            reason, _ = self._judge_test(index, grade_id, own=True, pristine=True)
            if reason is None and not self._failed(index):
                self.notebook.cells[index].outputs = outputs
        if reason is None and not own:
            self._tested.append(index)
        return reason

    def _failed(self, index: int) -> bool:
        return any(output.output_type == "error" for output in self.notebook.cells[index].outputs)

    def _judge_test(self, index: int, grade_id: str, *, own: bool, pristine: bool) -> tuple[str | None, bool]:
        """Have a test judged; returns why it came to no end, and whether the answer changed what it was given."""
        cell = self.notebook.cells[index]
        judge = self._judge or self._start_judge()
        copy = self._fork(shared=False) if own else None
        if self._learner is None:
            return "kernel_died", False
        order = {
            "op": "test", "source": cell.source, "names": self._names, "released": self._released,
            "allowed": self._prepared.deeds.get(grade_id), "recording": self._reference,
            "own_process": copy is not None, "pristine": pristine, "largest": self._limits.output_bytes,
        }  # fmt: skip
        self._released = []
        late = False
        try:
            try:
                answer = judge.ask(order, self._until(self._cell_seconds), [copy.end.fileno()] if copy else None)
            except TooLate:
                late = True
                if copy is not None:
                    copy.kill()
                else:
                    self._end_learner()
                answer = judge.channel.receive(time.monotonic() + GRACE_SECONDS)[0]
        except (Lost, TooLate):
            self._end_judge()
            return (self._lateness() if late else "kernel_died"), False
        finally:
            if copy is not None:
                copy.close()
        if "fault" in answer:
            logger.warning("The judge of %s failed at %s: %s", self._prepared.name, grade_id, answer["fault"])
            return "judge_failed", False
        cell.outputs = outputs_from(answer["outputs"])
        judged = self.judged[index]
        judged.deeds, judged.refused, judged.unverified = answer["deeds"], answer["refused"], answer["unverified"]
        if late:
            return self._lateness(), False
        if answer["lost"]:
            if copy is None:
                self._end_learner()
            return "kernel_died", False
        if answer["failed"] and not self._failed(index):
            return "kernel_died", False
        return None, answer["arguments_changed"] is True

    def _lateness(self) -> str:
        return "notebook_timeout" if self._remaining() <= 0 else "timeout"

    def _run_shared(self, index: int, grade_id: str) -> str | None:
        """Run a test in a copy of the learner's own process, because the course says that it needs that."""
        cell = self.notebook.cells[index]
        own = self._fork(shared=True)
        if own is None:
            return "kernel_died"
        channel = Channel(own.end, LARGEST_QUESTION)
        until = self._until(self._cell_seconds)
        try:
            # Each test has a copy of its own: what earlier tests have made is made again, by what all can see of them.
            for source in [*self._prepared.visible_tests_before(self._place[grade_id]), cell.source]:
                channel.send(self._order(source))
                answer = channel.receive(until)[0]
            cell.outputs = outputs_from(answer["outputs"])
            failed = answer["failed"] is not False
        except TooLate:
            return self._lateness()
        except (Lost, LookupError, TypeError):
            return "kernel_died"
        finally:
            own.close()
        return "kernel_died" if failed and not self._failed(index) else None

    def _fork(self, *, shared: bool) -> Copy | None:
        """Have the learner's process make a copy of itself for one test; None if it cannot."""
        if self._learner is None:
            return None
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                answer = self._learner.ask(
                    {"op": "fork", "shared": shared}, self._until(self._limits.start_seconds), [theirs.fileno()]
                )
        except (Lost, TooLate):
            ours.close()
            self._end_learner()
            return None
        if answer.get("forked") is not True:
            ours.close()
            return None
        return Copy(ours, self._learner.channel.sender_pid, self._learner.room)

    # The judge.

    def _start_judge(self) -> Life:
        judge = self._judge = Life(self._server, "judge", self._limits, self._course_files)
        sources = [cell.source for cell in self.notebook.cells if _is_learners(cell)]
        plan = self._prepared.plan.to_json(sources)
        fixed = sorted(self._course_files)
        judge.channel.send({"work": WORK, "files": len(fixed), "fixed": fixed, "plan": plan})
        send_files(judge.channel, self._course_files)
        self._introduce()
        for order in self._given:
            judge.ask(order, self._until(self._cell_seconds))
        return judge

    def _introduce(self) -> None:
        """Give the judge its end of the conversation with the learner's process."""
        if self._judge is not None and self._questions is not None:
            self._judge.ask({"op": "world"}, self._until(self._limits.start_seconds), [self._questions.fileno()])
            self._questions.close()
            self._questions = None

    def _end_judge(self) -> None:
        if self._judge is not None:
            self.cpu_seconds += self._judge.end()[0]
            self._judge = None
            # Its end of the conversation is gone with it: the next judge needs a process that listens.
            if self._learner is not None:
                self._end_learner()

    # Time and faults.

    def _remaining(self) -> float:
        return self._deadline - time.monotonic()

    def _until(self, seconds: float) -> float:
        return time.monotonic() + max(0.1, min(seconds, self._remaining()) if self._deadline else seconds)

    def _give_up(self, indices: list[int]) -> None:
        reason = "notebook_timeout" if self._remaining() <= 0 else "not_run"
        for index in indices:
            self._fail(index, reason)

    def _fail(self, index: int, reason: str) -> None:
        """Give a cell that did not come to an end an error of its own, so that it can never count as passed."""
        cell = self.notebook.cells[index]
        cell.setdefault("outputs", []).append(
            new_output("error", ename=ERROR_NAMES[reason], evalue="", traceback=[ERROR_NAMES[reason]])
        )
        self.trouble[index] = reason


def _is_learners(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and not (utils.is_grade(cell) and not utils.is_solution(cell))
