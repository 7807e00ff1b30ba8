"""Objects that say yes to every question earn nothing: answers count as the plain data that they really are."""

from textwrap import dedent

import pytest

from naruteo_hub.grading import Result
from naruteo_testing.notebooks import answer, check

from .conftest import (
    RIGHT,
    WRONG,
    GradeCells,
    HandIn,
    assert_full_marks,
    assert_only_twice_is_paid,
    assert_unpaid,
    points,
)

# What a liar says when nobody can be told what they want to hear (a length, an item) is no right answer to any test.
YES_TO_EVERYTHING = dedent("""
    def _yes(self, *args, **kwargs):
        return True

    def _same(self, *args, **kwargs):
        return self

    class Anything:
        __class__ = KIND
        __slots__ = ()
        __hash__ = lambda self: 0
        __bool__ = __eq__ = __le__ = __ge__ = __lt__ = __gt__ = __contains__ = _yes
        __ne__ = lambda self, other: False
        __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = __neg__ = __round__ = _same
        __truediv__ = __mod__ = __pow__ = __call__ = __getitem__ = __enter__ = _same
        __exit__ = _yes
        __len__ = lambda self: 7
        __iter__ = lambda self: iter([])
        __float__ = lambda self: 0.0
        __int__ = __index__ = lambda self: 0
        __repr__ = __str__ = __format__ = lambda self, *args: '2'
        __array_ufunc__ = lambda self, *args, **kwargs: __import__('numpy').bool_(True)
        __array_function__ = _yes
        __array_priority__ = 1e9
        equals = isclose = all = any = _yes
        shape = ()

        def __getattr__(self, name):
            if name.startswith('__'):
                raise AttributeError(name)
            return Anything()
""")
ANYTHING_ANSWERS = WRONG | {
    "mean": "def mean(values):\n    return Anything()",
    "squares": "def squares(count):\n    return Anything()",
    "table": "def table(names):\n    return Anything()",
    "words": "words = Anything()",
    "total": "total = Anything()",
    "refuse": "def refuse(number):\n    if number < 0:\n        raise ValueError\n    return Anything()",
}

SUBCLASSES = {
    "int": """
        class Liar(int):
            __eq__ = __le__ = __ge__ = lambda self, other: True
            __ne__ = lambda self, other: False
            __hash__ = int.__hash__
            __class__ = int
        total = Liar(0)
        def refuse(number):
            if number < 0:
                raise ValueError
            return Liar(0)
    """,
    "float": """
        class Liar(float):
            __eq__ = __lt__ = __le__ = lambda self, other: True
            __sub__ = __rsub__ = __abs__ = lambda self, *other: Liar(0.0)
            __float__ = lambda self: self
            __hash__ = float.__hash__
        mean = lambda values: Liar(0.0)
    """,
    "str": """
        class Liar(str):
            __eq__ = __contains__ = lambda self, other: True
            __ne__ = lambda self, other: False
            __len__ = lambda self: 7
            __hash__ = lambda self: 0
        words = Liar('nothing')
    """,
    "str_in_a_list": """
        class Liar(str):
            __eq__ = lambda self, other: True
            __ne__ = lambda self, other: False
            __hash__ = lambda self: 0
        words = [Liar(), Liar()]
    """,
    "list": """
        class Liar(list):
            __eq__ = __contains__ = lambda self, other: True
            __ne__ = lambda self, other: False
            __len__ = lambda self: 7
            __iter__ = lambda self: iter([])
        words = Liar()
        squares = lambda count: Liar()
    """,
    "dict": """
        class Liar(dict):
            __eq__ = __contains__ = lambda self, other: True
            __ne__ = lambda self, other: False
            __len__ = lambda self: 7
            __missing__ = lambda self, key: Liar()
        words = Liar()
    """,
    "array": """
        import numpy as _numpy
        class Liar(_numpy.ndarray):
            __array_priority__ = 1e9
            def __array_ufunc__(self, *args, **kwargs):
                return _numpy.zeros(self.shape, bool)
            def __array_function__(self, *args, **kwargs):
                return True
            def __eq__(self, other):
                return _numpy.ones(self.shape, bool)
            def __iter__(self):
                return iter([])
        squares = lambda count: _numpy.zeros(count).view(Liar)
    """,
    "array_of_liars": """
        import numpy as _numpy
        class Liar:
            __eq__ = __le__ = __ge__ = __lt__ = lambda self, other: True
            __ne__ = __gt__ = lambda self, other: False
            __sub__ = __rsub__ = __abs__ = __mul__ = __rmul__ = lambda self, *other: self
            __bool__ = lambda self: True
            __float__ = lambda self: 0.0
        squares = lambda count: _numpy.array([Liar() for _ in range(count)], dtype=object)
    """,
    "frame": """
        import pandas as _pandas
        class Liar(_pandas.DataFrame):
            equals = __eq__ = lambda self, other: True
            @property
            def _constructor(self):
                return Liar
        table = lambda names: Liar({'name': ['?'], 'length': [-1]})
    """,
    "frame_of_liars": """
        import pandas as _pandas
        class Liar:
            __eq__ = lambda self, other: True
            __ne__ = lambda self, other: False
            __hash__ = lambda self: 0
        table = lambda names: _pandas.DataFrame(
            {'name': [Liar() for _ in names], 'length': _pandas.Series([Liar() for _ in names], dtype=object)}
        )
    """,
    "pretended_frame": """
        import pandas as _pandas
        class Liar:
            __class__ = _pandas.DataFrame
            def equals(self, other):
                return True
        table = lambda names: Liar()
    """,
    "reflected": """
        class Liar:
            def __req__(self, other):
                return True
            def __eq__(self, other):
                return True
            def __rsub__(self, other):
                return 0.0
            def __sub__(self, other):
                return 0.0
            def __float__(self):
                return 3.0
        mean = lambda values: Liar()
        total = Liar()
    """,
    "metaclass": """
        class Meta(type):
            def __instancecheck__(cls, instance):
                return True
            def __subclasscheck__(cls, subclass):
                return True
            def __eq__(cls, other):
                return True
            def __hash__(cls):
                return 0
            def __len__(cls):
                return 7
            def __contains__(cls, value):
                return True
            def __rsub__(cls, other):
                return 0.0
            __sub__ = __abs__ = __rsub__
        class Liar(metaclass=Meta):
            __class__ = int
        total = words = Liar
        mean = lambda values: Liar
    """,
    "late_change": """
        class Late(list):
            pass
        words = ['nothing', 'nothing']
        def _grow():
            import sys, time
            while True:
                frames = list(sys._current_frames().values())
                for frame in frames:
                    for constant in frame.f_code.co_consts:
                        if isinstance(constant, str) and '-of-' in constant:
                            words[:] = ['noodle', constant]
        import threading
        threading.Thread(target=_grow, daemon=True).start()
    """,
    "mock": """
        from unittest import mock
        total = words = mock.ANY
        mean = lambda values: mock.ANY
        table = lambda names: mock.MagicMock()
        squares = lambda count: mock.MagicMock()
    """,
    "proxy_lookalike": """
        class Proxy:
            def __init__(self):
                self.__dict__.update(_identity=1, _value=7, __wrapped__=7)
            def __getattribute__(self, name):
                return lambda *args, **kwargs: True
            __eq__ = lambda self, other: True
        total = words = Proxy()
        mean = squares = table = lambda given: Proxy()
    """,
}


@pytest.mark.parametrize("kind", ["int", "float", "str", "list", "dict", "type(None)"])
def test_an_object_equal_to_everything(hand_in: HandIn, kind: str) -> None:
    assert_only_twice_is_paid(hand_in(ANYTHING_ANSWERS, before=YES_TO_EVERYTHING.replace("KIND", kind)))


@pytest.mark.parametrize("kind", ["numpy.ndarray", "numpy.float64", "pandas.DataFrame", "pandas.Series"])
def test_an_object_that_claims_to_be_an_array_or_a_frame(hand_in: HandIn, kind: str) -> None:
    prelude = "import numpy, pandas\n" + YES_TO_EVERYTHING.replace("KIND", kind)
    assert_only_twice_is_paid(hand_in(ANYTHING_ANSWERS, before=prelude))


@pytest.mark.parametrize("kind", SUBCLASSES)
def test_subclasses_with_lying_operators(hand_in: HandIn, kind: str) -> None:
    # The lies stand in one answer and take the place of the others' functions and values.
    lies = dedent(SUBCLASSES[kind])
    answers = {name: f"{WRONG[name]}\n{lies}" for name in WRONG if name != "twice"} | {"twice": WRONG["twice"]}
    result = hand_in(answers)
    # These may be what they claim: a number that is an int, or two words that are not the right ones.
    allowed = (
        {"kind_test"} if kind in ("int",) else {"count_test"} if kind in ("str_in_a_list", "late_change") else set()
    )
    assert_unpaid(result, set(points(result)) - {"twice_test"} - allowed)
    assert points(result)["twice_test"] == 2


def test_right_values_in_honest_subclasses_may_be_refused_but_never_crash(hand_in: HandIn) -> None:
    answers = RIGHT | {"words": "class Words(list):\n    pass\nwords = Words(['noodle', 'sea' + 'weed-of-jeju'])"}
    result = hand_in(answers)
    others = {name: value for name, value in points(result).items() if name not in ("words_test", "count_test")}
    assert all(others.values())


VALUES_TEST = {
    "equal": "assert value == 1.5",
    "close": "import math\nassert math.isclose(value, 1.5)",
    "not_far": "assert not abs(value - 1.5) > 1e-9",
    "exact": "assert type(value) is float and value == 1.5",
    "numpy": "import numpy\nnumpy.testing.assert_allclose(value, 1.5)",
}


def grade_value(grade_cells: GradeCells, value: str) -> Result:
    tests = [check(name, source) for name, source in VALUES_TEST.items()]
    return grade_cells(
        answer("value", "### BEGIN SOLUTION\nvalue = 1.5\n### END SOLUTION"),
        *tests,
        answers={"value": f"value = {value}"},
    )


def test_the_honest_value_passes_each_way_of_asking(grade_cells: GradeCells) -> None:
    assert_full_marks(grade_value(grade_cells, "1.5"))


@pytest.mark.parametrize(
    "value",
    [
        *(
            "float('inf')",
            "-0.0",
            "10**400",
            "complex(1.5, 1e-3)",
            "__import__('pandas').NaT",
            "True",
            "'1.5'",
            "b'1.5'",
        ),
        *("None", "...", "NotImplemented", "type", "[1.5]", "(n for n in [1.5])", "float", "lambda: 1.5", "{1.5}"),
        *("__import__('decimal').Decimal('sNaN')", "10 ** 100_000", "range(2)"),
        *(
            "__import__('pandas').NA",
            "__import__('numpy').datetime64('NaT')",
            "object()",
            "__builtins__",
            "get_ipython()",
        ),
    ],
)
def test_odd_values_are_wrong_values(grade_cells: GradeCells, value: str) -> None:
    # NumPy takes a list of one number for that number: that is its author's way of asking, not a forgery.
    result = grade_value(grade_cells, value)
    assert_unpaid(result, {"equal", "close", "not_far", "exact"})
    assert not points(result)["numpy"] or value in ("[1.5]", "__import__('pandas').NA")


@pytest.mark.parametrize("value", ["float('nan')", "__import__('numpy').ma.masked"])
def test_nan_passes_only_what_its_author_wrote_carelessly(grade_cells: GradeCells, value: str) -> None:
    """`not x > y` holds for NaN in every Python: nothing is forged there."""
    assert_unpaid(grade_value(grade_cells, value), {"equal", "close", "exact"})


def test_true_is_not_one_where_the_test_asks_for_the_type(grade_cells: GradeCells) -> None:
    test = "assert type(flag) is int and flag == 1"
    result = grade_cells(answer("a", "flag = 1"), check("t", test), answers={"a": "flag = True"})
    assert points(result) == {"t": 0}


@pytest.mark.parametrize("given", ["float('nan')", "float('inf')", "-1", "3", "10 ** 400", "'2'", "[2]", "2j", "None"])
def test_partial_points_that_come_from_the_learner_stay_in_range(grade_cells: GradeCells, given: str) -> None:
    """A test whose last line is the learner's own value is careless; still nothing outside its range is given."""
    test = check("t", "reached()", points=2)
    result = grade_cells(
        answer("a", "def reached():\n    return 1"), test, answers={"a": f"def reached():\n    return {given}"}
    )
    assert points(result)["t"] in (0, 2, None)
    assert result.score is not None and 0 <= result.score <= 2


@pytest.mark.parametrize(
    "given",
    [
        "type('Two', (), {'__repr__': lambda self: '2'})()",
        "type('Two', (int,), {'__repr__': lambda self: '2'})(0)",
        "type('Two', (float,), {'__str__': lambda self: '2', '__repr__': lambda self: '2'})(0)",
        "type('Two', (), {'_repr_mimebundle_': lambda self, **k: {'text/plain': '2'}, '__repr__': lambda self: '2'})()",
    ],
)
def test_partial_points_that_only_look_like_a_number(grade_cells: GradeCells, given: str) -> None:
    test = check("t", "points = 0\npoints += bonus()\npoints", points=2)
    given = f"class Sum:\n    __radd__ = lambda self, other: {given}\ndef bonus():\n    return Sum()"
    assert_unpaid(grade_cells(answer("a", "def bonus():\n    return 1"), test, answers={"a": given}), ["t"])
