"""NumPy's scalars and arrays as plain data: type, shape and bytes."""

import math
import sys
from typing import Any

TAGS = frozenset({"numpy", "dtype", "numpy-type"})
# Kinds whose bytes are the whole value: numbers, truth values, times and text of fixed length.
PLAIN_KINDS = frozenset("biufcmMSUV")


def _numpy() -> Any:
    """NumPy, if anything has imported it: without it there are no arrays to send."""
    return sys.modules.get("numpy")


def write_immutable(codec: Any, value: Any) -> Any:
    """Write a NumPy scalar, element type or scalar class; None if it is something else."""
    numpy = _numpy()
    if numpy is None:
        return None
    kind: type = type(value)
    if isinstance(value, numpy.generic) and kind.__module__ == "numpy" and getattr(numpy, kind.__name__, None) is kind:
        if value.dtype.kind not in PLAIN_KINDS or value.dtype.names:
            return None
        return ["numpy", dtype_text(value.dtype), value.tobytes().hex()]
    if isinstance(value, numpy.dtype):
        text = dtype_text(value)
        return ["dtype", text] if text is not None else None
    if kind is type and issubclass(value, numpy.generic):
        name = str(value.__name__)
        return ["numpy-type", name] if getattr(numpy, name, None) is value else None
    return None


def read_immutable(codec: Any, tag: str, parts: list[Any]) -> Any:
    """Read what `write_immutable` wrote."""
    import numpy  # noqa: PLC0415 - loaded only by those who send arrays

    if tag == "numpy":
        return numpy.frombuffer(bytes.fromhex(parts[1]), dtype=read_dtype(parts[0]))[0]
    if tag == "dtype":
        return read_dtype(parts[0])
    found = getattr(numpy, str(parts[0]))
    if not (isinstance(found, type) and issubclass(found, numpy.generic)):
        raise ValueError(parts[0])
    return found


def dtype_text(dtype: Any) -> Any:
    """Write an element type: its short name, or its fields; None if it holds objects or is not NumPy's own."""
    if getattr(dtype, "names", None):
        fields = []
        for name in dtype.names:
            field, offset = dtype.fields[name][:2]
            text = dtype_text(field)
            if text is None:
                return None
            fields.append([name, text, list(field.shape), offset])
        return [fields, dtype.itemsize]
    if not hasattr(dtype, "subdtype"):
        return None
    if dtype.subdtype is not None:
        return dtype_text(dtype.subdtype[0])
    if dtype.kind == "O":
        return "object"
    return dtype.str if dtype.kind in PLAIN_KINDS else None


def read_dtype(text: Any) -> Any:
    """Read an element type."""
    import numpy  # noqa: PLC0415 - as above

    if isinstance(text, str):
        dtype = numpy.dtype(text)
        if dtype.kind not in PLAIN_KINDS and text != "object":
            raise ValueError(text)
        return dtype
    fields, size = text
    return numpy.dtype(
        {
            "names": [str(name) for name, _, _, _ in fields],
            "formats": [
                (read_dtype(kind), tuple(shape)) if shape else read_dtype(kind) for _, kind, shape, _ in fields
            ],
            "offsets": [int(offset) for _, _, _, offset in fields],
            "itemsize": int(size),
        }
    )


def is_array(value: Any) -> bool:
    """Tell whether a value is exactly a NumPy array that can cross by value."""
    numpy = _numpy()
    if numpy is None or type(value) not in (numpy.ndarray, numpy.matrix, numpy.recarray):
        return False
    return dtype_text(value.dtype) is not None


def kind_of(value: Any) -> str:
    """Return which of NumPy's own classes an array is of."""
    return str(type(value).__name__)


def write_array(codec: Any, value: Any) -> Any:
    """Write an array's content."""
    order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
    text = dtype_text(value.dtype)
    if value.dtype.hasobject:
        if value.dtype.kind != "O":
            items = [codec.encode(tuple(item)) for item in value.ravel()]
            return ["array", "object", list(value.shape), "C", items, "ndarray"]
        items = [codec.encode(item) for item in value.ravel()]
        return ["array", text, list(value.shape), "C", items, kind_of(value)]
    return ["array", text, list(value.shape), order, codec.buffer(value.tobytes(order=order)), kind_of(value)]


def empty_array(parts: list[Any], content: bytes | None) -> Any:
    """Make an array of the right type and shape for `fill_array`; its size must be that of its content."""
    import numpy  # noqa: PLC0415 - as above

    text, shape, order, items, kind = parts
    dtype = read_dtype(text)
    size = len(items) if content is None else len(content) // max(1, dtype.itemsize)
    if math.prod(map(int, shape)) != size:
        raise ValueError(shape)
    made = numpy.empty(tuple(map(int, shape)), dtype=dtype, order="F" if order == "F" else "C")
    return made.view({"matrix": numpy.matrix, "recarray": numpy.recarray}[kind]) if kind != "ndarray" else made


def fill_array(codec: Any, value: Any, parts: list[Any]) -> None:
    """Put content into an array."""
    import numpy  # noqa: PLC0415 - as above

    text, _, order, content, _ = parts
    if isinstance(content, list):
        for place, item in zip(numpy.ndindex(value.shape), content, strict=True):
            value[place] = codec.decode(item)
        return
    fresh = numpy.frombuffer(bytearray(codec.part(content)), dtype=read_dtype(text))
    value[...] = fresh.reshape(value.shape, order="F" if order == "F" else "C")
