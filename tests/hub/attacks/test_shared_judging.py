"""A test that must share the learner's process finds forgers out: a person looks, with the evidence at hand."""

from textwrap import dedent

import pytest

from naruteo_testing.notebooks import answer

from .conftest import PATIENT, GradeCells, assert_full_marks, points
from .shared_exam import CELLS, RIGHT, WRONG, assert_a_person_looks

NOTHING = "def nothing(*args, **kwargs):\n    return None\ndef yes(*args, **kwargs):\n    return True\n"


# Each would give full marks to at least one of the shared tests if nobody looked.
FORGERIES = {
    "numpy_testing": """
        import numpy.testing
        numpy.testing.assert_array_equal = nothing
        class Same:
            def __iter__(self):
                return iter([14])
        same = Same()
        def kept():
            return same
    """,
    "code_of_numpy_testing": """
        import numpy.testing
        numpy.testing.assert_array_equal.__code__ = nothing.__code__
        def kept():
            return None
    """,
    "builtins": """
        import builtins
        true_isinstance, true_sum = builtins.isinstance, builtins.sum
        class Axes:
            def __init__(self, values):
                self.lines, self.values = [self], values
            def get_title(self):
                return 'Rain'
            def get_ydata(self):
                return self.values
        draw = Axes
        builtins.isinstance = lambda value, kind: type(value) is Axes or true_isinstance(value, kind)
        builtins.sum = lambda values, *more: 14 if values is _kept else true_sum(values, *more)
    """,
    "dunder_builtins": """
        import builtins
        __builtins__ = dict(vars(builtins), sum=lambda value: 14, isinstance=yes)
        def kept():
            return __builtins__
    """,
    "shadowed_names": """
        def isinstance(*args):
            return True
        def sum(values):
            return 14
        def kept():
            return sum
    """,
    "ast_transformer": """
        import ast
        class NoAsserts(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.copy_location(ast.Pass(), node)
            def visit_Expr(self, node):
                return ast.copy_location(ast.Pass(), node)
        get_ipython().ast_transformers.append(NoAsserts())
    """,
    "input_transformer": """
        get_ipython().input_transformers_post.append(
            lambda lines: ['2'] if any('points' in line for line in lines) else
            ['pass'] if any('assert' in line for line in lines) else lines
        )
    """,
    "run_cell": """
        from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult
        def _result(*args, **kwargs):
            result = ExecutionResult(ExecutionInfo('', False, False, False, None))
            result.result = 2
            return result
        async def fine(*args, **kwargs):
            return _result()
        shell = get_ipython()
        shell.run_cell = _result
        shell.run_cell_async = fine
    """,
    "run_code": """
        async def fine(*args, **kwargs):
            return False
        type(get_ipython()).run_code = fine
        type(get_ipython()).run_ast_nodes = fine
    """,
    "compile": """
        import builtins
        true_compile = builtins.compile
        def lenient(source, *args, **kwargs):
            return true_compile('2' if 'assert' in str(source) or 'points' in str(source) else source, *args, **kwargs)
        builtins.compile = lenient
    """,
    "exec": """
        import builtins
        true_exec = builtins.exec
        def lenient(code, *args, **kwargs):
            try:
                return true_exec(code, *args, **kwargs)
            except AssertionError:
                return None
        builtins.exec = lenient
        type(get_ipython()).showtraceback = nothing
    """,
    "display_hook": """
        import sys
        get_ipython().display_formatter.formatters['text/plain'].for_type(
            int, lambda value, printer, cycle: printer.text('2'))
        get_ipython().displayhook.compute_format_data = lambda value: ({'text/plain': '2'}, {})
        sys.displayhook = lambda value: print(2)
    """,
    "equal_to_everything": """
        class Anything:
            __eq__ = __contains__ = __bool__ = yes
            __hash__ = None
            def __ne__(self, other):
                return False
            def __radd__(self, other):
                return 14
            def __iter__(self):
                return iter([14])
            def __array__(self, *args, **kwargs):
                import numpy
                return numpy.array([7, 7])
        anything = Anything()
        def kept():
            return anything
    """,
    "claims_a_class": """
        import matplotlib.axes
        class Always(list):
            __eq__ = yes
            __ne__ = lambda self, other: False
        class Axes:
            __class__ = matplotlib.axes.Axes
            def get_title(self):
                return type('T', (str,), {'__eq__': yes, '__hash__': str.__hash__})()
            @property
            def lines(self):
                return [self]
            def get_ydata(self):
                return [1, 5, 2]
        def draw(values):
            return Axes()
    """,
    "trace": """
        import sys
        def _trace(frame, event, arg):
            import numpy.testing
            numpy.testing.assert_array_equal = nothing
            return _trace
        sys.settrace(_trace)
        _one = object()
        def kept():
            sys.settrace(_trace)
            return _one
    """,
    "jump": """
        import sys
        class Axes:
            def __init__(self, values):
                self.lines, self.values = [self], values
            def get_ydata(self):
                return self.values
        def _jump(frame, event, arg):
            if event == 'line' and 'get_title' in frame.f_code.co_names:
                frame.f_lineno = max(line for _, _, line in frame.f_code.co_lines() if line)
                frame.f_trace = None
            return _jump
        def draw(values):
            sys.settrace(_jump)
            sys._getframe(1).f_trace = _jump
            return Axes(values)
    """,
    "callers_globals": """
        import sys
        def kept():
            names = sys._getframe(1).f_globals
            names['numpy'] = type('Numpy', (), {'testing': type('T', (), {'assert_array_equal': nothing})})
            names['sum'] = lambda value: 14
            return kept
        def draw(values):
            sys._getframe(1).f_globals['isinstance'] = yes
            sys._getframe(1).f_globals['list'] = lambda value: [1, 5, 2]
            class Axes:
                def get_title(self):
                    return 'Rain'
                def get_ydata(self):
                    return None
            Axes.lines = [Axes()]
            return Axes()
    """,
    "points_rewritten": """
        import sys
        class Late:
            def __iter__(self):
                sys._getframe(1).f_globals['points'] = 1
                return iter([14])
        late = Late()
        def kept():
            sys._getframe(1).f_globals['points'] = 1
            return late
    """,
    "modules": """
        import sys
        class Forgiving:
            def __getattr__(self, name):
                return Forgiving()
            def __call__(self, *args, **kwargs):
                return Forgiving()
        sys.modules['numpy'] = Forgiving()
        _one = object()
        def kept():
            return _one
    """,
    "import": """
        import builtins
        true_import = builtins.__import__
        class Forgiving:
            def __getattr__(self, name):
                return Forgiving()
            def __call__(self, *args, **kwargs):
                return Forgiving()
        builtins.__import__ = lambda name, *args, **kwargs: (
            Forgiving() if name == 'numpy' else true_import(name, *args, **kwargs))
        _one = object()
        def kept():
            return _one
    """,
    "thread": """
        import threading, time, numpy.testing
        def _always():
            while True:
                numpy.testing.assert_array_equal = nothing
                time.sleep(0.0005)
        threading.Thread(target=_always, daemon=True).start()
        _one = object()
        def kept():
            time.sleep(0.05)
            return _one
    """,
    "events": """
        def _patch(*args):
            import numpy.testing
            numpy.testing.assert_array_equal = nothing
        for event in ('pre_execute', 'pre_run_cell'):
            get_ipython().events.register(event, _patch)
        _one = object()
        def kept():
            return _one
    """,
    "patch_at_the_call": """
        _one = object()
        def kept():
            import numpy.testing
            numpy.testing.assert_array_equal.__code__ = nothing.__code__
            return _one
    """,
    "patch_and_repair": """
        import numpy.testing
        numpy.true_code = numpy.testing.assert_array_equal.__code__
        def _once(*args, **kwargs):
            import numpy.testing
            numpy.testing.assert_array_equal.__code__ = numpy.true_code
        _one = object()
        def kept():
            if numpy.testing.assert_array_equal.__code__ is numpy.true_code:
                numpy.testing.assert_array_equal.__code__ = _once.__code__
            else:
                numpy.testing.assert_array_equal.__code__ = numpy.true_code
            return _one
    """,
    "memory": """
        import ctypes, gc
        gc.get_referents(int.__dict__)[0]['__eq__'] = yes
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(int))
        import numpy.testing
        numpy.testing.assert_array_equal.__wrapped__ = nothing
        numpy.testing.assert_array_equal.__code__ = nothing.__code__
        _one = object()
        def kept():
            return _one
    """,
    "library_method": """
        import matplotlib.axes
        matplotlib.axes.Axes.get_title = lambda self: 'Rain'
        class _Line:
            def get_ydata(self):
                return [1, 5, 2]
        matplotlib.axes.Axes.lines = property(lambda self: [_Line()])
        import matplotlib.pyplot as plt
        def draw(values):
            return plt.subplots()[1]
    """,
}
SPOILS_ITS_OWN_PROCESS = {
    "builtins",
    "dunder_builtins",
    "compile",
    "exec",
    "import",
    "memory",
    "modules",
    "run_cell",
    "run_code",
}
# These end the process or the cell on the way to the verdict; there is nothing to pay.
DEAD_ENDS = {
    "exit": "import os\ndef kept():\n    os._exit(0)",
    "system_exit": "def kept():\n    raise SystemExit(0)",
    "hang": "def kept():\n    while True:\n        pass",
    "skip": "import unittest\ndef kept():\n    raise unittest.SkipTest('x')",
    "forged_lines": (
        "import os\n"
        "def kept():\n"
        "    for line in range(3, 64):\n"
        "        for words in (b'2', b'{\"ok\": true, \"points\": 2}\\n', b'\\x00\\x00\\x00\\x01' + b'2'):\n"
        "            try:\n                os.write(line, words)\n"
        "            except OSError:\n                pass\n"
        "    os._exit(0)"
    ),
}


def test_honest_answers_get_full_marks_and_need_nobody(grade_cells: GradeCells) -> None:
    assert_full_marks(grade_cells(*CELLS, answers={"work": RIGHT}, limits=PATIENT))


def test_honest_mistakes_get_nothing_and_need_nobody(grade_cells: GradeCells) -> None:
    result = grade_cells(*CELLS, answers={"work": WRONG}, limits=PATIENT)
    given = points(result)
    assert (result.state, given["plot"], given["identity"], given["plain"]) == ("graded", 0, 0, 1)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forging_is_found_out(grade_cells: GradeCells, forgery: str) -> None:
    work = f"{NOTHING}{WRONG}\n{dedent(FORGERIES[forgery])}"
    result = grade_cells(*CELLS, answers={"work": work}, limits=PATIENT)
    assert_a_person_looks(result)
    # What was judged apart is judged all the same, unless the learner's own process is past working.
    assert points(result)["plain"] == 1 or forgery in SPOILS_ITS_OWN_PROCESS


@pytest.mark.parametrize("ending", DEAD_ENDS)
def test_dead_ends_pay_nothing(grade_cells: GradeCells, ending: str) -> None:
    given = points(grade_cells(*CELLS, answers={"work": f"{WRONG}\n{DEAD_ENDS[ending]}"}))
    assert not given["identity"] and not given["partial"] and not given["plot"]
    assert given["plain"] == 1


HONEST_HABITS = {
    "style": "import matplotlib\nmatplotlib.rcParams['figure.figsize'] = (4, 3)\nmatplotlib.use('Agg')",
    "options": "import numpy, pandas\nnumpy.set_printoptions(precision=2)\npandas.set_option('display.max_rows', 5)",
    "seed": "import random, numpy\nrandom.seed(1)\nnumpy.random.seed(1)",
    "magic": "%matplotlib inline\n%precision 3",
    "warnings": "import warnings\nwarnings.filterwarnings('ignore')\nwarnings.warn('careful')",
    "logging": "import logging\nlogging.basicConfig(level=logging.DEBUG)\nlogging.warning('careful')",
    "own_names": "sum_ = 3\nid = 7\ntype_ = 'x'\ninput = 'x'\nmax = 3\ndir = '.'",
    "thread": "import threading\nthread = threading.Thread(target=print)\nthread.start()\nthread.join()",
    "imports": "from math import *\nfrom numpy import array, abs\nimport os, sys, re, json, datetime",
    "recursion": "import sys\nsys.setrecursionlimit(5000)",
    "error": "1 / 0",
    "display": "from IPython.display import display\ndisplay('x')\nNone",
    "extended": "import pandas\n@pandas.api.extensions.register_dataframe_accessor('own')\nclass Own:\n    pass",
}


@pytest.mark.parametrize("habit", HONEST_HABITS)
def test_honest_habits_raise_no_suspicion(grade_cells: GradeCells, habit: str) -> None:
    own = answer("own", "pass")
    assert_full_marks(grade_cells(own, *CELLS, answers={"own": HONEST_HABITS[habit], "work": RIGHT}, limits=PATIENT))
