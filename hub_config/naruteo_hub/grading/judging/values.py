"""Plain values as JSON and bytes: what crosses between a learner's process and a judge, by value and typed exactly.

Immutable values stand where they are used. Mutable ones (lists, dicts, sets, arrays, frames …) stand in a *heap*: both
sides know them under one number, so that a change on one side is seen on the other with the next message, and the same
list stays the same list. Everything else crosses as a handle that only its own side can use.

A type is taken by value only if it is exactly that type: a subclass can lie about everything.
"""

import hashlib
import json
import math
import sys
from typing import Any

from naruteo_hub.grading.judging import arrays, frames
from naruteo_hub.grading.judging.forms import FILLERS, MUTABLE, READERS, SHELLS, WRITERS, NotPlain
from naruteo_hub.grading.judging.wire import Lost, Message

# Deeper values are not plain data for us; Python's own recursion limit is far away.
DEEPEST = 200
# Up to this many bits a whole number is written in decimal digits.
SHORT_INTEGER = 1 << 63


def is_shared_kind(value: object) -> bool:
    """Tell whether a value is one that both sides know under a number, apart from the course's own instances."""
    return type(value) in MUTABLE or frames.is_mutable(value)


class Heap:
    """The mutable values that both sides of one connection know, by number."""

    def __init__(self, parity: int) -> None:
        self._next = parity
        self.values: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self.known: dict[int, str] = {}
        """What the other side last sent or was told of each value."""

    def number_of(self, value: object) -> int:
        """Return a value's number, giving it one if it has none."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._next
            self._next += 2
            self.enter(number, value)
        return number

    def enter(self, number: int, value: object) -> None:
        """Note a value under a number that the other side chose or knows."""
        before = self.values.get(number)
        if before is not None:
            self._numbers.pop(id(before), None)
        self.values[number] = value
        self._numbers[id(value)] = number

    def forget(self, numbers: list[int]) -> None:
        """Let values go that the other side no longer holds."""
        for number in numbers:
            value = self.values.pop(number, None)
            self._numbers.pop(id(value), None)
            self.known.pop(number, None)

    def unused(self) -> list[int]:
        """List the numbers of values that nobody but this heap holds any more."""
        # Two references are ours: the table's and the argument of getrefcount.
        return [number for number in self.values if sys.getrefcount(self.values[number]) == 2]


class Codec:
    """Writes and reads the values of one connection; subclasses say what becomes of handles."""

    def __init__(self, heap: Heap) -> None:
        self.heap = heap
        self._pending: list[Any] = []
        self._seen: dict[int, Any] = {}
        self._buffers: list[bytes] = []
        self._aside: dict[int, Any] = {}
        self._depth = 0

    # What is not plain.

    def export(self, value: object) -> Any:
        """Write a handle for a value that is not plain."""
        raise NotPlain(type(value).__name__)

    def resolve(self, tag: str, parts: list[Any]) -> Any:
        """Return what a handle stands for."""
        raise Lost(f"An unknown kind of value: {tag!r}")

    def instance_of(self, value: object) -> str | None:
        """Return the name of the course's own class that a value is an instance of, if it is."""
        return None

    def new_instance(self, name: str) -> Any:
        """Make an empty instance of one of the course's own classes."""
        raise Lost(f"Not a class of the course: {name!r}")

    def may_change(self, number: int) -> bool:
        """Say whether the other side may change a value that is known here."""
        return True

    def keeps(self, value: object, name: str) -> bool:
        """Say whether an instance of a course's class may have this attribute."""
        return True

    # Writing.

    def write(self, parts: Message, *, changes: bool = True) -> tuple[Message, list[bytes]]:
        """Write a message's values, with every mutable value that the other side does not know as it is now.

        ``changes``: those that the message does not mention are told too.
        """
        before = set(self.heap.values)
        try:
            return self._write(parts, changes=changes)
        except BaseException:
            # A message that cannot be written leaves nothing behind that the next one would have to carry.
            self.heap.forget([number for number in self.heap.values if number not in before])
            raise

    def _write(self, parts: Message, *, changes: bool) -> tuple[Message, list[bytes]]:
        self._pending, self._seen, self._buffers = [], {}, []
        written = {name: self.encode(value) for name, value in parts.items()}
        heap: dict[int, Any] = {}
        waiting = [*self.heap.values.values()] if changes else []
        while waiting or self._pending:
            value = self._pending.pop() if self._pending else waiting.pop()
            number = self.heap.number_of(value)
            if number in heap:
                continue
            before = len(self._buffers)
            content = self._content(value)
            text = _text_of(content, self._buffers[before:])
            if self.heap.known.get(number) == text:
                heap[number] = None
                del self._buffers[before:]
                continue
            self.heap.known[number] = text
            heap[number] = [text, content]
        sent = {str(number): entry for number, entry in heap.items() if entry is not None}
        return {**written, "heap": sent}, self._buffers

    def is_plain(self, value: object) -> bool:
        """Tell whether a value could be written; nothing is sent and nothing remembered."""
        before = set(self.heap.values)
        self._pending, self._seen, self._buffers = [], {}, []
        try:
            self.encode(value)
            while self._pending:
                self._content(self._pending.pop())
        except Exception:  # whatever keeps it from being written
            return False
        finally:
            self.heap.forget([number for number in self.heap.values if number not in before])
        return True

    def contents(self, value: object) -> str:
        """Return a mutable value's content as text, to tell whether it has changed."""
        self._pending, self._seen, self._buffers = [], {}, []
        return _text_of(self._content(value), self._buffers)

    def encode(self, value: Any) -> Any:
        """Write one value."""
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -SHORT_INTEGER <= value < SHORT_INTEGER else ["int", hex(value)]
        if kind is float:
            return value if math.isfinite(value) else ["float", repr(value)]
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                raise NotPlain("nested too deeply")
            return self._encode(kind, value)
        finally:
            self._depth -= 1

    def _encode(self, kind: type, value: Any) -> Any:
        writer = WRITERS.get(kind)
        if writer is not None:
            return writer(self, value)
        if kind in MUTABLE or self.instance_of(value) is not None or frames.is_mutable(value):
            return self.mention(value)
        for module in (arrays, frames):
            written = module.write_immutable(self, value)
            if written is not None:
                return written
        return self.export(value)

    def mention(self, value: object) -> Any:
        """Write a mutable value's number; its content follows in the heap."""
        if id(value) not in self._seen:
            # Kept until the message is written: a number must not pass to another value.
            self._seen[id(value)] = value
            self._pending.append(value)
        return ["ref", self.heap.number_of(value)]

    def buffer(self, content: bytes) -> int:
        """Add a binary part to the message and return its place."""
        self._buffers.append(content)
        return len(self._buffers) - 1

    def _content(self, value: Any) -> Any:
        # Places of binary parts count from the first one of this value, so that equal contents are equal texts.
        outer, self._buffers = self._buffers, []
        try:
            content = [self._plain_content(value), None]
            content[1] = len(self._buffers)
        finally:
            outer += self._buffers
            self._buffers = outer
        return content

    def _plain_content(self, value: Any) -> Any:
        name = self.instance_of(value)
        if name is not None:
            return ["given", name, [[key, self.encode(part)] for key, part in value.__dict__.items()]]
        writer = MUTABLE.get(type(value))
        return writer(self, value) if writer is not None else frames.write_mutable(self, value)

    # Reading.

    def read(self, message: Message, buffers: list[bytes]) -> Message:
        """Read a message's values; mutable values that are known are changed in place."""
        heap = message.pop("heap", {})
        if not isinstance(heap, dict):
            raise Lost("The message cannot be read.")
        try:
            entries: list[tuple[int, str, Any, list[bytes]]] = []
            own = first = len(buffers) - sum(entry[1][1] for entry in heap.values())
            for key, (text, (content, count)) in heap.items():
                entries.append((int(key), str(text), content, buffers[own : own + count]))
                own += count
            kept = {number for number, *_ in entries if number in self.heap.values and not self.may_change(number)}
            self._aside = {
                number: self._shell(content, parts) for number, _, content, parts in entries if number in kept
            }
            for number, _, content, parts in entries:
                if number in kept:
                    continue
                if number not in self.heap.values or not self._fits(self.heap.values[number], content):
                    self.heap.enter(number, self._shell(content, parts))
            for number, text, content, parts in entries:
                self._buffers = parts
                # What must not change stays, and with the next message is told back; this message means the other.
                self._fill(self._aside.get(number, self.heap.values[number]), content)
                self.heap.known[number] = text
            self._buffers = buffers[:first]
            return {name: self.decode(value) for name, value in message.items()}
        except Lost:
            raise
        except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError, MemoryError) as fault:
            raise Lost(f"A value cannot be read: {type(fault).__name__}") from fault

    def decode(self, value: Any) -> Any:
        """Read one value."""
        if type(value) is not list:
            return value
        tag, *parts = value
        if tag == "ref":
            return self._aside.get(parts[0], self.heap.values[parts[0]])
        reader = READERS.get(tag)
        if reader is not None:
            return reader(self, parts)
        for module in (arrays, frames):
            if tag in module.TAGS:
                return module.read_immutable(self, tag, parts)
        return self.resolve(tag, parts)

    def part(self, place: int) -> bytes:
        """Return a binary part of the message or value that is being read."""
        if place < 0:
            raise Lost("The message cannot be read.")
        return self._buffers[place]

    def _fits(self, value: object, content: Any) -> bool:
        if content[0] == "given":
            return bool(self.instance_of(value) == content[1])
        if content[0] in SHELLS:
            return type(value) is type(SHELLS[content[0]](self, content[1:]))
        return bool(frames.fits(value, content))

    def _shell(self, content: Any, own: list[bytes]) -> Any:
        tag, *parts = content
        if tag == "given":
            return self.new_instance(parts[0])
        if tag in SHELLS:
            return SHELLS[tag](self, parts)
        self._buffers = own
        return frames.shell(self, tag, parts)

    def _fill(self, value: Any, content: Any) -> None:
        tag, *parts = content
        if tag == "given":
            fresh = {str(key): self.decode(part) for key, part in parts[1] if self.keeps(value, str(key))}
            value.__dict__.clear()
            value.__dict__.update(fresh)
        elif tag in FILLERS:
            FILLERS[tag](self, value, parts)
        else:
            frames.fill(self, value, tag, parts)


def _text_of(content: Any, buffers: list[bytes]) -> str:
    """Return one text for one content, binary parts included, so that equal contents have equal texts."""
    text = json.dumps(content, separators=(",", ":"))
    return text + hashlib.blake2b(b"".join(buffers), digest_size=16).hexdigest() if buffers else text
