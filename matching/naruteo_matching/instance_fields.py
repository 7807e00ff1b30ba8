"""Reads the fields of an instance one by one and gathers what is wrong with them."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from naruteo_matching.instance_faults import InstanceFault
from naruteo_matching.lottery import Id
from naruteo_matching.verification.canonical import canonical_json

MOST = 1_000_000_000
"""The largest number of seats, or of people in a region, that is taken for meant."""
ID_KINDS = {str, int}
LONGEST_SHOWN = 60
LARGEST_ID = 10**LONGEST_SHOWN


def shown(value: Any) -> str:
    """A value as a message shows it; what is long is cut, what is deep is only named."""
    if isinstance(value, list | tuple | dict):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    if isinstance(value, int) and abs(value) > LARGEST_ID:
        return "a number of many digits"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


class Numbers:
    """The number of each id, by its text: 1 and "1" are the same id."""

    def __init__(self) -> None:
        self.ids: list[Id] = []
        self._numbers: dict[Id, int] = {}

    def add(self, known: Id) -> bool:
        """Take an id in, unless it is there already."""
        if str(known) in self._numbers:
            return False
        self._numbers[str(known)] = self._numbers[known] = len(self.ids)
        self.ids.append(known)
        return True

    def get(self, wanted: Id) -> int | None:
        """The number of an id, or None."""
        found = self._numbers.get(wanted)
        if found is None and not (isinstance(wanted, int) and abs(wanted) > LARGEST_ID):
            return self._numbers.get(str(wanted))
        return found

    def all_of(self, wanted: Sequence[Any]) -> list[int] | None:
        """The numbers of all these ids at once; None if anything is wrong with any of them."""
        if not set(map(type, wanted)) <= ID_KINDS:
            return None
        found = list(map(self._numbers.get, wanted))
        return None if None in found or len(set(found)) < len(found) else found  # type: ignore[return-value]


class Fields:
    """Reads fields and keeps the faults; each method says where it looks, and returns something usable in any case."""

    def __init__(self) -> None:
        self.faults: list[InstanceFault] = []

    def fault(self, place: str, words: str) -> None:
        """Note that something is wrong."""
        self.faults.append(InstanceFault(place, words))

    def keys(self, place: str, found: Mapping[str, Any], needed: Set[str], allowed: Set[str]) -> None:
        """Note keys that are missing, and keys that nobody reads: what is misspelt would be left out silently."""
        for key in found.keys() - needed - allowed:
            name, known = shown(key).strip("'"), ", ".join(sorted(needed | allowed))
            self.fault(f"{place}.{name}".lstrip("."), f"is not known; there are {known}")
        for key in sorted(needed - found.keys()):
            self.fault(f"{place}.{key}".lstrip("."), "is missing")

    def objects(self, place: str, value: Any) -> list[Mapping[str, Any]]:
        """A list of objects; what is none stands there as an empty one, so that places stay as they are."""
        if not isinstance(value, list | tuple):
            self.fault(place, f"is {shown(value)}; write a list of objects")
            return []
        for at, each in enumerate(value):
            if not isinstance(each, Mapping):
                self.fault(f"{place}[{at}]", f"is {shown(each)}; write an object")
        return [each if isinstance(each, Mapping) else {} for each in value]

    def items(self, place: str, value: Any) -> Sequence[Any]:
        """A list."""
        if isinstance(value, list | tuple):
            return value
        self.fault(place, f"is {shown(value)}; write a list")
        return []

    def whole(self, place: str, value: Any) -> int:
        """A whole number of people or seats."""
        if type(value) is int and 0 <= value <= MOST:
            return value
        self.fault(place, f"is {shown(value)}; write a whole number from 0 to {MOST}")
        return 0

    def text(self, place: str, value: Any) -> str:
        """A string that says something."""
        if isinstance(value, str) and value and self._can_be_written(value):
            return value
        self.fault(place, f"is {shown(value)}; write a string that is not empty")
        return ""

    def plain(self, place: str, value: Any) -> None:
        """Anything that a certificate's hash can be of."""
        if value is None or (isinstance(value, str) and value.isascii()):
            return
        try:
            canonical_json(value)
        except ValueError:
            self.fault(place, f"is {shown(value)}; write what JSON can hold: no NaN, no half of a sign, nothing deep")

    def id(self, place: str, value: Any) -> Id | None:
        """An id: a string that is not empty, or a whole number."""
        if type(value) is int and abs(value) <= LARGEST_ID:
            return value
        if isinstance(value, str) and value and self._can_be_written(value):
            return value
        self.fault(place, f"is {shown(value)}; an id is a string that is not empty, or a whole number")
        return None

    def ids(self, place: str, objects: Sequence[Mapping[str, Any]]) -> Numbers:
        """The ids of these objects, each once."""
        numbers = Numbers()
        for at, each in enumerate(objects):
            if "id" not in each:
                numbers.add(f"\0{at}")  # said to be missing by `keys`
                continue
            found = self.id(f"{place}[{at}].id", each["id"])
            if found is None:
                numbers.add(f"\0{at}")
            elif not numbers.add(found):
                self.fault(f"{place}[{at}].id", f"{shown(found)} stands there twice; every id names one")
                numbers.add(f"\0{at}")
        return numbers

    def one_of(self, place: str, value: Any, numbers: Numbers, what: str) -> int | None:
        """The number of something that is named."""
        found = numbers.get(value) if type(value) in ID_KINDS else None
        if found is None:
            self.fault(place, f"{shown(value)} names no {what}")
        return found

    def references(self, place: str, value: Any, numbers: Numbers, what: str) -> list[int]:
        """The numbers of those that are named, each once, in their order."""
        wanted = self.items(place, value)
        at_once = numbers.all_of(wanted)
        if at_once is not None:
            return at_once
        return self.each(((f"{place}[{at}]", each) for at, each in enumerate(wanted)), numbers, what)

    def each(self, named: Iterable[tuple[str, Any]], numbers: Numbers, what: str) -> list[int]:
        """The numbers of those that are named one by one, each with its place."""
        found: dict[int, str] = {}
        for place, each in named:
            number = self.one_of(place, each, numbers, what)
            if number in found:
                self.fault(place, f"{shown(each)} stands there twice, first at {found[number]}")
            elif number is not None:
                found[number] = place
        return list(found)

    @staticmethod
    def _can_be_written(text: str) -> bool:
        """Half of a surrogate pair cannot be, and a zero byte would blur the lottery's tickets."""
        return "\0" not in text and (text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text))
