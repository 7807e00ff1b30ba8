"""Plain values cross between two processes unchanged, typed exactly, and shared where they were shared."""

import datetime
import decimal
import json
import math
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

import numpy as np
import pandas as pd
import pytest

from naruteo_hub.grading.judging.forms import NotPlain
from naruteo_hub.grading.judging.values import Codec, Heap
from naruteo_hub.grading.judging.wire import Lost


class Pair:
    """Two ends of one conversation, joined by JSON text."""

    def __init__(self) -> None:
        self.here, self.there = Codec(Heap(1)), Codec(Heap(2))

    def send(self, value: Any) -> Any:
        message, buffers = self.here.write({"value": value})
        return self.there.read(json.loads(json.dumps(message)), buffers)["value"]

    def send_back(self, value: Any) -> Any:
        message, buffers = self.there.write({"value": value})
        return self.here.read(json.loads(json.dumps(message)), buffers)["value"]


@pytest.mark.parametrize(
    "value",
    [
        None, True, 1, 1 << 70, 2.5, -0.0, math.inf, "한글\ud800", b"\0", (1, [2, {3: 4}]), {1, 2}, frozenset([1]), 1j,
        range(3), slice(1, 2), ..., datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), datetime.date(2026, 1, 2),
        decimal.Decimal("1.20"), {"a": 1}.keys(), int, np.float64, np.int64(3), np.dtype("f4"), deque([1], maxlen=3),
        Counter("aab"), OrderedDict(a=1), defaultdict(list, {1: [2]}), pd.Timestamp("2026-01-01", tz="Asia/Seoul"),
        pd.Timedelta("1s"), pd.Period("2026-01"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_value_arrives_as_it_was(value: Any) -> None:
    arrived = Pair().send(value)
    assert type(arrived) is type(value) and arrived == value


@pytest.mark.parametrize(
    "array",
    [
        np.array([1, 2]), np.array([[1, 2], [3, 4]], order="F"), np.array(["a", "bc"]), np.array([]),
        np.array([1, [2]], dtype=object), np.array([(1, 2.0)], dtype=[("x", "i4"), ("y", "f8")]),
    ],
    ids=str,
)  # fmt: skip
def test_an_array_arrives_with_its_type_and_shape(array: Any) -> None:
    arrived = Pair().send(array)
    np.testing.assert_array_equal(arrived, array)
    assert (arrived.dtype, arrived.shape) == (array.dtype, array.shape)


def test_a_frame_arrives_with_the_exact_types_of_its_columns() -> None:
    frame = pd.DataFrame(
        {
            "number": [1, 2.5],
            "text": ["x", None],
            "time": pd.to_datetime(["2026-01-01", "2026-01-02"]).tz_localize("Asia/Seoul"),
            "kind": pd.Categorical(["u", "v"]),
            "whole": pd.array([1, None], dtype="Int64"),
            "objects": [[1], {"q": 2}],
        },
        index=pd.MultiIndex.from_tuples([(1, "a"), (2, "b")], names=["p", "q"]),
    )
    pd.testing.assert_frame_equal(Pair().send(frame), frame)


def test_a_list_that_holds_itself_arrives_as_such() -> None:
    value: list[Any] = [1]
    value.append(value)
    arrived = Pair().send(value)
    assert arrived[1] is arrived


def test_a_change_on_one_side_is_seen_on_the_other_in_the_same_object() -> None:
    pair = Pair()
    sent = {"rows": [3, 1, 2]}
    arrived = pair.send(sent)
    arrived["rows"].sort()
    assert pair.send_back(arrived) is sent and sent == {"rows": [1, 2, 3]}


def test_what_has_not_changed_is_not_sent_again() -> None:
    pair = Pair()
    table = np.zeros(10_000)
    pair.send(table)
    message, buffers = pair.here.write({"value": table})
    assert message["heap"] == {} and buffers == []


@pytest.mark.parametrize("base", [int, str, list, dict])
def test_a_subclass_is_not_plain_whatever_it_claims(base: type) -> None:
    liar = type("Liar", (base,), {"__eq__": lambda self, other: True, "__hash__": None})
    with pytest.raises(NotPlain):
        Pair().send(liar())


@pytest.mark.parametrize(
    "forged",
    [
        ["ref", 7], ["nothing"], ["type", "Popen"], ["path", "x", 1], ["int", "z"], ["tuple", ["ref", None]],
        ["numpy", "O", "00"], ["numpy-type", "frombuffer"], ["only", "exec"], [], ["frozenset", ["ref", 1]],
    ],
    ids=str,
)  # fmt: skip
def test_a_forged_message_is_lost_and_nothing_else(forged: Any) -> None:
    with pytest.raises(Lost):
        Pair().there.read({"value": forged, "heap": {}}, [])
