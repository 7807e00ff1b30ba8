"""How one test comes out: asked of a judge, or of a copy of the learner's own process."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from naruteo_hub.grading.document import as_notebook
from naruteo_hub.grading.judging.wire import Lost, Message, TooLate
from naruteo_hub.grading.processes import Copy, Process, outputs_from

logger = logging.getLogger(__name__)

# How long a judge may take to notice that the process it asks has been killed.
GRACE_SECONDS = 2.0
# An honest cell may print more than is kept; one that prints this many times as much is stopped.
FLOOD = 32
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
    """How one test came out. ``reason`` says why it came to no end, if it did not."""

    reason: str | None = None
    outputs: list[NotebookNode] = field(default_factory=list)
    arguments_changed: bool = False
    judge_ended: bool = False
    learner_ended: bool = False
    deeds: list[list[str]] = field(default_factory=list)
    refused: list[list[str]] = field(default_factory=list)
    unverified: list[list[str]] = field(default_factory=list)
    shared: bool = False
    evidence: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether the test came to its end without an error."""
        return self.reason is None and not has_failed(self.outputs)


@dataclass
class Waiting:
    """A test that runs after all of the learner's cells, by copies that stand where its turn was.

    ``sources`` are run in order, and the last is the test. Without a judge the learner's own process runs it.
    """

    index: int
    order: Message
    sources: list[str]
    learner: Copy
    judge: Copy | None

    def end(self) -> None:
        """Let both processes go."""
        self.learner.end()
        if self.judge is not None:
            self.judge.end()

    def judged(self, until: Callable[[], float]) -> Judged:
        """Judge the test; ``until`` gives each part its deadline."""
        self.learner.wake()
        if self.judge is None:
            return run_shared(self.learner, self.order, self.sources, until())
        released, judged = self.order["released"], Judged()
        for source in self.sources:
            order = {**self.order, "source": source, "released": released}
            judged, released = ask_judge(self.judge, order, until(), self.learner.kill), []
            if judged.reason is not None:
                return judged
        if judged.passed and judged.arguments_changed and not self.order["pristine"]:
            order = {**self.order, "released": [], "pristine": True}
            return confirmed(judged, ask_judge(self.judge, order, until(), self.learner.kill))
        return judged


def ask_judge(judge: Process, order: Message, until: float, stop_learner: Callable[[], object]) -> Judged:
    """Have one test judged; a learner's process that takes too long is stopped."""
    late = False
    try:
        try:
            answer = judge.ask(order, until)
        except TooLate:
            late = True
            stop_learner()
            answer = judge.channel.receive(time.monotonic() + GRACE_SECONDS)[0]
    except (Lost, TooLate):
        return Judged("timeout" if late else "kernel_died", judge_ended=True)
    if "fault" in answer:
        logger.warning("A judge failed: %s", answer["fault"])
        return Judged("judge_failed")
    outputs = outputs_from(answer["outputs"])
    lost = bool(answer["lost"]) or (answer["failed"] and not has_failed(outputs))
    return Judged(
        "timeout" if late else "kernel_died" if lost else None,
        outputs,
        answer["arguments_changed"] is True,
        learner_ended=late or bool(answer["lost"]),
        deeds=answer["deeds"],
        refused=answer["refused"],
        unverified=answer["unverified"],
    )


def confirmed(judged: Judged, kept: Judged) -> Judged:
    """Return the verdict on a test that passed though the answer changed what it was given.

    The course's own does not do that. It may be a harmless habit; if it bent what the test compares with, the test
    fails where its values stay as they are.
    """
    return judged if kept.passed else kept


def run_shared(process: Process, order: Message, sources: list[str], until: float) -> Judged:
    """Run a test in the learner's own process, or a copy of it."""
    judged = Judged(shared=True)
    try:
        for source in sources:
            answer = process.ask({**order, "source": source}, until)
        judged.outputs = outputs_from(answer["outputs"])
        if answer["failed"] is not False and not has_failed(judged.outputs):
            judged.reason = "kernel_died"
    except TooLate:
        judged.reason = "timeout"
    except (Lost, LookupError, TypeError):
        judged.reason = "kernel_died"
    return judged


def run_order(source: str, output_bytes: int) -> Message:
    """Return the order to run a cell in a learner's process."""
    return {"op": "run", "source": source, "largest": output_bytes, "flood": FLOOD * output_bytes}


def error_of(reason: str) -> NotebookNode:
    """Return the error that stands in the outputs of a cell that came to no end."""
    return as_notebook(new_output("error", ename=ERROR_NAMES[reason], evalue="", traceback=[ERROR_NAMES[reason]]))


def has_failed(outputs: list[NotebookNode]) -> bool:
    """Tell whether a cell ended with an error."""
    return any(output.output_type == "error" for output in outputs)
