"""pandas' frames, series, indexes and scalars as plain data, column by column, with their exact types."""

import importlib
import sys
from typing import Any

from naruteo_hub.grading.judging import arrays

TAGS = frozenset({"timestamp", "pdtimedelta", "nat", "na", "interval", "period", "index", "column", "pddtype"})


def _pandas() -> Any:
    """pandas, if anything has imported it: without it there are no frames to send."""
    return sys.modules.get("pandas")


def _load() -> Any:
    """Import pandas: only those who send frames load it."""
    return importlib.import_module("pandas")


def _is_own(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "pandas"


def is_mutable(value: Any) -> bool:
    """Tell whether a value is exactly an array, a frame or a series."""
    pandas = _pandas()
    if pandas is None or type(value) not in (pandas.DataFrame, pandas.Series):
        return arrays.is_array(value)
    dtypes = value.dtypes if type(value) is pandas.DataFrame else [value.dtype]
    return all(map(crosses, dtypes)) and all(map(crosses, _dtypes_of(value.axes)))


def _dtypes_of(indexes: Any) -> list[Any]:
    pandas = _pandas()
    return [
        dtype
        for index in indexes
        for dtype in (index.dtypes if isinstance(index, pandas.MultiIndex) else [index.dtype])
    ]


def crosses(dtype: Any) -> bool:
    """Tell whether a column of this type can cross by value."""
    pandas = _pandas()
    if isinstance(dtype, pandas.DatetimeTZDtype):
        return _zone_name(dtype.tz) != ""
    if isinstance(dtype, pandas.CategoricalDtype):
        return dtype.categories is not None and all(map(crosses, _dtypes_of([dtype.categories])))
    if isinstance(dtype, pandas.IntervalDtype):
        return crosses(dtype.subtype)
    own = (pandas.StringDtype, pandas.PeriodDtype, pandas.core.arrays.masked.BaseMaskedDtype)
    return isinstance(dtype, own) or arrays.dtype_text(getattr(dtype, "numpy_dtype", dtype)) is not None


def write_immutable(codec: Any, value: Any) -> Any:
    """Write a pandas scalar, index or array; None if it is something else, or of a kind that cannot cross."""
    pandas = _pandas()
    if pandas is None:
        return None
    if value is pandas.NaT:
        return ["nat"]
    if value is pandas.NA:
        return ["na"]
    kind = type(value)
    if kind is pandas.Timestamp:
        zone = _zone_name(value.tz)
        return None if zone == "" else ["timestamp", value.value, value.unit, zone]
    if kind is pandas.Timedelta:
        return ["pdtimedelta", value.value, value.unit]
    if kind is pandas.Interval:
        return ["interval", codec.encode(value.left), codec.encode(value.right), value.closed]
    if kind is pandas.Period:
        return ["period", value.ordinal, value.freqstr]
    if isinstance(value, pandas.Index) and _is_own(kind):
        return _write_index(codec, value)
    if isinstance(value, pandas.api.extensions.ExtensionArray) and _is_own(kind):
        written = _write_values(codec, value)
        return None if written is None else ["column", written]
    if isinstance(value, pandas.api.extensions.ExtensionDtype) and _is_own(kind):
        written = _write_values(codec, pandas.array([], dtype=value))
        return None if written is None else ["pddtype", written]
    return None


def read_immutable(codec: Any, tag: str, parts: list[Any]) -> Any:
    """Read what `write_immutable` wrote."""
    pandas = _load()

    if tag == "nat":
        return pandas.NaT
    if tag == "na":
        return pandas.NA
    if tag == "timestamp":
        made = pandas.Timestamp(int(parts[0]), tz="UTC" if parts[2] else None).as_unit(str(parts[1]))
        return made.tz_convert(parts[2]) if parts[2] else made
    if tag == "pdtimedelta":
        return pandas.Timedelta(int(parts[0])).as_unit(str(parts[1]))
    if tag == "interval":
        return pandas.Interval(codec.decode(parts[0]), codec.decode(parts[1]), closed=parts[2])
    if tag == "period":
        return pandas.Period(ordinal=int(parts[0]), freq=str(parts[1]))
    if tag == "column":
        return _read_values(codec, parts[0])
    if tag == "pddtype":
        return _read_values(codec, parts[0]).dtype
    return _read_index(codec, parts)


def write_mutable(codec: Any, value: Any) -> Any:
    """Write the content of an array, a frame or a series."""
    if arrays.is_array(value):
        return arrays.write_array(codec, value)
    pandas = _pandas()
    if type(value) is pandas.Series:
        return ["series", _write_values(codec, value.array), codec.encode(value.index), codec.encode(value.name)]
    columns = [_write_values(codec, value.iloc[:, place].array) for place in range(value.shape[1])]
    return ["frame", columns, codec.encode(value.index), codec.encode(value.columns)]


def shell(codec: Any, tag: str, parts: list[Any]) -> Any:
    """Make an empty array, frame or series to be filled."""
    if tag == "array":
        content = None if isinstance(parts[3], list) else codec.part(parts[3])
        return arrays.empty_array(parts, content)
    pandas = _load()

    return {"series": pandas.Series, "frame": pandas.DataFrame}[tag](dtype=object)


def fits(value: Any, content: Any) -> bool:
    """Tell whether a value can be filled with this content."""
    if content[0] == "array":
        same = arrays.is_array(value) and [arrays.dtype_text(value.dtype), arrays.kind_of(value)] == [
            content[1],
            content[5],
        ]
        return same and list(value.shape) == content[2] and bool(value.flags.writeable)
    pandas = _pandas()
    return pandas is not None and type(value) is {"series": pandas.Series, "frame": pandas.DataFrame}.get(content[0])


def fill(codec: Any, value: Any, tag: str, parts: list[Any]) -> None:
    """Put content into an array, a frame or a series."""
    if tag == "array":
        arrays.fill_array(codec, value, parts)
        return
    pandas = _load()

    if tag == "series":
        fresh = _column(codec, parts[0], codec.decode(parts[1]))
        value.name = codec.decode(parts[2])
    else:
        index, names = codec.decode(parts[1]), codec.decode(parts[2])
        fresh = pandas.DataFrame({place: _column(codec, part, index) for place, part in enumerate(parts[0])}, index)
        fresh.columns = names
    # The same object with another content: whoever holds it sees the change, as they would in one process.
    value._mgr = fresh._mgr


def _column(codec: Any, part: Any, index: Any) -> Any:
    pandas = _load()

    values = _read_values(codec, part)
    # An explicit type keeps pandas from guessing another for objects.
    return pandas.Series(values, index=index, dtype=values.dtype)


def _zone_name(zone: Any) -> str | None:
    """Return a time zone's name, None for no zone, and "" for one that has no name."""
    if zone is None:
        return None
    name = str(zone)
    pandas = _pandas()
    try:
        return name if pandas.Timestamp(0, tz=name).tz == zone else ""
    except (KeyError, ValueError, OSError):
        return ""


def _write_index(codec: Any, value: Any) -> Any:
    pandas = _pandas()
    if type(value) is pandas.RangeIndex:
        return ["index", "range", value.start, value.stop, value.step, codec.encode(value.name)]
    if type(value) is pandas.MultiIndex:
        levels = [codec.encode(level) for level in value.levels]
        codes = [arrays.write_array(codec, places) for places in map(_array, value.codes)]
        return ["index", "multi", levels, codes, [codec.encode(name) for name in value.names]]
    values = _write_values(codec, value.array)
    if values is None:
        return None
    frequency = (
        getattr(value, "freqstr", None) if type(value) in (pandas.DatetimeIndex, pandas.TimedeltaIndex) else None
    )
    return ["index", "values", values, codec.encode(value.name), frequency]


def _array(values: Any) -> Any:
    numpy = importlib.import_module("numpy")

    return numpy.array(values)


def _read_index(codec: Any, parts: list[Any]) -> Any:
    pandas = _load()

    shape, *rest = parts
    if shape == "range":
        return pandas.RangeIndex(int(rest[0]), int(rest[1]), int(rest[2]), name=codec.decode(rest[3]))
    if shape == "multi":
        levels, codes, names = rest
        return pandas.MultiIndex(
            levels=[codec.decode(level) for level in levels],
            codes=[_read_values(codec, places) for places in codes],
            names=[codec.decode(name) for name in names],
        )
    values, name, frequency = rest
    made = pandas.Index(_read_values(codec, values), name=codec.decode(name), **_object_only(values))
    if frequency is not None and isinstance(made, pandas.DatetimeIndex | pandas.TimedeltaIndex):
        made.freq = frequency
    return made


def _object_only(values: Any) -> dict[str, Any]:
    return {"dtype": object} if values[0] == "array" and values[1] == "object" else {}


def _write_values(codec: Any, values: Any) -> Any:
    """Write the array below a column; None if it is of a kind that cannot cross."""
    pandas = _pandas()
    dtype = values.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        return [
            "categories",
            arrays.write_array(codec, values.codes),
            codec.encode(dtype.categories),
            bool(dtype.ordered),
        ]
    if isinstance(dtype, pandas.DatetimeTZDtype):
        zone = _zone_name(dtype.tz)
        plain = values.tz_convert(None)._ndarray.astype("int64")
        return None if zone == "" else ["zoned", arrays.write_array(codec, plain), dtype.unit, zone]
    if isinstance(dtype, pandas.StringDtype):
        missing = "nan" if dtype.na_value is not pandas.NA else "na"
        return ["text", dtype.storage, missing, [None if pandas.isna(item) else str(item) for item in values]]
    if isinstance(dtype, pandas.PeriodDtype):
        return ["periods", arrays.write_array(codec, values.asi8), values.freqstr]
    if isinstance(dtype, pandas.IntervalDtype):
        return ["intervals", codec.encode(values.left), codec.encode(values.right), values.closed]
    if isinstance(dtype, pandas.core.arrays.masked.BaseMaskedDtype):
        return ["masked", str(dtype), arrays.write_array(codec, values._data), arrays.write_array(codec, values._mask)]
    return arrays.write_array(codec, values.to_numpy()) if crosses(dtype) else None


def _read_values(codec: Any, part: Any) -> Any:
    pandas = _load()

    kind, *rest = part
    if kind == "array":
        content = None if isinstance(rest[3], list) else codec.part(rest[3])
        made = arrays.empty_array(rest, content)
        arrays.fill_array(codec, made, rest)
        return made
    if kind == "categories":
        return pandas.Categorical.from_codes(
            _read_values(codec, rest[0]), categories=codec.decode(rest[1]), ordered=bool(rest[2])
        )
    if kind == "zoned":
        times = _read_values(codec, rest[0]).view(f"M8[{rest[1]}]")
        return pandas.DatetimeIndex(times).tz_localize("UTC").tz_convert(str(rest[2])).array
    if kind == "text":
        missing = pandas.NA if rest[1] == "na" else float("nan")
        return pandas.array(rest[2], dtype=pandas.StringDtype(str(rest[0]), na_value=missing))
    if kind == "periods":
        return pandas.arrays.PeriodArray(_read_values(codec, rest[0]), dtype=pandas.PeriodDtype(str(rest[1])))
    if kind == "intervals":
        return pandas.arrays.IntervalArray.from_arrays(codec.decode(rest[0]), codec.decode(rest[1]), closed=rest[2])
    if kind == "masked":
        dtype = pandas.api.types.pandas_dtype(str(rest[0]))
        return dtype.construct_array_type()(_read_values(codec, rest[1]), _read_values(codec, rest[2]))
    raise ValueError(kind)
