"""Takes typed fields out of a parsed manifest one by one, noting a fault with its place for each that is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence as SequenceOf
from enum import StrEnum
from typing import TypeVar

from naruteo_portal.core.safe_yaml import Fault, Mapping, Node, Place, Scalar, Sequence, Text

Choice = TypeVar("Choice", bound=StrEnum)

INTEGER = re.compile(r"[+-]?\d{1,12}")
NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?")
NOT_TEXT = re.compile(r"|null|Null|NULL|~|true|True|TRUE|false|False|FALSE|[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")
HANGUL = re.compile(r"[가-힣]")
LANGUAGES = ("ko", "en")


class Reader:
    """Where the faults of one manifest are gathered."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults

    def fault(self, place: Place, where: str, ko: str, en: str) -> None:
        """Note one fault."""
        self.faults.append(Fault(place.line, place.column, where, Text(ko, en)))


class Fields:
    """The fields of one mapping; every getter returns a harmless value after it has noted a fault."""

    def __init__(self, reader: Reader, mapping: Mapping, where: str) -> None:
        self.reader = reader
        self._mapping = mapping
        self._where = where
        self._asked: set[str] = set()

    def _path(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key

    def fault(self, key: str, ko: str, en: str) -> None:
        """Note a fault at the key's value, or at the mapping when the key is missing."""
        node = self._mapping.entries.get(key)
        place = node.place if node is not None else self._mapping.place
        self.reader.fault(place, self._path(key), ko, en)

    def has(self, key: str) -> bool:
        """Say whether the key was written."""
        self._asked.add(key)
        return key in self._mapping.entries

    def _node(self, key: str, *, optional: bool = False) -> Node | None:
        self._asked.add(key)
        node = self._mapping.entries.get(key)
        if node is None and not optional:
            self.fault(key, f"'{key}'이(가) 없습니다. 한 줄을 더해 주세요.", f"'{key}' is missing. Add a line for it.")
        return node

    def _scalar(self, key: str) -> Scalar | None:
        node = self._node(key)
        if node is None or isinstance(node, Scalar):
            return node
        self.fault(
            key, "값 하나를 적어 주세요(목록이나 묶음이 아니라).", "Write one value here, not a list or a mapping."
        )
        return None

    def text(self, key: str, longest: int) -> Text:
        """Return a text that must be given in Korean and in English."""
        part = self.mapping(key)
        if part is None:
            return Text("", "")
        written = {language: part.line(language, longest) for language in LANGUAGES}
        if HANGUL.search(written["en"]):
            part.fault(
                "en",
                "영어(en) 자리에 한글이 있습니다. 영어로 적어 주세요.",
                "The English text (en) holds Hangul. Write it in English.",
            )
        part.finish()
        return Text(written["ko"], written["en"])

    def line(self, key: str, longest: int) -> str:
        """Return a piece of text in one language."""
        scalar = self._scalar(key)
        if scalar is None:
            return ""
        if scalar.plain and NOT_TEXT.fullmatch(scalar.value):
            self.fault(
                key,
                '글자가 아닙니다. 글을 적거나, 숫자라면 따옴표로 묶어 주세요("5").',
                'This is not text. Write words, or put a number in quotes ("5").',
            )
            return ""
        if not scalar.value.strip() or len(scalar.value) > longest:
            self.fault(key, f"1자에서 {longest}자까지 적어 주세요.", f"Write between 1 and {longest} characters.")
            return ""
        return scalar.value.strip()

    def pattern(self, key: str, pattern: re.Pattern[str], longest: int, ko: str, en: str) -> str:
        """Return a value that has a given shape, exactly as it was written."""
        scalar = self._scalar(key)
        if scalar is None:
            return ""
        if len(scalar.value) > longest or not pattern.fullmatch(scalar.value):
            self.fault(key, ko, en)
            return ""
        return scalar.value

    def integer(self, key: str, least: int, most: int) -> int:
        """Return a whole number between two bounds, or 0 after a fault."""
        scalar = self._scalar(key)
        if scalar is None:
            return 0
        if scalar.plain and INTEGER.fullmatch(scalar.value) and least <= int(scalar.value) <= most:
            return int(scalar.value)
        if least == most:
            self.fault(key, f"{least}만 쓸 수 있습니다.", f"It must be {least}.")
        else:
            self.fault(
                key,
                f"{least}에서 {most} 사이의 정수를 따옴표 없이 적어 주세요.",
                f"Write a whole number from {least} to {most}, without quotes.",
            )
        return 0

    def integer_or_none(self, key: str, least: int, most: int) -> int | None:
        """Return a whole number, or None where the key is missing or says null."""
        node = self._node(key, optional=True)
        if node is None or (isinstance(node, Scalar) and node.plain and node.value in ("", "null", "~")):
            return None
        return self.integer(key, least, most) or None

    def number(self, key: str, least: float, most: float) -> float:
        """Return a number between two bounds, or 0 after a fault."""
        scalar = self._scalar(key)
        if scalar is None:
            return 0.0
        if scalar.plain and NUMBER.fullmatch(scalar.value):
            value = float(scalar.value)
            if math.isfinite(value) and least <= value <= most:
                return value
        self.fault(
            key,
            f"{least:g}에서 {most:g} 사이의 수를 따옴표 없이 적어 주세요.",
            f"Write a number from {least:g} to {most:g}, without quotes.",
        )
        return 0.0

    def word(self, key: str, allowed: SequenceOf[str]) -> str:
        """Return one of the allowed words, or the first of them after a fault."""
        scalar = self._scalar(key)
        if scalar is not None and scalar.value in allowed:
            return scalar.value
        if scalar is not None:
            listed = ", ".join(allowed)
            self.fault(key, f"다음 가운데 하나를 적어 주세요: {listed}.", f"Write one of: {listed}.")
        return allowed[0]

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """Return a member of an enumeration by its value."""
        return kind(self.word(key, [member.value for member in kind]))

    def words(self, key: str, allowed: SequenceOf[str], *, may_be_empty: bool = False) -> tuple[str, ...]:
        """Return a list of different words, each of them allowed."""
        node = self._node(key)
        if node is None:
            return ()
        listed = ", ".join(allowed)
        if not isinstance(node, Sequence) or not (node.items or may_be_empty):
            self.fault(key, f"목록으로 적어 주세요. 쓸 수 있는 값: {listed}.", f"Write a list of: {listed}.")
            return ()
        words: list[str] = []
        for item in node.items:
            if isinstance(item, Scalar) and item.value in allowed and item.value not in words:
                words.append(item.value)
            else:
                self.reader.fault(
                    item.place,
                    self._path(key),
                    f"한 번씩만, 다음 가운데에서 적어 주세요: {listed}.",
                    f"Write each once, and only: {listed}.",
                )
        return tuple(words)

    def mapping(self, key: str, *, optional: bool = False) -> Fields | None:
        """Return the fields below a key."""
        node = self._node(key, optional=optional)
        if node is None:
            return None
        if isinstance(node, Mapping):
            return Fields(self.reader, node, self._path(key))
        self.fault(key, "'이름: 값' 묶음이어야 합니다.", "This must be a mapping of 'key: value' lines.")
        return None

    def mappings(self, key: str, *, optional: bool = False) -> list[Fields]:
        """Return the fields of each entry of a list below a key."""
        node = self._node(key, optional=optional)
        if node is None:
            return []
        if not isinstance(node, Sequence) or not node.items:
            self.fault(
                key,
                "'- '로 시작하는 항목이 하나 이상 있는 목록이어야 합니다.",
                "This must be a list with at least one '- ' entry.",
            )
            return []
        found: list[Fields] = []
        for number, item in enumerate(node.items, start=1):
            where = f"{self._path(key)}[{number}]"
            if isinstance(item, Mapping):
                found.append(Fields(self.reader, item, where))
            else:
                self.reader.fault(
                    item.place, where, "'이름: 값' 묶음이어야 합니다.", "This must be a mapping of 'key: value' lines."
                )
        return found

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        known = ", ".join(sorted(self._asked))
        for key, place in self._mapping.keys.items():
            if key not in self._asked:
                shown = key if len(key) <= 40 else key[:40] + "…"
                self.reader.fault(
                    place,
                    self._where,
                    f"'{shown}'은(는) 모르는 이름입니다. 쓸 수 있는 이름: {known}.",
                    f"'{shown}' is not a known key. Known keys here: {known}.",
                )
