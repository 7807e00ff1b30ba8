"""How each kind of plain value is written and read: the tables that the codec goes by."""

import datetime
import decimal
import fractions
import math
import pathlib
import uuid
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

from naruteo_hub.grading.judging import arrays


class NotPlain(Exception):
    """A value that cannot cross by value."""


SINGLETONS: dict[str, Any] = {"...": Ellipsis, "not-implemented": NotImplemented}
# The only types that cross as themselves: their meaning is the same on both sides whatever a learner does.
TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice, object, type,
    )
}  # fmt: skip
TYPES["NoneType"] = type(None)
NAMES_OF_TYPES = {kind: name for name, kind in TYPES.items()}
PATHS = {kind.__name__: kind for kind in (pathlib.PurePosixPath, pathlib.PosixPath, pathlib.PureWindowsPath)}


def _pairs(codec: Any, mapping: Any) -> list[Any]:
    return [[codec.encode(key), codec.encode(value)] for key, value in mapping.items()]


def _many(codec: Any, values: Any) -> list[Any]:
    return [codec.encode(value) for value in values]


def _zone(codec: Any, zone: datetime.tzinfo | None) -> Any:
    if zone is None:
        return None
    if zone is datetime.UTC:
        return "UTC"
    if type(zone) is zoneinfo.ZoneInfo and zone.key:
        return ["zone", zone.key]
    if type(zone) is datetime.timezone:
        return ["offset", zone.utcoffset(None).total_seconds()]
    raise NotPlain("a time zone of its own kind")


def _read_zone(value: Any) -> datetime.tzinfo | None:
    if value is None:
        return None
    if value == "UTC":
        return datetime.UTC
    kind, detail = value
    return (
        zoneinfo.ZoneInfo(str(detail))
        if kind == "zone"
        else datetime.timezone(datetime.timedelta(seconds=float(detail)))
    )


def _moment(codec: Any, value: Any) -> Any:
    try:
        zone = _zone(codec, value.tzinfo)
    except NotPlain:
        return codec.export(value)
    return [type(value).__name__, value.replace(tzinfo=None).isoformat(), value.fold, zone]


def _read_moment(kind: Any) -> Callable[[Any, list[Any]], Any]:
    return lambda codec, parts: kind.fromisoformat(parts[0]).replace(fold=int(parts[1]), tzinfo=_read_zone(parts[2]))


def _type(codec: Any, value: type) -> Any:
    if value in NAMES_OF_TYPES:
        return ["type", NAMES_OF_TYPES[value]]
    return arrays.write_immutable(codec, value) or codec.export(value)


def _default_dict(codec: Any, value: defaultdict[Any, Any]) -> Any:
    made_by: Any = value.default_factory
    factory = NAMES_OF_TYPES.get(made_by) if made_by is not None else None
    if factory is None and made_by is not None:
        # Its factory stays on its own side; what it holds is a plain dict here.
        return ["dict", _pairs(codec, value)]
    return ["defaultdict", factory, _pairs(codec, value)]


WRITERS: dict[type, Callable[[Any, Any], Any]] = {
    tuple: lambda codec, value: ["tuple", *_many(codec, value)],
    frozenset: lambda codec, value: ["frozenset", *_many(codec, value)],
    bytes: lambda codec, value: ["bytes", value.hex()],
    complex: lambda codec, value: ["complex", repr(value.real), repr(value.imag)],
    range: lambda codec, value: ["range", *_many(codec, (value.start, value.stop, value.step))],
    slice: lambda codec, value: ["slice", *_many(codec, (value.start, value.stop, value.step))],
    type(Ellipsis): lambda codec, value: ["only", "..."],
    type(NotImplemented): lambda codec, value: ["only", "not-implemented"],
    datetime.date: lambda codec, value: ["date", value.isoformat()],
    datetime.datetime: _moment,
    datetime.time: _moment,
    datetime.timedelta: lambda codec, value: ["timedelta", value.days, value.seconds, value.microseconds],
    decimal.Decimal: lambda codec, value: ["decimal", str(value)],
    fractions.Fraction: lambda codec, value: [
        "fraction",
        codec.encode(value.numerator),
        codec.encode(value.denominator),
    ],
    uuid.UUID: lambda codec, value: ["uuid", value.hex],
    type({}.keys()): lambda codec, value: ["keys", *_many(codec, value)],
    type({}.values()): lambda codec, value: ["values", *_many(codec, value)],
    type({}.items()): lambda codec, value: ["items", *[[codec.encode(key), codec.encode(part)] for key, part in value]],
    type: _type,
    **{kind: lambda codec, value: ["path", type(value).__name__, str(value)] for kind in PATHS.values()},
}

MUTABLE: dict[type, Callable[[Any, Any], Any]] = {
    list: lambda codec, value: ["list", _many(codec, value)],
    dict: lambda codec, value: ["dict", _pairs(codec, value)],
    set: lambda codec, value: ["set", _many(codec, value)],
    bytearray: lambda codec, value: ["bytearray", value.hex()],
    deque: lambda codec, value: ["deque", value.maxlen, _many(codec, value)],
    OrderedDict: lambda codec, value: ["ordereddict", _pairs(codec, value)],
    Counter: lambda codec, value: ["counter", _pairs(codec, value)],
    defaultdict: _default_dict,
}

READERS: dict[str, Callable[[Any, list[Any]], Any]] = {
    "int": lambda codec, parts: int(parts[0], 16),
    "float": lambda codec, parts: {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[parts[0]],
    "tuple": lambda codec, parts: tuple(map(codec.decode, parts)),
    "frozenset": lambda codec, parts: frozenset(map(codec.decode, parts)),
    "bytes": lambda codec, parts: bytes.fromhex(parts[0]),
    "complex": lambda codec, parts: complex(float(parts[0]), float(parts[1])),
    "range": lambda codec, parts: range(*map(codec.decode, parts)),
    "slice": lambda codec, parts: slice(*map(codec.decode, parts)),
    "only": lambda codec, parts: SINGLETONS[parts[0]],
    "date": lambda codec, parts: datetime.date.fromisoformat(parts[0]),
    "datetime": _read_moment(datetime.datetime),
    "time": _read_moment(datetime.time),
    "timedelta": lambda codec, parts: datetime.timedelta(*map(int, parts)),
    "decimal": lambda codec, parts: decimal.Decimal(parts[0]),
    "fraction": lambda codec, parts: fractions.Fraction(codec.decode(parts[0]), codec.decode(parts[1])),
    "uuid": lambda codec, parts: uuid.UUID(hex=parts[0]),
    "keys": lambda codec, parts: dict.fromkeys(map(codec.decode, parts)).keys(),
    "values": lambda codec, parts: dict(enumerate(map(codec.decode, parts))).values(),
    "items": lambda codec, parts: {codec.decode(key): codec.decode(value) for key, value in parts}.items(),
    "type": lambda codec, parts: TYPES[parts[0]],
    "path": lambda codec, parts: PATHS[parts[0]](parts[1]),
}

SHELLS: dict[str, Callable[[Any, list[Any]], Any]] = {
    "list": lambda codec, parts: [],
    "dict": lambda codec, parts: {},
    "set": lambda codec, parts: set(),
    "bytearray": lambda codec, parts: bytearray(),
    "deque": lambda codec, parts: deque(maxlen=parts[0]),
    "ordereddict": lambda codec, parts: OrderedDict(),
    "counter": lambda codec, parts: Counter(),
    "defaultdict": lambda codec, parts: defaultdict(TYPES[parts[0]] if parts[0] is not None else None),
}


def _fill_sequence(codec: Any, value: Any, parts: list[Any]) -> None:
    fresh = [codec.decode(part) for part in parts[-1]]
    value.clear()
    value.extend(fresh)


def _fill_mapping(codec: Any, value: Any, parts: list[Any]) -> None:
    fresh = [(codec.decode(key), codec.decode(part)) for key, part in parts[-1]]
    value.clear()
    for key, part in fresh:
        value[key] = part


def _fill_set(codec: Any, value: set[Any], parts: list[Any]) -> None:
    fresh = {codec.decode(part) for part in parts[-1]}
    value.clear()
    value.update(fresh)


def _fill_bytes(codec: Any, value: bytearray, parts: list[Any]) -> None:
    value[:] = bytes.fromhex(parts[0])


FILLERS: dict[str, Callable[[Any, Any, list[Any]], None]] = {
    "list": _fill_sequence,
    "deque": _fill_sequence,
    "set": _fill_set,
    "bytearray": _fill_bytes,
    "dict": _fill_mapping,
    "ordereddict": _fill_mapping,
    "counter": _fill_mapping,
    "defaultdict": _fill_mapping,
}
