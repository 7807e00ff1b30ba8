"""Run one rebuilt notebook: learners' cells in one process, tests in a judge, and go on when either comes to an end."""

import contextlib
import os
import socket
import time
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace

from nbformat.notebooknode import NotebookNode

from naruteo_hub.grading.forking import ForkServer
from naruteo_hub.grading.judging.plan import is_test
from naruteo_hub.grading.judging.wire import FLOODED, Lost, Message, TooLate
from naruteo_hub.grading.patience import Patience
from naruteo_hub.grading.preparation import PreparedNotebook
from naruteo_hub.grading.processes import Life, outputs_from, send_files
from naruteo_hub.grading.results import GradingLimits
from naruteo_hub.grading.verdicts import Judged, Waiting, ask_judge, confirmed, error_of, run_order, run_shared

WORK = "/tmp/work"  # noqa: S108 - the room's own /tmp, which nobody else can see


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
        last: int | None = None,
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
        self._patience = Patience()
        self._starts = 0
        self._done: list[int] = []
        self._tested: list[Message] = []
        self._waiting: list[Waiting] = []
        self._alone: list[int] = []
        # Where only the last test counts, nothing runs after it and it needs no copies.
        self._last = last
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
            self._patience.begin(self._limits.notebook_seconds)
            for position, index in enumerate(cells):
                if self._patience.remaining() <= 0 or (self._learner is None and not self._go_on_afresh()):
                    self._give_up(cells[position:])
                    break
                self._run_cell(index)
            self._end_learner()
            for index in self._alone:
                self._judge_alone(index)
        finally:
            for copies in self._waiting:
                copies.end()
            self._waiting = []
            self._end_judge()

    def _run_cell(self, index: int) -> None:
        """Run one cell, and note why if it does not come to an end. An error of its own is an ordinary end."""
        cell = self.notebook.cells[index]
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in self._place:
            self._take_given(self._place[grade_id])
        if is_test(cell):
            run = self._run_shared if grade_id in self._prepared.shared else self._run_test
            run(index, grade_id)
            return
        reason = self._run_learners(index)
        if reason is None:
            self._done.append(index)
        else:
            self._fail(index, reason)
        if grade_id in self._place:
            self._released += self._prepared.plan.cells[self._place[grade_id]].released

    def _take_given(self, place: int) -> None:
        """Let the judge run what the course's own cells make, up to a place in the course's notebook."""
        for cell in self._prepared.plan.cells[self._reached : place]:
            if cell.source:
                order = {"op": "given", "source": cell.source, "names": self._names, "released": self._released}
                self._released = []
                self._given.append(order)
                if self._judge is not None:
                    with contextlib.suppress(Lost, TooLate):
                        self._judge.ask(order, self._cell_deadline())
                        continue
                    self._end_judge()
        self._reached = max(self._reached, place)

    # The learner's process.

    def _start_learner(self) -> None:
        self._starts += 1
        plan = self._prepared.plan
        start = {
            "work": WORK, "files": len(self._files), "given": plan.given_classes, "functions": plan.given_functions,
        }  # fmt: skip
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._learner = Life(self._server, "learner", self._limits, self._files, self._patience, theirs)
            self._learner.channel.send(start)
            send_files(self._learner.channel, self._files)
        except BaseException:
            ours.close()
            raise
        self._questions = ours
        if self._judge is not None:
            self._introduce()

    def _end_learner(self) -> int:
        """End the learner's process and all that it has started; before that, judge the tests that have waited."""
        learner, self._learner, status = self._learner, None, 0
        if self._questions is not None:
            self._questions.close()
            self._questions = None
        if learner is not None:
            learner.kill()
            self._settle()
            used, status = learner.end()
            self.cpu_seconds += used
        return status

    def _run_learners(self, index: int, *, again: bool = False) -> str | None:
        if self._learner is None:
            return "kernel_died"
        cell = self.notebook.cells[index]
        try:
            answer = self._learner.ask(run_order(cell.source, self._limits.output_bytes), self._cell_deadline())
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

    def _go_on_afresh(self) -> bool:
        """Start another process and run again what came to an end before; False if that is not possible or allowed."""
        while self._starts <= self._limits.restarts and self._patience.remaining() > 0:
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
        for order in list(self._tested):
            if self._judge_test({**order, "names": self._names, "released": []}).reason is not None:
                self._tested.remove(order)
                return

    # Tests.

    def _run_test(self, index: int, grade_id: str) -> None:
        source = self.notebook.cells[index].source
        before = self._prepared.builds_on.get(grade_id, [])
        order = {
            "op": "test", "source": source, "names": self._names, "released": self._released,
            "allowed": self._prepared.deeds.get(grade_id), "recording": self._reference,
            "pristine": False, "largest": self._limits.output_bytes,
        }  # fmt: skip
        self._released = []
        if index == self._last:
            for part in before:
                self._judge_test({**order, "source": part})
            judged = self._judge_test(order)
            if judged.passed and judged.arguments_changed:
                judged = confirmed(judged, self._judge_test({**order, "pristine": True}))
            self._note(index, judged)
            return
        if self._prepared.must_wait(grade_id):
            self._put_off(index, order, [*before, source])
            # What learners can see of it runs in its turn: later cells may use what it makes.
            order["source"] = self._prepared.release.cells[self._place[grade_id]].source
            if order["source"].strip() and self._judge_test(order).reason is None:
                self._tested.append(order)
            return
        judged = self._judge_test(order)
        self._note(index, judged)
        if judged.reason is None:
            self._tested.append(order)
        if judged.passed and judged.arguments_changed:
            copies = self._copies(index, {**order, "pristine": True}, [source])
            if copies is not None:
                self._note(index, confirmed(judged, self._finish(copies)))

    def _judge_test(self, order: Message) -> Judged:
        judge = self._judge or self._start_judge()
        if self._learner is None:
            return Judged("kernel_died")
        judged = ask_judge(judge, order, self._cell_deadline(), self._end_learner)
        if judged.judge_ended:
            self._end_judge()
        elif judged.learner_ended:
            self._end_learner()
        return judged

    def _run_shared(self, index: int, grade_id: str) -> None:
        """Run a test in a copy of the learner's own process, because the course says that it needs that."""
        # Each test has a copy of its own: what earlier tests have made is made again, by what all can see of them.
        before = self._prepared.visible_tests_before(self._place[grade_id])
        sources = [*before, self.notebook.cells[index].source]
        order = run_order("", self._limits.output_bytes)
        if index == self._last and self._learner is not None:
            self._note(index, run_shared(self._learner, order, sources, self._cell_deadline()))
            return
        if self._prepared.must_wait(grade_id):
            self._put_off(index, order, sources, shared=True)
        else:
            copies = self._copies(index, order, sources, shared=True)
            if copies is not None:
                self._note(index, self._finish(copies))

    def _put_off(self, index: int, order: Message, sources: list[str], *, shared: bool = False) -> None:
        copies = self._copies(index, order, sources, shared=shared)
        if copies is not None:
            self._waiting.append(copies)

    def _copies(self, index: int, order: Message, sources: list[str], *, shared: bool = False) -> Waiting | None:
        """Copy the processes as they are now, for one test; if that cannot be, say what becomes of it instead."""
        if self._last is not None:
            return None
        until = self._until(self._limits.start_seconds)
        judge = None if shared else self._judge or self._start_judge()
        try:
            if self._learner is None:
                raise Lost("There is nothing to copy.")
            learner = self._learner.copy({"shared": shared}, until)
        except (Lost, TooLate):
            self._end_learner()
            self._note(index, Judged("kernel_died", shared=shared))
            return None
        if learner is None:
            self._alone.append(index)
            return None
        if judge is None:
            return Waiting(index, order, sources, learner, None)
        try:
            twin = judge.copy({}, until, [learner.channel.fileno()])
            return Waiting(index, order, sources, learner, twin)
        except (Lost, TooLate):
            learner.end()
            self._end_judge()
            self._note(index, Judged("judge_failed"))
            return None
        finally:
            learner.channel.close()

    def _finish(self, copies: Waiting) -> Judged:
        judged = copies.judged(self._cell_deadline)
        copies.end()
        return judged

    def _settle(self) -> None:
        """Judge the tests that have waited: none of the learner's code whose output is shown runs after them."""
        while self._waiting:
            copies = self._waiting.pop(0)
            judged = self._finish(copies)
            self._note(copies.index, judged)
            if judged.reason == "kernel_died":
                # Perhaps by its own fault, perhaps by what other code in the room did while it waited.
                self._alone.append(copies.index)

    def _judge_alone(self, index: int) -> None:
        """Judge a test by processes of its own, as copies for it could not be made or did not live."""
        notebook = deepcopy(self.notebook)
        notebook.cells = notebook.cells[: index + 1]
        limits = replace(self._limits, notebook_seconds=max(0.1, self._patience.remaining()))
        run = NotebookRun(
            notebook, self._prepared, self._files, self._course_files, self._server, limits, self._cell_seconds,
            reference=self._reference, last=index,
        )  # fmt: skip
        run.run()
        self.cpu_seconds += run.cpu_seconds
        self.trouble.pop(index, None)
        self._note(index, run.judged.get(index, Judged(run.trouble.get(index, "kernel_died"))))

    def _note(self, index: int, judged: Judged) -> None:
        self.judged[index] = judged
        self.notebook.cells[index].outputs = judged.outputs
        if judged.reason is not None:
            self._fail(index, self._lateness() if judged.reason == "timeout" else judged.reason)

    # The judge.

    def _start_judge(self) -> Life:
        judge = self._judge = Life(self._server, "judge", self._limits, self._course_files, self._patience)
        sources = [cell.source for cell in self.notebook.cells if _is_learners(cell)]
        plan = self._prepared.plan.to_json(sources)
        fixed = sorted(self._course_files)
        judge.channel.send({"work": WORK, "files": len(fixed), "fixed": fixed, "plan": plan})
        send_files(judge.channel, self._course_files)
        self._introduce()
        for order in self._given:
            judge.ask(order, self._cell_deadline())
        return judge

    def _introduce(self) -> None:
        """Give the judge its end of the conversation with the learner's process."""
        if self._judge is not None and self._questions is not None:
            self._judge.ask({"op": "world"}, self._until(self._limits.start_seconds), [self._questions.fileno()])
            self._questions.close()
            self._questions = None

    def _end_judge(self) -> None:
        """End the judge, and the learner's process, as its end of the conversation is gone with the judge."""
        judge, self._judge = self._judge, None
        if judge is not None:
            judge.kill()
        try:
            self._end_learner()
        finally:
            if judge is not None:
                self.cpu_seconds += judge.end()[0]

    # Time and faults.

    def _cell_deadline(self) -> float:
        return self._until(self._cell_seconds)

    def _lateness(self) -> str:
        return "notebook_timeout" if self._patience.remaining() <= 0 else "timeout"

    def _until(self, seconds: float) -> float:
        return time.monotonic() + max(0.1, min(seconds, self._patience.remaining()))

    def _give_up(self, indices: list[int]) -> None:
        reason = "notebook_timeout" if self._patience.remaining() <= 0 else "not_run"
        for index in indices:
            self._fail(index, reason)

    def _fail(self, index: int, reason: str) -> None:
        """Give a cell that did not come to an end an error of its own, so that it can never count as passed."""
        cell = self.notebook.cells[index]
        cell.setdefault("outputs", []).append(error_of(reason))
        self.trouble[index] = reason


def _is_learners(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and not is_test(cell)
