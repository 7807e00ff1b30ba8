"""What the course gives and what tests make for themselves stays what it is, whatever the learner's code does to it."""

from pathlib import Path
from textwrap import dedent

import pytest

from naruteo_hub.grading import Result, build_release, grade
from naruteo_testing.notebooks import Cell, answer, check, code, fill_in, notebook, write_course

from .conftest import QUICK, GradeCells, assert_full_marks, assert_unpaid, grade_notebook, points

GIVEN = dedent("""
    DATA = [3, 4, 5]
    LIMITS = {'low': 1, 'high': 9}
    def close(value, expected):
        return abs(value - expected) < 1e-9
    def verify(value, expected, message='wrong'):
        assert value == expected, message
    class Grid:
        size = 2
        def __init__(self, cells):
            self.cells = cells
        def is_solved(self):
            return self.cells == sorted(self.cells) and len(self.cells) == self.size
        def __eq__(self, other):
            return isinstance(other, Grid) and self.cells == other.cells
        __hash__ = None
""")
SOLUTION = dedent("""
    def total():
        return sum(DATA)
    def solve(grid):
        return Grid(sorted(grid.cells))
    def share(values):
        return [value / sum(values) for value in values]
    def table(names):
        return [[name, len(name)] for name in names]
    def clamp(value):
        return max(LIMITS['low'], min(LIMITS['high'], value))
""")
TESTS = {
    "by_data": "assert total() == sum(DATA)",
    "by_number": "assert total() == 12",
    "by_helper": "assert close(total(), 12)",
    "by_verify": "verify(total(), 12)\nverify(share([1, 3]), [0.25, 0.75])",
    "by_class": "solved = solve(Grid([2, 1]))\nassert isinstance(solved, Grid) and solved.is_solved()",
    "by_equality": "assert solve(Grid([2, 1])) == Grid([1, 2])",
    "by_argument": "values = [1, 1, 2]\nassert share(values) == [value / sum(values) for value in values]",
    "by_name": "expected = [['ab', 2], ['c', 1]]\nassert table(['ab', 'c']) == expected",
    "by_setting": "LIMITS['high'] = 5\nassert clamp(7) == 5\nLIMITS['high'] = 9",
    "by_loop": "for value, wanted in [(0, 1), (5, 5), (70, 9)]:\n    assert clamp(value) == wanted",
    "by_points": "points = 0\nif total() == 12:\n    points += 1\npoints",
}
WRONG = dedent("""
    def total():
        return -1
    def solve(grid):
        return grid
    def share(values):
        return []
    def table(names):
        return None
    def clamp(value):
        return -1
""")

BENDING = {
    "data_emptied": "DATA.clear()\nDATA.append(-1)",
    "data_rebound": "DATA = [-1]",
    "data_emptied_at_the_call": "def total():\n    DATA[:] = [-1]\n    return -1",
    "helpers_rebound": "def close(*args):\n    return True\ndef verify(*args):\n    return None",
    "helpers_code": (
        "def _yes(*args, **kwargs):\n    return True\n"
        "close.__code__ = verify.__code__ = _yes.__code__\nclose.__defaults__ = verify.__defaults__ = None"
    ),
    "helpers_at_the_call": (
        "def total():\n    global close, verify\n    close = verify = lambda *args: True\n    return -1"
    ),
    "class_rebound": (
        "class Grid:\n    def __init__(self, cells):\n        self.cells = cells\n"
        "    def is_solved(self):\n        return True\n    def __eq__(self, other):\n        return True"
    ),
    "class_patched": "Grid.is_solved = Grid.__eq__ = lambda self, *other: True",
    "class_attribute": "Grid.size = 7\nGrid.cells = property(lambda self: [1, 2], lambda self, value: None)",
    "class_inherited": (
        "class Better(Grid):\n    is_solved = lambda self: True\n    __eq__ = lambda self, other: True\n"
        "def solve(grid):\n    return Better([2, 1])"
    ),
    "instance_method": (
        "def solve(grid):\n    grid.is_solved = lambda: True\n    grid.size = 2\n    grid.__eq__ = lambda other: True\n"
        "    return grid"
    ),
    "instance_cells": (
        "class Same(list):\n    __eq__ = lambda self, other: True\n    __len__ = lambda self: 2\n"
        "def solve(grid):\n    return Grid(Same([2, 1]))"
    ),
    "metaclass": (
        "class Meta(type):\n    __instancecheck__ = lambda cls, value: True\n"
        "class Grid(metaclass=Meta):\n    __init__ = lambda self, cells: None\n    is_solved = lambda self: True\n"
        "    __eq__ = lambda self, other: True"
    ),
    "argument_changed": "def share(values):\n    values.clear()\n    return []",
    "argument_changed_later": (
        "import threading, time\n"
        "def share(values):\n"
        "    threading.Thread(target=lambda: (time.sleep(0.001), values.clear())).start()\n"
        "    values.clear()\n    return []"
    ),
    "names_of_the_test": (
        "def table(names):\n    return globals().get('expected')\n"
        "def clamp(value):\n    return globals().get('wanted')\n"
        "def total():\n    globals().update(points=1, expected=-1)\n    return -1"
    ),
    "names_mentioned": (
        "expected = wanted = points = None\n"
        "def table(names):\n    return expected\n"
        "def clamp(value):\n    return wanted\n"
        "def total():\n    global points\n    points = 1\n    return -1"
    ),
    "names_of_the_caller": (
        "import sys\n"
        "def table(names):\n    return sys._getframe(1).f_globals.get('expected')\n"
        "def clamp(value):\n    return sys._getframe(1).f_globals.get('wanted')"
    ),
    "names_that_check": (
        "class expected:\n    pass\n"
        "sum = max = min = lambda *args: -1\n"
        "isinstance = lambda *args: True\nsorted = lambda values: values\nabs = lambda value: 0"
    ),
    "iterators": "import builtins\nbuiltins.sum = lambda values: -1\nbuiltins.sorted = lambda values: values",
}
CELLS: list[Cell] = [
    code(GIVEN, grade_id="given", locked=True),
    answer("work", f"### BEGIN SOLUTION\n{SOLUTION}\n### END SOLUTION"),
    *(check(name, source) for name, source in TESTS.items()),
]


def test_right_answers_use_what_is_given(grade_cells: GradeCells) -> None:
    assert_full_marks(grade_cells(*CELLS, answers={"work": SOLUTION}))


def test_wrong_answers_fail_each_way_of_asking(grade_cells: GradeCells) -> None:
    assert_unpaid(grade_cells(*CELLS, answers={"work": WRONG}), TESTS)


@pytest.mark.parametrize("bending", BENDING)
def test_nothing_given_can_be_bent(grade_cells: GradeCells, bending: str) -> None:
    assert_unpaid(grade_cells(*CELLS, answers={"work": f"{WRONG}\n{BENDING[bending]}"}), TESTS)


def test_what_a_learner_does_to_given_data_costs_no_right_answer(grade_cells: GradeCells) -> None:
    """Sorting the data on the way is clumsy and honest; `by_data` asks for the sum, which stays the same."""
    work = SOLUTION + "\nDATA.sort()\nscratch = DATA.copy()\nscratch.clear()\nexpected = 3\nvalues = None\npoints = 7"
    assert_full_marks(grade_cells(*CELLS, answers={"work": work}))


TOOLS = "def verify(value):\n    assert value == 8080808, value\n"
FILE_TESTS = {
    "by_module": "import tools\ntools.verify(value)",
    "by_data_file": "with open('wanted.txt') as file:\n    assert value == int(file.read())",
    "by_table": "import pandas as pd\nassert pd.read_csv('table.csv')['wanted'].sum() == value",
    "by_own_file": "save('out.txt', 3)\nwith open('out.txt') as file:\n    assert file.read() == '3'",
}
FILE_SOLUTION = (
    "value = 8 * 1010101\ndef save(name, number):\n    with open(name, 'w') as file:\n        file.write(str(number))"
)
FILE_WRONG = "value = -1\ndef save(name, number):\n    pass"
FILE_TRICKS = {
    "rewritten": (
        "open('tools.py', 'w').write('def verify(value): pass')\n"
        "open('wanted.txt', 'w').write('-1')\nopen('table.csv', 'w').write('wanted\\n-1\\n')"
    ),
    "replaced": (
        "import os\n"
        "texts = {'tools.py': 'def verify(value): pass', 'wanted.txt': '-1', 'table.csv': 'wanted\\n-1'}\n"
        "for name, text in texts.items():\n"
        "    try:\n        os.remove(name)\n    except OSError:\n        pass\n"
        "    os.makedirs('aside', exist_ok=True)\n"
        "    open('aside/' + name, 'w').write(text)\n"
        "    os.symlink(os.path.abspath('aside/' + name), name)"
    ),
    "package_before_module": (
        "import os\nos.makedirs('tools', exist_ok=True)\n"
        "open('tools/__init__.py', 'w').write('def verify(value): pass')"
    ),
    "compiled": (
        "import os, py_compile\nopen('evil.py', 'w').write('def verify(value): pass')\n"
        "os.makedirs('__pycache__', exist_ok=True)\n"
        "py_compile.compile('evil.py', cfile='__pycache__/tools.cpython-311.pyc', invalidation_mode=\n"
        "    py_compile.PycInvalidationMode.UNCHECKED_HASH)"
    ),
    "module_patched": "import sys, types\nsys.modules['tools'] = types.SimpleNamespace(verify=lambda value: None)",
    "folder_changed": (
        "import os, sys\nos.makedirs('aside', exist_ok=True)\nos.chdir('aside')\n"
        "open('tools.py', 'w').write('def verify(value): pass')\nsys.path.insert(0, os.getcwd())\n"
        "open('wanted.txt', 'w').write('-1')\nopen('table.csv', 'w').write('wanted\\n-1\\n')"
    ),
    "open_patched": (
        "import builtins, io\nbuiltins.open = lambda *args, **kwargs: io.StringIO('-1')\n"
        "import pandas\npandas.read_csv = lambda *args: {'wanted': pandas.Series([-1])}"
    ),
    "other_libraries": (
        "for name in ('pandas', 'numpy', 'IPython', 'json', 'unittest'):\n"
        "    open(name + '.py', 'w').write('def read_csv(*args): return None')"
    ),
}


def grade_with_files(tmp_path: Path, work: str, submitted: dict[str, str]) -> Result:
    cells = [
        answer("work", f"### BEGIN SOLUTION\n{FILE_SOLUTION}\n### END SOLUTION"),
        *(check(name, source) for name, source in FILE_TESTS.items()),
    ]
    course = write_course(tmp_path / "course", {"exam": notebook(*cells)})
    for name, content in {"tools.py": TOOLS, "wanted.txt": "8080808", "table.csv": "wanted\n8080808\n"}.items():
        (course / "source" / "week1" / name).write_text(content, encoding="utf-8")
    content = fill_in(build_release(course, "week1")["exam.ipynb"], {"work": work})
    return grade_notebook(course, content, tmp_path, submitted, QUICK)


def test_the_courses_files_serve_honest_learners(tmp_path: Path) -> None:
    assert_full_marks(grade_with_files(tmp_path, FILE_SOLUTION, {}))


@pytest.mark.parametrize("trick", FILE_TRICKS)
def test_the_courses_files_cannot_be_changed(tmp_path: Path, trick: str) -> None:
    assert_unpaid(grade_with_files(tmp_path, f"{FILE_WRONG}\n{FILE_TRICKS[trick]}", {}), FILE_TESTS)


def test_the_courses_files_cannot_be_handed_in_changed(tmp_path: Path) -> None:
    changed = {"tools.py": "def verify(value): pass", "wanted.txt": "-1", "table.csv": "wanted\n-1\n"}
    changed |= {"tools/__init__.py": "def verify(value): pass", "pandas.py": "raise SystemExit", "out.txt": "3"}
    result = grade_with_files(tmp_path, FILE_WRONG, changed)
    # A file that was handed in under the name that a test looks for is there, as in any folder.
    assert_unpaid(result, set(FILE_TESTS) - {"by_own_file"})


LENT_TESTS = {
    "by_method": (
        "expected = [11, 13]\n"
        "class Doubler:\n"
        "    wanted = expected\n"
        "    def __init__(self):\n        self.kept = expected\n"
        "    def double(self, value, wanted=expected):\n        return 2 * value\n"
        "assert mapped(Doubler().double, [5.5, 6.5]) == expected"
    ),
    "by_closure": (
        "def lend():\n"
        "    expected = [11, 13]\n"
        "    def double(value):\n        return 2 * value if expected else None\n"
        "    return double, expected\n"
        "double, wanted = lend()\n"
        "assert mapped(double, [5.5, 6.5]) == wanted"
    ),
    "by_globals": "wanted = [11, 13]\nassert mapped(lambda value: 2 * value, [5.5, 6.5]) == wanted",
}
LENT_SOLUTION = "def mapped(function, values):\n    return [function(value) for value in values]"
STEALING = {
    "attributes": """
        def mapped(function, values):
            waiting, seen = [function], set()
            names = ('__self__', '__globals__', '__closure__', '__defaults__', '__func__', '__dict__', '__class__',
                     'cell_contents', '__wrapped__', '__code__', 'co_consts')
            while waiting and len(seen) < 5000:
                thing = waiting.pop(0)
                if id(thing) in seen:
                    continue
                seen.add(id(thing))
                if isinstance(thing, list) and len(thing) == 2 and thing is not values:
                    return thing
                if isinstance(thing, dict):
                    waiting += list(thing.values())
                if isinstance(thing, (tuple, list)):
                    waiting += list(thing)
                for name in names:
                    try:
                        waiting.append(getattr(thing, name))
                    except Exception:
                        pass
    """,
    "referents": """
        import gc
        def mapped(function, values):
            waiting, seen = [function], set()
            while waiting and len(seen) < 50_000:
                thing = waiting.pop(0)
                if id(thing) in seen:
                    continue
                seen.add(id(thing))
                if isinstance(thing, list) and len(thing) == 2 and thing is not values and thing[0] == 11:
                    return thing
                waiting += gc.get_referents(thing)
    """,
    "frames": """
        import sys
        def mapped(function, values):
            frame = sys._getframe(1)
            while frame:
                for thing in [*frame.f_locals.values(), *frame.f_globals.values()]:
                    if isinstance(thing, list) and len(thing) == 2 and thing[0] == 11:
                        return thing
                frame = frame.f_back
    """,
}


def grade_lending(grade_cells: GradeCells, work: str) -> Result:
    cell = answer("work", f"### BEGIN SOLUTION\n{LENT_SOLUTION}\n### END SOLUTION")
    return grade_cells(cell, *(check(name, source) for name, source in LENT_TESTS.items()), answers={"work": work})


def test_a_test_may_lend_functions(grade_cells: GradeCells) -> None:
    assert_full_marks(grade_lending(grade_cells, LENT_SOLUTION))


@pytest.mark.parametrize("way", STEALING)
def test_a_function_that_is_lent_leads_to_nothing_else(grade_cells: GradeCells, way: str) -> None:
    assert_unpaid(grade_lending(grade_cells, dedent(STEALING[way])), LENT_TESTS)


SOURCE_TEST = "import inspect\nassert total([1, 2]) == 3\nassert 'sum(' not in inspect.getsource(total)"
HONEST_SOURCE = (
    "def total(values):\n    result = 0\n    for value in values:\n        result += value\n    return result"
)
SOURCE_LIES = {
    "getsource_patched": "import inspect\ninspect.getsource = inspect.getsourcelines = lambda *args: 'for value'",
    "linecache_patched": (
        "import linecache\nlinecache.getlines = lambda *args: ['def total(values):\\n', '    pass\\n']\n"
        "linecache.checkcache = lambda *args: None"
    ),
    "file_name_changed": (
        "open('fine.py', 'w').write('def total(values):\\n    pass\\n')\n"
        "total.__code__ = total.__code__.replace(co_filename='fine.py', co_firstlineno=1)"
    ),
    "wrapped": ("def _fine(values):\n    for value in values:\n        pass\ntotal.__wrapped__ = _fine"),
}


def grade_source(grade_cells: GradeCells, work: str) -> Result:
    cell = answer("work", f"### BEGIN SOLUTION\n{HONEST_SOURCE}\n### END SOLUTION")
    return grade_cells(cell, check("t", SOURCE_TEST), answers={"work": work})


def test_a_test_may_look_at_the_source(grade_cells: GradeCells) -> None:
    assert_full_marks(grade_source(grade_cells, HONEST_SOURCE))


@pytest.mark.parametrize("lie", SOURCE_LIES)
def test_lies_about_the_source(grade_cells: GradeCells, lie: str) -> None:
    work = f"def total(values):\n    return sum(values)\n{SOURCE_LIES[lie]}"
    assert_unpaid(grade_source(grade_cells, work), ["t"])


def test_a_released_course_does_not_change_by_being_graded(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course", {"exam": notebook(*CELLS)})
    before = build_release(course, "week1")
    spoiled = fill_in(before["exam.ipynb"], {"work": WRONG + BENDING["class_patched"] + "\n" + BENDING["data_emptied"]})
    assert_unpaid(grade_notebook(course, spoiled, tmp_path / "first", {}, QUICK), TESTS)
    assert build_release(course, "week1") == before
    right = fill_in(before["exam.ipynb"], {"work": SOLUTION})
    result = grade_notebook(course, right, tmp_path / "second", {}, QUICK)
    assert points(result) == dict.fromkeys(TESTS, 1)
    assert grade(course, "week1", course / "source" / "week1", limits=QUICK).score == len(TESTS)
