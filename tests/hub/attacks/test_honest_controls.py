"""Honest work gets full marks and needs nobody, however noisy, slow or untidy it is."""

import json
from pathlib import Path

import pytest

from naruteo_testing.notebooks import answer, check, code, fill_in, find_cell, text

from .conftest import PATIENT, RIGHT, GradeCells, HandIn, assert_full_marks, grade_notebook

NOISES = {
    "print": "print('working', number)",
    "stderr": "import sys\nprint('working', file=sys.stderr)",
    "warning": "import warnings\nwarnings.warn('careful')",
    "deprecation": "import warnings\nwarnings.warn('old', DeprecationWarning)\nwarnings.warn('old', FutureWarning)",
    "numpy_warning": "import numpy\nnumpy.log(numpy.array([0.0]))\nnumpy.array([1.0]) / 0",
    "logging": "import logging\nlogging.basicConfig()\nlogging.error('an error, says the log')",
    "traceback_shown": "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()",
    "display": "from IPython.display import display, HTML\ndisplay(HTML('<b>bold</b>'))\ndisplay(number)",
    "plot": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "progress": "import sys\nfor step in range(100):\n    sys.stdout.write(f'\\r{step}%')\n    sys.stdout.flush()",
    "child": "import subprocess\nsubprocess.run(['echo', 'hello'], check=True)",
    "shell": "import os\nos.system('echo to stdout; echo to stderr >&2')",
    "thread": "import threading\nthread = threading.Thread(target=print, args=('x',))\nthread.start()\nthread.join()",
    "file": "with open('scratch.txt', 'w') as file:\n    file.write('x')\nassert open('scratch.txt').read() == 'x'",
    "korean": "print('두 배로 만듭니다 🙂')",
    "slow": "import time\ntime.sleep(0.1)",
    "random": "import random\nrandom.seed(7)\nrandom.random()",
    "global_state": "global calls\ncalls = 1 + globals().get('calls', 0)",
    "caught": "try:\n    raise SystemExit(1)\nexcept SystemExit:\n    pass",
    "words_of_secrets": "print('assert hidden tests BEGIN HIDDEN TESTS points')",
    "frames": "import inspect\ninspect.currentframe().f_code.co_name",
    "pool": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool:\n    list(pool.map(str, range(3)))"
    ),
}
VARIANTS = {
    "lambda": {"twice": "twice = lambda number: number + number"},
    "recursion": {
        "mean": (
            "def total_of(values):\n    return values[0] + total_of(values[1:]) if values else 0\n"
            "def mean(values):\n    return total_of(list(values)) / len(values)"
        )
    },
    "numpy_number": {
        "mean": "def mean(values):\n    return np.mean(values)",
        "total": "total = int(np.int64(2 * 3870951))",
    },
    "numpy_int": {"twice": "def twice(number):\n    return np.int64(2) * number"},
    "fraction": {
        "mean": "import fractions\ndef mean(values):\n    return float(fractions.Fraction(sum(values), len(values)))"
    },
    "class": {
        "twice": (
            "class Twice:\n    def __init__(self, factor):\n        self.factor = factor\n"
            "    def __call__(self, number):\n        return self.factor * number\ntwice = Twice(2)"
        )
    },
    "partial": {"twice": "import functools, operator\ntwice = functools.partial(operator.mul, 2)"},
    "decorated": {
        "refuse": (
            "import functools\n@functools.lru_cache\ndef refuse(number):\n"
            "    if number < 0:\n        raise ValueError(f'{number} is negative')\n    return number % 1000"
        )
    },
    "own_error": {
        "refuse": (
            "class Negative(ValueError):\n    pass\n"
            "def refuse(number):\n    if number < 0:\n        raise Negative(number) from KeyError('x')\n"
            "    return number % 1000"
        )
    },
    "keywords": {
        "squares": "def squares(n, step=2, *, kind=int):\n    return np.array([kind(i**step) for i in range(n)])"
    },
    "float_squares": {"squares": "def squares(count):\n    return np.linspace(0, count - 1, count) ** 2"},
    "generator": {"words": "words = [word for word in (part for part in ('noodle', 'sea' + 'weed-of-jeju'))]"},
    "annotated": {"words": "words: list[str] = sorted(['sea' + 'weed-of-jeju', 'noodle'])"},
    "frame_by_steps": {
        "table": (
            "import pandas as pd\ndef table(names):\n    frame = pd.DataFrame()\n    frame['name'] = names\n"
            "    frame['length'] = frame['name'].map(len)\n    return frame.copy()"
        )
    },
    "main_guard": {"total": "total = 0\nif __name__ == '__main__':\n    total = 2 * 3870951"},
    "magic": {"total": "%time total = 2 * 3870951"},
    "helpers_elsewhere": {
        "mean": "def mean(values):\n    return helper(values)\ndef helper(some):\n    return sum(some) / len(some)"
    },
}


@pytest.mark.parametrize("noise", NOISES)
def test_noise_within_a_test_costs_nothing(hand_in: HandIn, noise: str) -> None:
    body = NOISES[noise].replace("\n", "\n    ")
    work = f"def twice(number):\n    {body}\n    return 2 * number"
    assert_full_marks(hand_in(RIGHT | {"twice": work}, limits=PATIENT))


def test_noise_in_a_learners_cells_costs_nothing(exam: Path, released: bytes, tmp_path: Path) -> None:
    content = fill_in(released, RIGHT)
    for noise in NOISES.values():
        body = noise.replace("\n", "\n    ")
        content["cells"].insert(1, code(f"def work(number):\n    {body}\nwork(3)"))
    assert_full_marks(grade_notebook(exam, content, tmp_path, {}, PATIENT))


@pytest.mark.parametrize("variant", VARIANTS)
def test_other_ways_of_being_right(hand_in: HandIn, variant: str) -> None:
    assert_full_marks(hand_in(RIGHT | VARIANTS[variant], limits=PATIENT))


def test_extra_and_reordered_cells(exam: Path, released: bytes, tmp_path: Path) -> None:
    content = fill_in(released, RIGHT | {"mean": "def mean(values):\n    return add(values) / len(values)"})
    # A helper in a cell of its own, after the cell that uses it and before the test that calls it.
    content["cells"].insert(
        content["cells"].index(find_cell(content, "mean")) + 1, code("def add(v):\n    return sum(v)")
    )
    content["cells"].insert(3, text("My notes"))
    content["cells"].insert(3, code("1 / 0"))
    content["cells"].insert(3, code("import asyncio\nawait asyncio.sleep(0)"))
    content["cells"].insert(3, code(""))
    content["cells"] += [code("twice(4)"), code("?twice"), code("%timeit -n1 -r1 twice(2)"), code("!echo hello")]
    assert_full_marks(grade_notebook(exam, content, tmp_path, {}, PATIENT))


def test_saved_outputs_and_counts_of_an_ordinary_session(exam: Path, released: bytes, tmp_path: Path) -> None:
    content = fill_in(released, RIGHT)
    for number, cell in enumerate(content["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = 40 - number
            cell["outputs"] = [{"output_type": "stream", "name": "stderr", "text": "Traceback"}]
            cell["metadata"] |= {"trusted": True, "collapsed": False, "execution": {"iopub.status.busy": "x"}}
    content["metadata"] |= {"widgets": {}, "toc": {}, "language_info": {"name": "python", "version": "3.9"}}
    content["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    assert_full_marks(grade_notebook(exam, json.loads(json.dumps(content)), tmp_path, {}, PATIENT))


def test_a_cell_that_prints_in_the_test_itself_costs_nothing(grade_cells: GradeCells) -> None:
    tests = [
        check("printing", "print('checking', value)\nassert value == 3\nprint('well done')"),
        check("warning", "import warnings\nwarnings.warn('careful')\nassert value == 3"),
        check("stderr", "import sys\nprint('x', file=sys.stderr)\nassert value == 3"),
        check("showing", "assert value == 3\n'well done'"),
        check(
            "partly",
            "print(5)\npoints = 0\nif value == 3:\n    points += 1\nif value == 4:\n    points += 1\npoints",
            2,
        ),
    ]
    solution = "### BEGIN SOLUTION\nvalue = 3\n### END SOLUTION"
    result = grade_cells(answer("a", solution), *tests, answers={"a": "value = 3"}, limits=PATIENT)
    assert {cell.grade_id: cell.points for cell in result.cells} == {
        "printing": 1, "warning": 1, "stderr": 1, "showing": 1, "partly": 1,
    }  # fmt: skip
    assert result.state == "graded"


OBJECTS = {
    "attributes": ("account.balance == 15", "account.owner == '김'"),
    "methods": ("Account('김', 15).deposit(5) == 20",),
    "operators": ("(account + account).balance == 30", "account == Account('김', 15)", "account != Account('이', 15)"),
    "protocols": (
        "len(account) == 2",
        "list(account) == [10, 5]",
        "10 in account",
        "account[0] == 10",
        "bool(account)",
    ),
    "types": ("isinstance(account, Account)", "callable(account.deposit)", "hasattr(account, 'owner')"),
    "texts": ("str(account) == '김: 15'", "f'{account}' == '김: 15'", "repr(account) == 'Account(15)'"),
    "inheritance": ("issubclass(Savings, Account)", "Savings('이', 1).interest() == 0.1", "Account.__doc__"),
    "order": ("sorted([Account('b', 2), Account('a', 1)])[0].balance == 1", "Account('a', 1) < Account('b', 2)"),
    "context": ("opened(account) == ['in', 'out']", "next(countdown(3)) == 3", "list(countdown(2)) == [2, 1]"),
    "given_back": (
        "apply(lambda value: value + 1, 3) == 4",
        "apply(account.deposit, 1) == 16",
        "compose(str, abs)(-3) == '3'",
    ),
    "containers": ("grouped(['ab', 'c', 'de']) == {2: ['ab', 'de'], 1: ['c']}", "pair() == (1, {'a'})"),
    "in_place": ("double_all([1, 2]) is None", "changed() == [2, 4]"),
}
OBJECTS_SOLUTION = '''
import functools

@functools.total_ordering
class Account:
    """An account."""
    def __init__(self, owner, *amounts):
        self.owner, self.amounts = owner, list(amounts)
    @property
    def balance(self):
        return sum(self.amounts)
    def deposit(self, amount):
        self.amounts.append(amount)
        return self.balance
    def __add__(self, other):
        return type(self)(self.owner, *self.amounts, *other.amounts)
    def __eq__(self, other):
        return isinstance(other, Account) and (self.owner, self.balance) == (other.owner, other.balance)
    def __lt__(self, other):
        return self.balance < other.balance
    def __hash__(self):
        return hash(self.owner)
    def __len__(self):
        return len(self.amounts)
    def __iter__(self):
        return iter(self.amounts)
    def __contains__(self, amount):
        return amount in self.amounts
    def __getitem__(self, index):
        return self.amounts[index]
    def __str__(self):
        return f'{self.owner}: {self.balance}'
    def __repr__(self):
        return f'Account({self.balance})'

class Savings(Account):
    def interest(self):
        return self.balance / 10

account = Account('김', 10, 5)

def opened(account):
    import contextlib
    seen = []
    @contextlib.contextmanager
    def opening():
        seen.append('in')
        yield account
        seen.append('out')
    with opening():
        pass
    return seen
def countdown(number):
    while number:
        yield number
        number -= 1
def apply(function, value):
    return function(value)
def compose(outer, inner):
    return lambda value: outer(inner(value))
def grouped(words):
    groups = {}
    for word in words:
        groups.setdefault(len(word), []).append(word)
    return groups
def pair():
    return 1, {'a'}
def double_all(values):
    values[:] = [2 * value for value in values]
def changed():
    values = [1, 2]
    double_all(values)
    return values
'''


def test_classes_closures_and_generators_are_tested_as_in_a_notebook(grade_cells: GradeCells) -> None:
    tests = [check(name, "\n".join(f"assert {each}" for each in asked)) for name, asked in OBJECTS.items()]
    solution = f"### BEGIN SOLUTION\n{OBJECTS_SOLUTION}\n### END SOLUTION"
    result = grade_cells(answer("work", solution), *tests, answers={"work": OBJECTS_SOLUTION}, limits=PATIENT)
    assert result.score == result.max_score, {cell.grade_id: cell.points for cell in result.cells}
