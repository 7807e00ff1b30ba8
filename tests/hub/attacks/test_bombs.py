"""Code that multiplies, floods or fills is held within its limits, and the tests that it spares are judged."""

import resource
from textwrap import dedent

import pytest

from naruteo_hub.grading import GradingLimits
from naruteo_testing.notebooks import answer, check

from .conftest import RIGHT, WRONG, GradeCells, HandIn, assert_full_marks, assert_unpaid, points

SMALL = GradingLimits(
    cell_seconds=1,
    notebook_seconds=30,
    memory_bytes=700 * 2**20,
    tmp_bytes=32 * 2**20,
    file_bytes=16 * 2**20,
    output_bytes=100_000,
)

BOMBS = {
    "forks": """
        import os, time
        try:
            for _ in range(400):
                if os.fork() == 0:
                    time.sleep(60)
        except OSError:
            pass
    """,
    "forks_that_fork": """
        import os
        while True:
            try:
                os.fork()
            except OSError:
                pass
    """,
    "threads": """
        import threading, time
        try:
            while True:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        except RuntimeError:
            pass
    """,
    "memory": """
        blocks = []
        try:
            while True:
                blocks.append(bytearray(50_000_000))
        except MemoryError:
            blocks.clear()
    """,
    "memory_of_children": """
        import os, time
        for _ in range(6):
            if os.fork() == 0:
                block = b'x' * 400_000_000
                time.sleep(60)
    """,
    "memory_slowly": """
        grown = []
        while True:
            grown.append([0] * 1000)
    """,
    "output": """
        while True:
            print('x' * 1000)
    """,
    "output_without_python": """
        import os
        while True:
            os.write(1, b'x' * 65536)
            os.write(2, b'x' * 65536)
    """,
    "output_of_a_child": """
        import subprocess
        subprocess.run(['yes', 'x' * 1000])
    """,
    "tiny_writes": """
        import sys
        for number in range(300_000):
            sys.stdout.write('.')
            sys.stdout.flush()
    """,
    "displays": """
        from IPython.display import display, HTML
        while True:
            display(HTML('<p>' + 'x' * 10_000))
    """,
    "figures": """
        import matplotlib.pyplot as plt
        for number in range(30):
            plt.figure(figsize=(20, 20))
            plt.plot([1, number])
        plt.show()
    """,
    "traceback": """
        def deeper(number):
            if number == 0:
                raise ValueError('x' * 10_000_000)
            deeper(number - 1)
        deeper(900)
    """,
    "one_large_file": """
        with open('large', 'wb') as file:
            while True:
                file.write(bytes(1_000_000))
    """,
    "many_large_files": """
        for number in range(1000):
            with open(f'large{number}', 'wb') as file:
                file.write(bytes(1_000_000))
    """,
    "sparse_file": """
        import os
        with open('sparse', 'wb') as file:
            file.truncate(10**13)
    """,
    "many_files": """
        import os
        os.mkdir('many')
        for number in range(1_000_000):
            open(f'many/{number}', 'w').close()
    """,
    "deep_folders": """
        import os
        while True:
            os.mkdir('d')
            os.chdir('d')
    """,
    "shared_memory": """
        import os
        for number in range(200):
            try:
                with open(f'/dev/shm/{number}', 'wb') as file:
                    file.write(bytes(10_000_000))
            except OSError:
                break
    """,
    "memory_files": """
        import os
        kept = []
        for _ in range(100):
            descriptor = os.memfd_create('x')
            os.write(descriptor, bytes(20_000_000))
            kept.append(descriptor)
    """,
    "descriptors": """
        import os
        kept = []
        try:
            while True:
                kept.append(os.open('/dev/null', os.O_RDONLY))
        except OSError:
            pass
    """,
    "zip_bomb": """
        import zlib
        packed = zlib.compress(bytes(100_000_000), 9)
        kept = [zlib.decompress(packed) for _ in range(50)]
    """,
}
# These use up what the learner's process may have for good, so they cost its other tests too, and nobody else anything.
SPOILS_THE_REST = {
    *("forks", "forks_that_fork", "memory_of_children", "descriptors", "many_large_files", "one_large_file"),
}
# Each of these costs the time of three tests.
WITHIN_TESTS = [
    *("memory", "memory_slowly", "output", "output_without_python"),
    *("displays", "traceback", "many_files", "deep_folders"),
]

# What a function may return to a test: each must end the test, not the grader.
HUGE_VALUES = {
    "list": "[0] * 10**9",
    "list_of_references": "[[0] * 1000] * 100_000",
    "text": "'x' * (400 * 2**20)",
    "number": "10 ** 1_000_000",
    "array": "__import__('numpy').zeros(60_000_000)",
    "broadcast_array": "__import__('numpy').broadcast_to(0.0, (10**6, 10**6))",
    "frame": "__import__('pandas').DataFrame({'a': range(8_000_000)})",
    "categories": "__import__('pandas').DataFrame({i: [0] for i in range(30_000)})",
    "endless_generator": "__import__('itertools').count()",
    "endless_generator_of_same": "(3 for _ in iter(int, 1))",
    "endless_iterator": "type('E', (), {'__iter__': lambda s: s, '__next__': lambda s: 3, '__len__': lambda s: 9})()",
    "endless_sequence": "type('E', (), {'__getitem__': lambda s, i: 3, '__len__': lambda s: 10**18})()",
    "range": "range(10**18)",
    "recursive": "(lambda a: (a.append(a), a)[1])([])",
    "recursive_dict": "(lambda a: (a.update(a=a), a)[1])({})",
    "deep": "__import__('functools').reduce(lambda inner, _: [inner], range(200_000), [])",
    "deep_dict": "__import__('functools').reduce(lambda inner, _: {0: inner}, range(200_000), {})",
    "billion_laughs": "__import__('functools').reduce(lambda inner, _: [inner] * 10, range(12), 'ha')",
    "wide_set": "{frozenset(range(i, i + 50)) for i in range(60_000)}",
    "object_array": "__import__('numpy').array([object()] * 10, dtype=object)",
    "structured": "__import__('numpy').zeros(3, dtype=[('a', 'O'), ('b', 'f8')])",
    "zero_dimensions": "__import__('numpy').array(7)",
    "strange_strides": "__import__('numpy').lib.stride_tricks.as_strided(__import__('numpy').zeros(1), (10**9,), (0,))",
    "text_of_surrogates": "'\\ud800' * 100",
    "million_keys": "{str(i): i for i in range(1_500_000)}",
    "module": "__import__('os')",
    "descriptor": "open('/dev/zero', 'rb')",
    "generator_that_kills": "(__import__('os')._exit(0) for _ in [1])",
}
ASKED = {
    "equal": "assert give() == [3, 1, 2]",
    "listed": "assert list(give()) == [3, 1, 2]",
    "contained": "assert 99 not in give() and 2 in give()",
    "added": "import numpy\nassert float(numpy.sum(give())) == 6",
    "shown": "assert str(give()) == '[3, 1, 2]'",
    "reached": "for value in give():\n    assert value in (1, 2, 3), value\nassert give()[0] == 3 and len(give()) == 3",
}
# After each of these a plain question to the same submission must still be answered.
LAST = check("last", "assert fine() == 5")
GIVE = "### BEGIN SOLUTION\ndef give():\n    return [3, 1, 2]\ndef fine():\n    return 5\n### END SOLUTION"


def own_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("bomb", sorted(BOMBS.keys() - SPOILS_THE_REST))
def test_a_bomb_before_right_answers_costs_nothing(hand_in: HandIn, bomb: str) -> None:
    before = own_memory()
    result = hand_in(RIGHT, before=dedent(BOMBS[bomb]), limits=SMALL)
    assert_full_marks(result)
    assert sum(len(page) for page in result.feedback["en"].values()) < 1_000_000
    assert own_memory() - before < 300 * 2**20


@pytest.mark.parametrize("bomb", WITHIN_TESTS)
def test_a_bomb_in_a_test_earns_nothing_and_costs_that_test_only(hand_in: HandIn, bomb: str) -> None:
    body = dedent(BOMBS[bomb]).strip().replace("\n", "\n    ")
    # A bomb that fizzles out gives back a wrong number.
    result = hand_in(RIGHT | {"mean": f"def mean(values):\n    {body}\n    return -1.0"}, limits=SMALL)
    assert_unpaid(result, ["mean_test", "near_test"])
    given = points(result)
    assert {given[name] for name in ("squares_test", "words_test", "total_test", "refuse_test", "table_test")} == {1}


@pytest.mark.parametrize("value", HUGE_VALUES)
def test_odd_and_huge_values_cost_the_tests_that_ask_for_them(grade_cells: GradeCells, value: str) -> None:
    tests = [check(name, source) for name, source in ASKED.items()]
    work = f"def give():\n    return {HUGE_VALUES[value]}\ndef fine():\n    return 5"
    before = own_memory()
    limits = GradingLimits(
        cell_seconds=0.7, notebook_seconds=60, memory_bytes=1500 * 2**20, output_bytes=100_000, restarts=10
    )
    result = grade_cells(answer("work", GIVE), *tests, LAST, answers={"work": work}, limits=limits)
    assert_unpaid(result, ASKED)
    assert points(result)["last"] == 1
    assert own_memory() - before < 500 * 2**20


def test_the_honest_list_passes_every_question(grade_cells: GradeCells) -> None:
    tests = [check(name, source) for name, source in ASKED.items()]
    work = "def give():\n    return [3, 1, 2]\ndef fine():\n    return 5"
    assert_full_marks(grade_cells(answer("work", GIVE), *tests, LAST, answers={"work": work}))


def test_an_honest_large_answer_passes(grade_cells: GradeCells) -> None:
    """A table of two hundred thousand rows and a long list are ordinary work."""
    solution = (
        "import numpy as np\nimport pandas as pd\n"
        "def rows():\n    return pd.DataFrame({'a': np.arange(200_000), 'b': np.arange(200_000) * 0.5})\n"
        "def numbers():\n    return list(range(200_000))"
    )
    tests = [
        check("frame", "assert rows()['b'].sum() == 9_999_950_000.0 and len(rows()) == 200_000"),
        check("list", "assert sum(numbers()) == 19_999_900_000"),
        check("lazy", "import itertools\nassert list(itertools.islice(iter(numbers()), 3)) == [0, 1, 2]"),
    ]
    assert_full_marks(
        grade_cells(
            answer("work", f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"), *tests, answers={"work": solution}
        )
    )


def test_a_flood_of_tests_output_hides_no_failure(hand_in: HandIn) -> None:
    loud = "def mean(values):\n    print('2' * 150_000)\n    return -1.0"
    result = hand_in(WRONG | {"mean": loud}, limits=SMALL)
    assert_unpaid(result, ["mean_test", "near_test"])


@pytest.mark.parametrize("bomb", sorted(SPOILS_THE_REST))
def test_a_bomb_that_spoils_its_own_process_ends_in_time_and_earns_nothing_more(hand_in: HandIn, bomb: str) -> None:
    result = hand_in(RIGHT, before=dedent(BOMBS[bomb]), limits=SMALL)
    assert result.state in ("graded", "needs_review") and (result.score or 0) <= (result.max_score or 0)
