"""Reads the small, safe part of YAML that files written by people may use, and remembers where each value stood.

Only mappings, lists and plain values are let in. Anchors, aliases, merge keys and tags are refused while the text is
still being scanned, because a few lines of them can stand for billions of values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

LARGEST_BYTES = 100_000
DEEPEST_NESTING = 12
MOST_EVENTS = 6_000


@dataclass(frozen=True)
class Text:
    """A sentence or a name in Korean and in English."""

    ko: str
    en: str

    def both(self) -> dict[str, str]:
        """As columns and messages keep it."""
        return {"ko": self.ko, "en": self.en}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file: where it stands (from 1), what it is called, and how to put it right."""

    line: int
    column: int
    where: str
    message: Text


class UnsoundFile(Exception):
    """A file cannot be used; `faults` lists every reason in the order of the file."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))
        super().__init__(self.explain("en"))

    def explain(self, language: str) -> str:
        """Return one line per fault, `file:line:column: where: message`, in Korean (ko) or English."""
        lines = []
        for fault in self.faults:
            sentence = fault.message.ko if language == "ko" else fault.message.en
            where = f"{fault.where}: " if fault.where else ""
            lines.append(f"{self.path.name}:{fault.line}:{fault.column}: {where}{sentence}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Place:
    """A line and a column, both counted from 1 as editors show them."""

    line: int
    column: int


@dataclass(frozen=True)
class Scalar:
    """One value as it was written; quoted values are always text."""

    value: str
    plain: bool
    place: Place


@dataclass
class Sequence:
    """A YAML list."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass
class Mapping:
    """A YAML mapping whose keys are text; the place of each key is kept for the messages."""

    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


class _Stop(Exception):
    """The text cannot be read any further."""


class _Builder:
    """Turns the stream of YAML events into nodes, noting faults on the way."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.count = 0

    def fault(self, place: Place, ko: str, en: str) -> None:
        self.faults.append(Fault(place.line, place.column, "", Text(ko, en)))

    def stop(self, place: Place, ko: str, en: str) -> _Stop:
        self.fault(place, ko, en)
        return _Stop()

    def next_event(self, events: Iterator[Any]) -> tuple[Any, Place]:
        event = next(events)
        place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        self.count += 1
        if self.count > MOST_EVENTS:
            raise self.stop(
                place,
                "파일에 값이 너무 많습니다. 필요한 값만 남겨 주세요.",
                "The file holds too many values. Keep only what is needed.",
            )
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise self.stop(
                place,
                "앵커(&)와 별칭(*)은 쓸 수 없습니다. 값을 그대로 다시 적어 주세요.",
                "Anchors (&) and aliases (*) are not allowed. Write the value out again instead.",
            )
        if getattr(event, "tag", None) is not None:
            raise self.stop(
                place,
                "태그(!…)는 쓸 수 없습니다. 태그를 지우고 값만 적어 주세요.",
                "Tags (!…) are not allowed. Remove the tag and write only the value.",
            )
        return event, place

    def node(self, event: Any, place: Place, events: Iterator[Any], depth: int) -> Node:
        if depth > DEEPEST_NESTING:
            raise self.stop(
                place,
                f"괄호나 들여쓰기가 {DEEPEST_NESTING}단계보다 깊습니다. 구조를 단순하게 고쳐 주세요.",
                f"The nesting is deeper than {DEEPEST_NESTING} levels. Make the structure flatter.",
            )
        if isinstance(event, ScalarEvent):
            return Scalar(event.value, not event.style, place)
        if isinstance(event, SequenceStartEvent):
            sequence = Sequence(place)
            while True:
                event, inner = self.next_event(events)
                if isinstance(event, SequenceEndEvent):
                    return sequence
                sequence.items.append(self.node(event, inner, events, depth + 1))
        return self.mapping(place, events, depth)

    def mapping(self, place: Place, events: Iterator[Any], depth: int) -> Mapping:
        mapping = Mapping(place)
        while True:
            event, key_place = self.next_event(events)
            if isinstance(event, MappingEndEvent):
                return mapping
            if not isinstance(event, ScalarEvent):
                raise self.stop(
                    key_place,
                    "이름(키)은 글자여야 합니다. 목록이나 묶음을 이름으로 쓸 수 없습니다.",
                    "A key must be plain text; a list or a mapping cannot be a key.",
                )
            key = event.value
            if key == "<<":
                raise self.stop(
                    key_place,
                    "병합 키(<<)는 쓸 수 없습니다. 값을 그대로 다시 적어 주세요.",
                    "Merge keys (<<) are not allowed. Write the values out again instead.",
                )
            event, value_place = self.next_event(events)
            value = self.node(event, value_place, events, depth + 1)
            if key in mapping.entries:
                first = mapping.keys[key].line
                self.fault(
                    key_place,
                    f"'{key}'이(가) 두 번 나옵니다(처음은 {first}행). 하나만 남겨 주세요.",
                    f"'{key}' is written twice (first in line {first}). Keep one of them.",
                )
                continue
            mapping.entries[key] = value
            mapping.keys[key] = key_place


def parse(text: str, faults: list[Fault]) -> Mapping | None:
    """Return the file's outermost mapping, or None when the text cannot be read at all; faults are added."""
    builder = _Builder(faults)
    # Events only: nothing is resolved, so no word turns into a number, a date or an object by itself.
    events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
    try:
        while True:
            event, place = builder.next_event(events)
            if isinstance(event, DocumentStartEvent):
                break
        event, place = builder.next_event(events)
        if not isinstance(event, MappingStartEvent):
            raise builder.stop(
                place,
                "파일은 '이름: 값' 줄로 시작해야 합니다.",
                "The file must be made of 'key: value' lines.",
            )
        root = builder.mapping(place, events, 1)
        for rest in events:
            if isinstance(rest, DocumentStartEvent):
                raise builder.stop(
                    Place(rest.start_mark.line + 1 if rest.start_mark else 1, 1),
                    "문서가 두 개 이상입니다. '---' 아래를 지워 주세요.",
                    "There is more than one document. Remove what follows the second '---'.",
                )
    except _Stop:
        return None
    except StopIteration:
        builder.fault(Place(1, 1), "파일이 비어 있습니다.", "The file is empty.")
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        reason = error.problem or "unreadable"
        builder.fault(
            place,
            f"YAML로 읽을 수 없습니다({reason}). 들여쓰기(공백만), 콜론 뒤의 빈칸, 따옴표의 짝을 살펴 주세요.",
            f"This is not valid YAML ({reason}). Check indentation (spaces only), the space after a colon, and quotes.",
        )
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        builder.fault(
            Place(1, 1),
            f"YAML로 읽을 수 없습니다({type(error).__name__}). 파일이 UTF-8 글인지 살펴 주세요.",
            f"This is not valid YAML ({type(error).__name__}). Check that the file is UTF-8 text.",
        )
        return None
    return root


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file of at most LARGEST_BYTES in UTF-8; None, with a fault, for anything else."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
        if len(raw) <= LARGEST_BYTES:
            return raw.decode("utf-8-sig")
        message = Text(
            f"파일이 {LARGEST_BYTES:,}바이트보다 큽니다. 설명을 줄여 주세요.",
            f"The file is larger than {LARGEST_BYTES:,} bytes. Shorten its texts.",
        )
    except UnicodeDecodeError:
        message = Text("UTF-8 글이 아닙니다. UTF-8로 저장해 주세요.", "It is not UTF-8 text. Save it as UTF-8.")
    except OSError:
        message = Text(
            f"'{path.name}' 파일을 읽을 수 없습니다. 그 폴더에 파일이 있는지 확인해 주세요.",
            f"'{path.name}' cannot be read. Check that the folder holds it.",
        )
    faults.append(Fault(1, 1, "", message))
    return None
