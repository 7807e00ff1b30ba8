"""The IPython in which cells run, in a learner's process and in a judge: as in a notebook, but without ZeroMQ."""

import contextlib
import io
import sys
from collections.abc import Callable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type

Output = dict[str, Any]
# Text is passed on when this much has come together, or at the end of a cell.
TOGETHER = 8192
LONGEST_ALTERNATIVE = 1000


class Recorder:
    """Takes the outputs of the running cell in order, and stops keeping them when they are too many."""

    def __init__(self) -> None:
        self.kept: list[Output] = []
        self.size = 0
        self.largest = sys.maxsize
        self.flood: Callable[[], None] | None = None
        self._text: list[str] = []
        self._text_size = 0
        self._stream = ""

    @property
    def shortened(self) -> bool:
        """Whether something was not kept."""
        return self.size > self.largest

    def begin(self, largest: int, flood: Callable[[], None]) -> None:
        """Start anew for a cell; ``flood`` is called at every output beyond what is kept."""
        self.kept, self.size, self.largest, self.flood = [], 0, largest, flood
        self._text, self._text_size = [], 0

    def write(self, stream: str, text: str) -> None:
        """Take text of one of the two streams."""
        if stream != self._stream or self._text_size > TOGETHER:
            self._join()
            self._stream = stream
        if self._counts(len(text)):
            self._text.append(text)
            self._text_size += len(text)

    def add(self, output: Output, size: int, *, always: bool = False) -> None:
        """Take a whole output; what decides on points is kept always."""
        self._join()
        if self._counts(size) or always:
            self.kept.append(output)

    def take(self) -> list[Output]:
        """Hand over what has come so far."""
        self._join()
        taken, self.kept = self.kept, []
        return taken

    def _counts(self, size: int) -> bool:
        self.size += size
        if self.shortened and self.flood is not None:
            self.flood()
        return not self.shortened

    def _join(self) -> None:
        if self._text:
            text = "".join(self._text)
            last = self.kept[-1] if self.kept else None
            if last is not None and last["output_type"] == "stream" and last["name"] == self._stream:
                last["text"] += text
            else:
                self.kept.append({"output_type": "stream", "name": self._stream, "text": text})
        self._text, self._text_size = [], 0


RECORDER = Recorder()


class Stream(io.TextIOBase):
    """Standard output or error of the running cell."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, stream: str) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        RECORDER.write(self.stream, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False


def _plain_bundle(bundle: dict[str, Any]) -> tuple[dict[str, str], int]:
    plain = {kind: content if isinstance(content, str) else str(content) for kind, content in bundle.items()}
    return plain, sum(map(len, plain.values()))


class Publisher(DisplayPublisher):
    """Records what display() shows."""

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **_: Any) -> None:
        """Take one bundle."""
        plain, size = _plain_bundle(_encoded(data))
        RECORDER.add({"output_type": "display_data", "data": plain, "metadata": _alternatives(metadata)}, size)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown so far."""
        RECORDER.take()


def _alternatives(metadata: Any) -> dict[str, dict[str, str]]:
    """Keep of what is said about an output the alternative text of a picture: a course's check looks for it."""
    kept: dict[str, dict[str, str]] = {}
    for kind in ("image/png", "image/jpeg", "image/svg+xml"):
        about = metadata.get(kind) if isinstance(metadata, dict) else None
        if isinstance(about, dict) and isinstance(about.get("alt"), str):
            kept[kind] = {"alt": about["alt"][:LONGEST_ALTERNATIVE]}
    return kept


def _encoded(data: dict[str, Any]) -> dict[str, Any]:
    import base64  # noqa: PLC0415 - a learner may have replaced the one in our globals

    return {
        kind: base64.b64encode(content).decode() if isinstance(content, bytes) else content
        for kind, content in data.items()
    }


class Hook(DisplayHook):
    """Records the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """Have no prompt."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Take the value in all its forms."""
        plain, size = _plain_bundle(_encoded(format_dict))
        RECORDER.add(
            {
                "output_type": "execute_result",
                "data": plain,
                "metadata": _alternatives(md_dict),
                "execution_count": self.prompt_count,
            },
            size,
            always=size < TOGETHER,
        )

    def finish_displayhook(self) -> None:
        """Write nothing after the value."""


class Shell(InteractiveShell):
    """IPython that records instead of printing; its namespace may be any kind of dict."""

    display_pub_class = Type(Publisher)
    displayhook_class = Type(Hook)
    names = AnyTrait(None)

    @property
    def user_global_ns(self) -> Any:
        """The names that a cell sees."""
        return self.names if self.names is not None else self.user_module.__dict__

    def init_path(self) -> None:
        """Leave the import path alone: files beside a notebook come last, and in a judge not at all."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Have no windows: figures are recorded as pictures."""

    def ask_exit(self) -> None:
        """Go on: exit() in a cell ends nothing."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        """Record an error as a notebook shows it."""
        text = _words_of(evalue)
        RECORDER.add(
            {"output_type": "error", "ename": str(etype.__name__), "evalue": text, "traceback": list(map(str, stb))},
            len(text) + sum(map(len, stb)),
            always=len(text) + sum(map(len, stb)) < 16 * TOGETHER,
        )

    def run(self, source: str, *, keep_history: bool = True) -> ExecutionResult:
        """Run one cell."""
        return self.run_cell(source, store_history=keep_history)  # type: ignore[no-untyped-call, no-any-return]


def _words_of(fault: BaseException) -> str:
    try:
        return str(fault)
    except Exception:  # an exception's own text may fail
        return "?"


def make_shell() -> Shell:
    """Make the process's shell, once, before it is forked."""
    shell: Shell = Shell.instance(ipython_dir=None, colors="nocolor", quiet=True)
    # What is run is not written anywhere; the last values are kept in `_` and `Out` as in a notebook.
    if shell.history_manager is not None:
        shell.history_manager.enabled = False
    return shell


def no_input(*_: object, **__: object) -> str:
    """Refuse input(), as a kernel does that nobody sits at."""
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


@contextlib.contextmanager
def streams_of_cell() -> Any:
    """Let what is printed be recorded."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
