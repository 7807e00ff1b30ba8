"""A learner's process: runs cells, and answers a judge's questions about what they made.

All of this can be changed by the learner's code, which shares the process. Nothing here is trusted by those who ask:
whatever a changed answer says, it says it in plain data.
"""

import builtins
import contextlib
import os
import random
import select
import socket
import sys
import types
import warnings
from pathlib import Path
from typing import Any, NoReturn

from naruteo_hub.grading.judging.forms import NotPlain
from naruteo_hub.grading.judging.operations import BUILTIN_EXCEPTIONS, OPERATIONS
from naruteo_hub.grading.judging.shell import RECORDER, Shell, no_input, streams_of_cell
from naruteo_hub.grading.judging.values import Codec, Heap
from naruteo_hub.grading.judging.wire import FLOODED, Channel, Lost, Message
from naruteo_hub.grading.judging.workfiles import WorkFiles, move_in

FUNCTIONS: tuple[type, ...] = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    type(len),
    type([].append),
)


class _Answers(Codec):
    """The learner's side of a connection: objects that are not plain stay here and get a number."""

    def __init__(self, heap: Heap, objects: dict[int, Any], agent: "Agent") -> None:
        super().__init__(heap)
        self.objects = objects
        self.agent = agent

    def export(self, value: object) -> Any:
        if isinstance(value, types.ModuleType):
            return ["module", value.__name__, self._number(value), self._class(type(value))]
        if isinstance(value, _JudgesFunction):
            return ["judge", value.number]
        number = self._number(value)
        if isinstance(value, type):
            return self._class(value)
        shape = "function" if isinstance(value, FUNCTIONS) else "callable" if callable(value) else "object"
        name = getattr(value, "__qualname__", None) if shape == "function" else None
        return ["object", number, shape, self._class(type(value)), name if isinstance(name, str) else None]

    def _number(self, value: object) -> int:
        number = id(value)
        # The table holds every object that was shown, so an address stays its own.
        self.objects[number] = value
        return number

    def _class(self, kind: type) -> Any:
        written = self.agent.given_name(kind)
        if written is not None:
            return ["given-class", written]
        if kind.__module__ == "builtins" and BUILTIN_EXCEPTIONS.get(kind.__name__) is kind:
            return ["exception", kind.__name__]
        bases = [self._class(base) for base in kind.__bases__ if base is not object]
        return ["class", self._number(kind), kind.__name__, kind.__qualname__, kind.__module__, bases]

    def resolve(self, tag: str, parts: list[Any]) -> Any:
        if tag == "object":
            return self.objects[parts[0]]
        if tag == "judge":
            number, name, words, given = parts
            if given and name in self.agent.originals:
                return self.agent.originals[name]
            return _JudgesFunction(self.agent, number, name, words)
        if tag == "given-class":
            return self.agent.names[parts[0]]
        if tag == "exception":
            return BUILTIN_EXCEPTIONS[parts[0]]
        if tag == "module":
            return sys.modules[parts[0]]
        return super().resolve(tag, parts)

    def instance_of(self, value: object) -> str | None:
        return self.agent.given_name(type(value)) if hasattr(value, "__dict__") else None

    def new_instance(self, name: str) -> Any:
        kind = self.agent.names[name]
        return object.__new__(kind)


class _JudgesFunction:
    """A function that a test handed over; calling it asks the judge."""

    def __init__(self, agent: "Agent", number: int, name: str, words: str | None) -> None:
        self.agent = agent
        self.number = number
        self.__name__ = self.__qualname__ = name
        self.__doc__ = words

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.agent.ask_judge({"call": self.number, "arguments": arguments, "named": tuple(named.items())})


class Agent:
    """Serves one process."""

    def __init__(
        self, shell: Shell, control: Channel, questions: Channel, given: list[str], functions: list[str]
    ) -> None:
        self.shell = shell
        self.names: dict[str, Any] = shell.user_ns
        self.control: Channel | None = control
        self.questions = questions
        self.given = frozenset(given)
        self.functions = functions
        # The course's own functions as they were made here, whatever the names mean later.
        self.originals: dict[str, Any] = {}
        self.codec = _Answers(Heap(1), {}, self)
        self.files = WorkFiles(Path.cwd())
        self._pid = os.getpid()
        self._ids: dict[str, int] = {}
        self._depth = 0

    def given_name(self, kind: type) -> str | None:
        """Return the name of a class that the course's own cells made, if it still is that class here."""
        name = kind.__name__
        return name if name in self.given and kind.__module__ == "__main__" and self.names.get(name) is kind else None

    def serve(self) -> NoReturn:
        """Do what the grader and the judge ask until both are gone."""
        with streams_of_cell():
            while True:
                waiting = [channel for channel in (self.control, self.questions) if channel is not None]
                ready, _, _ = select.select(waiting, [], [])
                try:
                    channel = ready[0]
                    if channel is self.control:
                        self._obey(channel.receive()[0], channel)
                    else:
                        self._answer(*channel.receive())
                except Lost:
                    os._exit(0)

    # The grader's orders.

    def _obey(self, order: Message, control: Channel) -> None:
        if order["op"] == "run":
            self._run(order, control)
        elif order["op"] == "fork":
            self._fork(order, control)

    def _run(self, order: Message, control: Channel) -> None:
        builtins.input = no_input
        RECORDER.begin(order["largest"], _limit(order["flood"]))
        result = self.shell.run(order["source"])
        self._end_strays()
        outputs = RECORDER.take()
        for name in self.functions:
            if isinstance(self.names.get(name), types.FunctionType):
                self.originals.setdefault(name, self.names[name])
        control.send(
            {
                "outputs": outputs,
                "failed": not result.success,
                "shortened": RECORDER.shortened,
                "names": [name for name in list(self.names) if isinstance(name, str)][:10_000],
            }
        )

    def _end_strays(self) -> None:
        """End here if the learner's code has forked: only one process can go on with the conversation."""
        if os.getpid() != self._pid:
            os._exit(0)

    def _fork(self, order: Message, control: Channel) -> None:
        """Go on as two: the child stays as this process is now, answers for one test, and is then gone."""
        end = socket.socket(fileno=control.take_descriptors()[0])
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        try:
            # Threads do not live on in a forked process, and what waits for them would wait for ever.
            child = None if len(list(Path("/proc/self/task").iterdir())) > 1 else os.fork()
        except OSError:
            child = None
        if child == 0:
            self._pid = os.getpid()
            control.send({"forked": True})
            control.close()
            self.questions.close()
            self.questions = Channel(end)
            # Where a test runs in the learner's own process, the grader itself asks, as it does for cells.
            self.control = self.questions if order["shared"] else None
            self.files.move_away()
            return
        end.close()
        if child is None:
            control.send({"forked": False})

    # The judge's questions.

    def ask_judge(self, question: Message) -> Any:
        """Ask something back while a question is being answered, and return the judge's answer."""
        # In the middle of a call a value may be in no state to be shown, such as a list that is being sorted.
        self._send({**question, "output": RECORDER.take()}, changes=False)
        while True:
            message, buffers = self.questions.receive()
            if "question" in message:
                self._answer(message, buffers)
                continue
            answer = self._read(message, buffers)
            if "fault" in answer:
                raise _fault(answer["fault"])
            return answer.get("value")

    def _send(self, message: Message, *, changes: bool = True) -> None:
        plain: Message = {name: message.pop(name) for name in ("output", "call", "input", "changed") if name in message}
        named = {"files": self.files.changes()}
        written, buffers = self.codec.write({**message, **named}, changes=changes)
        self.questions.send({**written, **plain}, buffers)

    def _read(self, message: Message, buffers: list[bytes]) -> Message:
        self.codec.heap.forget(message.pop("forget", []))
        for number, name in message.pop("names", []):
            # What the course's own cells made here is meant, not a copy of it.
            if number not in self.codec.heap.values and name in self.names:
                self.codec.heap.enter(number, self.names[name])
        read = self.codec.read(message, buffers)
        self.files.apply(read.pop("files", ()))
        return read

    def _answer(self, message: Message, buffers: list[bytes]) -> None:
        self._depth += 1
        if self._depth == 1:
            RECORDER.begin(1 << 20, lambda: None)
            builtins.input = self._input
        try:
            question = self._read(message, buffers)
            answer: Message = {"value": self._do(question["question"], question)}
        except Lost:
            raise
        except BaseException as fault:
            answer = {"fault": self._describe(fault)}
        finally:
            self._depth -= 1
            self._end_strays()
        answer["output"] = RECORDER.take()
        answer["changed"] = [name for name, was in self._ids.items() if id(self.names.get(name)) != was]
        try:
            self._send(answer)
        except Lost:
            raise
        except Exception as fault:  # whatever keeps an answer from being written, the question is answered
            self._send({"fault": self._describe(NotPlain(str(fault))), "output": [], "changed": []})

    def _do(self, kind: str, question: Message) -> Any:
        if kind == "name":
            value = self.names[question["name"]]
            self._ids[question["name"]] = id(value)
            return value
        if kind == "bind":
            self.names[question["name"]] = question["to"]
            return None
        if kind == "unbind":
            self.names.pop(question["name"], None)
            return None
        if kind == "call":
            return question["object"](*question["arguments"], **dict(question["named"]))
        if kind == "seed":
            return self._seed(question["what"], question["arguments"])
        return OPERATIONS[kind](*question["arguments"])

    def _seed(self, what: str, arguments: list[Any]) -> Any:
        module, _, name = what.rpartition(".")
        found = sys.modules.get(module)
        return getattr(found, name)(*arguments) if found is not None else None

    def _input(self, prompt: object = "") -> str:
        return str(self.ask_judge({"input": str(prompt)}))

    def _describe(self, fault: BaseException) -> Any:
        """Return an exception as immutable parts: itself, its arguments if they are plain, what it says."""
        arguments = tuple(fault.args)
        plain = self.codec.is_plain(arguments)
        return fault, arguments if plain else None, _text(fault), isinstance(fault, NotPlain)


def _limit(most: int) -> Any:
    def stop() -> None:
        if RECORDER.size > most:
            # The grader reads this as what it is: a process that ended in the middle of a cell that wrote too much.
            os._exit(FLOODED)

    return stop


def _text(fault: BaseException) -> str:
    try:
        return str(fault)[:20_000]
    except Exception:  # an exception's own text may fail
        return "?"


def _fault(described: Any) -> BaseException:
    name, arguments = described
    return BUILTIN_EXCEPTIONS.get(name, RuntimeError)(*arguments)


def main(shell: Shell, control: Channel, questions: Channel) -> NoReturn:
    """Live as a learner's process: ``control`` leads to the grader, ``questions`` to the judge."""
    try:
        order, _ = control.receive()
        work = Path(order["work"])
        move_in(control, work, order["files"])
        # Last on the path: a learner's own modules can be imported, but none replaces an installed one.
        sys.path.append(str(work))
        warnings.resetwarnings()
        # The same work draws the same numbers each time that it is graded.
        random.seed(0)
        Agent(shell, control, questions, order["given"], order["functions"]).serve()
    finally:
        os._exit(1)
