"""A judge's connection to one process of the learner's: questions out, plain data and stand-ins back."""

import sys
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from naruteo_hub.grading.judging.forms import NotPlain
from naruteo_hub.grading.judging.operations import BUILTIN_EXCEPTIONS
from naruteo_hub.grading.judging.remote import (
    Questions,
    RemoteCallable,
    RemoteFunction,
    RemoteType,
    is_remote,
)
from naruteo_hub.grading.judging.shell import RECORDER
from naruteo_hub.grading.judging.values import Heap
from naruteo_hub.grading.judging.wire import Channel, Lost, Message

_get = object.__getattribute__


class WorldLost(BaseException):
    """The learner's process ended or said what cannot be read; no `except Exception` of a test may hide it."""


class World:
    """One process of the learner's, as a judge knows it."""

    def __init__(self, channel: Channel, judge: Any) -> None:
        self.channel = channel
        self.judge = judge
        self.heap = Heap(2)
        self.mirrors: dict[int, type] = {}
        self.lent: dict[int, Callable[..., Any]] = {}
        self.named: dict[int, str] = {}
        self.lost = ""
        self._stand_ins: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._callables: dict[tuple[type, str], type] = {}
        self.codec = Questions(self)

    @property
    def given_classes(self) -> dict[str, type]:
        """The classes that the course's own cells made, here and in the learner's process."""
        found: dict[str, type] = self.judge.given_classes
        return found

    @property
    def given_functions(self) -> dict[str, Any]:
        """The functions that the course's own cells made, here and in the learner's process."""
        found: dict[str, Any] = self.judge.given_functions
        return found

    # What tests do.

    def ask(self, operation: str, arguments: list[Any]) -> Any:
        """Do an operation in the learner's process."""
        value = self._exchange({"question": operation}, {"arguments": tuple(arguments)})
        if operation == "getattr" and isinstance(value, RemoteFunction):
            object.__setattr__(value, "_remote_asked", (label_of(arguments[0]), str(arguments[1])))
        return value

    def call(self, function: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call something of the learner's."""
        data = [value for value in (*arguments, *named.values()) if not is_remote(value)]
        if data and self.name_of(function) is None and not self.judge.policy.permits(*_deed_of(function)):
            raise TypeError("What was returned is not plain data, and this test's values are not handed to it.")
        return self._exchange(
            {"question": "call"}, {"object": function, "arguments": arguments, "named": tuple(named.items())}
        )

    def compare(self, operation: str, left: Any, right: Any) -> Any:
        """Do an operation with two operands, unless it would show an unexpected object what the test expects."""
        if not (is_remote(left) and is_remote(right)):
            mine, other = (left, right) if is_remote(left) else (right, left)
            if not self.judge.policy.permits(label_of(mine), ("operator", operation, type(other).__name__)):
                if operation == "contains":
                    raise TypeError(f"argument of type {label_of(mine)!r} is not a plain container")
                return NotImplemented
        return self._exchange({"question": operation}, {"arguments": (left, right)})

    def fetch(self, name: str) -> Any:
        """Return the value of one of the learner's names; raises KeyError."""
        value = self._exchange({"question": "name"}, {"name": name})
        if is_remote(value):
            self.named[self.number_in(value)] = name
        return value

    def name_of(self, stand_in: Any) -> str | None:
        """Return the name by which an object was last asked for, if it was."""
        return self.named.get(_number_of(stand_in))

    def bind(self, name: str, value: Any) -> None:
        """Give a name a value in the learner's process."""
        self._exchange({"question": "bind"}, {"name": name, "to": value})

    def unbind(self, name: str) -> None:
        """Take a name away in the learner's process."""
        self._exchange({"question": "unbind"}, {"name": name})

    def seed(self, what: str, arguments: tuple[Any, ...]) -> None:
        """Seed the learner's random numbers as the test seeds its own."""
        self._exchange({"question": "seed"}, {"what": what, "arguments": arguments})

    # What the codec needs.

    def stand_in(self, number: int, shape: str, mirror: type, name: str) -> Any:
        """Make a stand-in for an object."""
        if isinstance(mirror, type) and issubclass(mirror, BaseException):
            fault = mirror.__new__(mirror)
            fault.__dict__.update(_remote_number=number, _remote_world=self)
            return fault
        known = self._stand_ins.get(number)
        if known is not None:
            return known
        if shape != "object":
            mirror = self._callable(mirror, RemoteFunction if shape == "function" else RemoteCallable)
        made: Any = object.__new__(mirror)
        object.__setattr__(made, "_remote_world", self)
        object.__setattr__(made, "_remote_number", number)
        object.__setattr__(made, "_remote_name", name or mirror.__name__)
        object.__setattr__(made, "_remote_asked", None)
        # The same object is the same stand-in, as long as anybody holds it.
        self._stand_ins[number] = made
        return made

    def number_in(self, stand_in: Any) -> int:
        """Return a stand-in's number, if this process knows the object."""
        mirrored = issubclass(type(stand_in), RemoteType)
        if not mirrored and _get(stand_in, "_remote_world") is not self:
            raise TypeError("An object that one test made cannot be used with those of another test.")
        return _number_of(stand_in)

    def lend(self, function: Callable[..., Any]) -> int:
        """Give a function of the judge's a number by which the learner's process can call it."""
        number = id(function)
        self.lent[number] = function
        return number

    # The conversation.

    def _callable(self, mirror: type, base: type) -> type:
        made = self._callables.get((mirror, base.__name__))
        if made is None:
            body = {name: value for name, value in mirror.__dict__.items() if name not in ("__dict__", "__weakref__")}
            made = RemoteType(mirror.__name__, (base, mirror), body)
            self._callables[mirror, base.__name__] = made
        return made

    def _exchange(self, question: Message, parts: Message) -> Any:
        if self.lost:
            raise WorldLost(self.lost)
        unused = self.heap.unused()
        self.heap.forget(unused)
        try:
            self._send({**question, "forget": unused}, parts)
            while True:
                message, buffers = self.channel.receive()
                output, changed = message.pop("output", []), message.pop("changed", [])
                asked: Message = {name: message.pop(name) for name in ("call", "input") if name in message}
                read = self.codec.read(message, buffers)
                self.judge.files.apply(read.pop("files", ()))
                _replay(output)
                if not asked:
                    self.judge.names.forget(changed)
                    if "fault" in read:
                        raise self._fault(read["fault"])
                    return read.get("value")
                self._send({}, self._serve(asked, read))
        except Lost as lost:
            self.lost = str(lost) or "lost"
            raise WorldLost(self.lost) from None

    def _send(self, plain: Message, parts: Message) -> None:
        parts["files"] = self.judge.files.changes()
        try:
            written, buffers = self.codec.write(parts)
        except NotPlain as fault:
            raise TypeError(f"A test cannot hand a {fault} to the learner's code.") from None
        given = self.judge.given_values
        names = {number: given[id(value)][0] for number, value in self.heap.values.items() if id(value) in given}
        self.channel.send({**plain, **written, "names": list(names.items())}, buffers)

    def _serve(self, asked: Message, read: Message) -> Message:
        """Answer what the learner's code asks of the test in between."""
        try:
            if "input" in asked:
                return {"value": self.judge.read_line(str(asked["input"]))}
            return {"value": self.lent[int(asked["call"])](*read["arguments"], **dict(read["named"]))}
        except Exception as fault:
            kind = next(each for each in type(fault).__mro__ if BUILTIN_EXCEPTIONS.get(each.__name__) is each)
            return {"fault": (kind.__name__, tuple(map(str, fault.args)))}

    def _fault(self, described: Any) -> BaseException:
        fault, arguments, text, not_plain = described
        if not isinstance(fault, BaseException):
            return RuntimeError(text)
        if not_plain is True:
            return TypeError(f"What was returned cannot be compared: {text}")
        values = arguments if isinstance(arguments, tuple) else (text,)
        if "_remote_class" not in type(fault).__dict__:
            try:
                return type(fault)(*values)
            except Exception:  # an exception with another signature keeps what it says
                fault.args = values
                return fault
        fault.args = values
        fault.__dict__["_remote_text"] = text
        return fault


def _number_of(stand_in: Any) -> int:
    found = stand_in.__dict__ if issubclass(type(stand_in), RemoteType) else _get(stand_in, "__dict__")
    return int(found["_remote_number"])


def label_of(stand_in: Any) -> str:
    """Return the name of the class that an object says it is of."""
    kind = type(stand_in)
    if kind is RemoteType:
        kind = stand_in
    found = kind.__dict__
    return f"{found.get('_remote_module', '')}.{found.get('_remote_qualname', kind.__name__)}"


def _deed_of(function: Any) -> tuple[str, tuple[str, ...]]:
    if issubclass(type(function), RemoteType):
        return label_of(function), ("class",)
    asked = _get(function, "_remote_asked")
    return (asked[0], ("method", asked[1])) if asked else (label_of(function), ("returned",))


def _replay(outputs: Any) -> None:
    """Let what the learner's code printed appear where the test runs, so that a test can catch it."""
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        if output.get("output_type") == "stream":
            stream = sys.stderr if output.get("name") == "stderr" else sys.stdout
            stream.write(str(output.get("text", "")))
        elif output.get("output_type") == "display_data" and isinstance(output.get("data"), dict):
            RECORDER.add({"output_type": "display_data", "data": output["data"], "metadata": {}}, len(str(output)))
