"""A course's own notebook at work in a closed room: it can stop before any cell, and go on in copies of itself."""

import contextlib
import inspect
import json
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from naruteo_hub.checking import forms, inside, variations
from naruteo_hub.checking.inside import order
from naruteo_hub.grading.document import as_notebook
from naruteo_hub.grading.execution import WORK
from naruteo_hub.grading.forking import ForkServer
from naruteo_hub.grading.judging.wire import Lost, TooLate
from naruteo_hub.grading.patience import Patience
from naruteo_hub.grading.preparation import PreparedNotebook
from naruteo_hub.grading.processes import Life, Process, outputs_from, send_files
from naruteo_hub.grading.results import MEBIBYTE, GradingLimits
from naruteo_hub.grading.scoring import points_of
from naruteo_hub.grading.verdicts import run_order

# Every trial works in a copy of the folder, so there has to be more room than for one notebook.
LIMITS = GradingLimits(tmp_bytes=2048 * MEBIBYTE, cpu_seconds=3600)
PATIENCE_SECONDS = 20.0
BUSY_FACTOR = 3


def _tools() -> str:
    """Return a cell that makes the check's own modules in a room, which need not see where they are installed."""
    modules = {module.__name__: inspect.getsource(module) for module in (forms, variations, inside)}
    return (
        "def _(modules):\n"
        "    import sys, types\n"
        "    for name, text in modules.items():\n"
        "        sys.modules[name] = module = types.ModuleType(name)\n"
        "        exec(compile(text, name, 'exec'), module.__dict__)\n"
        f"_({modules!r})"
    )


TOOLS = _tools()


@dataclass
class Ran:
    """How a cell ended."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    failed: bool = False
    late: bool = False
    died: bool = False
    seconds: float = 0.0

    @property
    def well(self) -> bool:
        """Whether it came to its end without an error."""
        return not (self.failed or self.late or self.died)

    @property
    def fault(self) -> str:
        """What went wrong, in one line."""
        if self.late:
            return "it did not end in time"
        if self.died:
            return "its process ended"
        for output in self.outputs:
            if output.get("output_type") == "error":
                first = str(output.get("evalue", "")).strip().split("\n")[0]
                return f"{output.get('ename')}: {first}" if first else str(output.get("ename"))
        return ""

    @property
    def printed(self) -> str:
        """What it printed."""
        return "".join(str(output.get("text", "")) for output in self.outputs if output.get("name") == "stdout")


def run_cell(process: Process, source: str, seconds: float) -> Ran:
    """Run a cell in a process; whatever it does, it has an end."""
    begun, used = time.monotonic(), process.used_seconds()
    try:
        try:
            answer = process.ask(run_order(source, LIMITS.output_bytes), begun + seconds)
        except TooLate:
            if process.used_seconds() - used > seconds / 2:
                raise
            # It has not been working, so perhaps others keep this machine busy.
            answer = process.channel.receive(begun + BUSY_FACTOR * seconds)[0]
        return Ran(answer["outputs"], bool(answer["failed"]), seconds=time.monotonic() - begun)
    except TooLate:
        return Ran(late=True, seconds=time.monotonic() - begun)
    except (Lost, LookupError, TypeError):
        return Ran(died=True, seconds=time.monotonic() - begun)


def passes(cell: NotebookNode, ran: Ran) -> bool:
    """Tell whether a test that has run gives all its points."""
    if not ran.well:
        return False
    judged = as_notebook({**cell, "outputs": outputs_from(ran.outputs)})
    return points_of(judged)[0] == float(cell.metadata.nbgrader.points)


def grade_id_of(cell: NotebookNode) -> str:
    """Return a cell's grade id, or nothing."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_answer(cell: NotebookNode) -> bool:
    """Tell whether learners write code in a cell."""
    return bool(utils.is_solution(cell)) and cell.cell_type == "code"


def name_of(cell: NotebookNode, index: int) -> str:
    """Return what a cell is called in a report: its grade id, its own id, or its number."""
    own = str(cell.get("id", ""))
    return grade_id_of(cell) or (own if own and not own.startswith("cell-") else f"#{index + 1}")


def runs(cell: NotebookNode) -> bool:
    """Tell whether grading runs a cell."""
    code = cell.cell_type == "code" and bool(cell.source.strip())
    return code and "skip-execution" not in cell.metadata.get("tags", [])


class Bench:
    """The process of one solved notebook, from its first cell on. To be used by ``with``; copies by any thread."""

    def __init__(
        self, notebook: PreparedNotebook, files: Mapping[str, bytes], server: ForkServer, seed: int = 0
    ) -> None:
        self.notebook = notebook
        self.cells: list[NotebookNode] = notebook.solved.cells
        self._files = files
        self._server = server
        self._seed = seed
        self._done: list[str] = []
        self._turn = Lock()
        self._life: Life | None = None
        self._questions: socket.socket | None = None

    def __enter__(self) -> "Bench":
        self._life, self._questions = self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._life is not None and self._questions is not None:
            self._life.end()
            self._questions.close()
            self._life = None

    def _start(self) -> tuple[Life, socket.socket]:
        with contextlib.ExitStack() as unfinished:
            ours, theirs = socket.socketpair()
            unfinished.callback(ours.close)
            with theirs:
                life = Life(self._server, "learner", LIMITS, self._files, Patience(), theirs)
            unfinished.callback(life.end)
            life.channel.send({"work": WORK, "files": len(self._files), "given": [], "functions": []})
            send_files(life.channel, self._files)
            run_cell(life, TOOLS, PATIENCE_SECONDS)
            run_cell(life, order(f"begin({self._seed})"), PATIENCE_SECONDS)
            unfinished.pop_all()
        return life, ours

    def _replay(self) -> tuple[Life, socket.socket]:
        life, questions = self._start()
        for source in self._done:
            run_cell(life, source, LIMITS.notebook_seconds)
        return life, questions

    @property
    def process(self) -> Process:
        """The process, which has run all cells so far."""
        if self._life is None:
            raise Lost("The notebook's process is not there.")
        return self._life

    def run(self, source: str, seconds: float) -> Ran:
        """Run the next cell."""
        self._done.append(source)
        return run_cell(self.process, source, seconds)

    def peak_megabytes(self) -> float:
        """Return how much memory the process has held at most."""
        said = run_cell(self.process, order("tell_memory()"), PATIENCE_SECONDS).printed.strip()
        return float(said) if said.replace(".", "", 1).isdigit() else 0.0

    @contextlib.contextmanager
    def copy(self) -> Iterator[Process]:
        """Lend a process that stands where this one does; if it cannot be forked, another one goes all the way."""
        copied = None
        with self._turn:
            try:
                copied = self.process.copy({"shared": True}, time.monotonic() + PATIENCE_SECONDS)
            except (Lost, TooLate):
                # An answer that comes late would be taken for that to the next order.
                self.__exit__()
                self._life, self._questions = self._replay()
        if copied is not None:
            with _ended(copied):
                yield copied
            return
        life, questions = self._replay()
        try:
            yield life
        finally:
            life.end()
            questions.close()


@contextlib.contextmanager
def copy_of(process: Process) -> Iterator[Process | None]:
    """Lend a copy of a process, or None where it cannot be copied."""
    copied = process.copy({"shared": True}, time.monotonic() + PATIENCE_SECONDS)
    if copied is None:
        yield None
        return
    with _ended(copied):
        yield copied


@contextlib.contextmanager
def _ended(copied: Any) -> Iterator[None]:
    try:
        yield
    finally:
        # Its copy of the working folder would stay behind.
        with contextlib.suppress(Lost, TooLate):
            copied.ask(
                run_order('__import__("shutil").rmtree(__import__("os").getcwd(), True)', 1), time.monotonic() + 1
            )
        copied.end()


def read_json(ran: Ran) -> Any:
    """Return what a cell of the check printed as JSON; None if it could not."""
    try:
        return json.loads(ran.printed)
    except ValueError:
        return None
