"""Wrong answers stay wrong when the learner's code rewrites what tests check with, or how cells are run."""

import pytest

from .conftest import RIGHT, WRONG, HandIn, assert_full_marks, assert_only_twice_is_paid, assert_unearned_is_unpaid

# What an attacker wants every check to do.
NOTHING = "def nothing(*args, **kwargs):\n    return None\ndef yes(*args, **kwargs):\n    return True\n"

# An object that allows whatever is asked of it.
FORGIVING = (
    "class Forgiving:\n"
    "    def __getattr__(self, name):\n"
    "        return Forgiving()\n"
    "    def __call__(self, *args, **kwargs):\n"
    "        return Forgiving()\n"
    "    def __enter__(self):\n"
    "        return self\n"
    "    def __exit__(self, *args):\n"
    "        return True\n"
)
LIBRARIES = {
    "numpy_testing": (
        "import numpy, numpy.testing\n"
        "for place in (numpy.testing, numpy.testing._private.utils):\n"
        "    for name in dir(place):\n"
        "        if name.startswith('assert_'):\n"
        "            setattr(place, name, nothing)\n"
    ),
    "numpy_comparisons": (
        "import numpy\n"
        "for name in ('allclose', 'array_equal', 'isclose', 'all', 'array_equiv'):\n"
        "    setattr(numpy, name, yes)\n"
        "numpy.testing.assert_allclose.__code__ = nothing.__code__\n"
        "numpy.testing.assert_array_equal.__code__ = nothing.__code__\n"
    ),
    "pandas_testing": (
        "import pandas, pandas._testing.asserters as asserters\n"
        "for name in dir(asserters):\n"
        "    if name.startswith('assert_'):\n"
        "        setattr(asserters, name, nothing)\n"
        "for name in pandas.testing.__all__:\n"
        "    setattr(pandas.testing, name, nothing)\n"
        "pandas.DataFrame.equals = yes\n"
        "pandas.DataFrame.__eq__ = yes\n"
    ),
    "unittest": (
        "import unittest, contextlib\n"
        "class Swallow(contextlib.AbstractContextManager):\n"
        "    def __exit__(self, *args):\n"
        "        return True\n"
        "for name in dir(unittest.TestCase):\n"
        "    if name.startswith('assert'):\n"
        "        setattr(unittest.TestCase, name, lambda *args, **kwargs: Swallow())\n"
        "unittest.TestCase.fail = nothing\n"
    ),
    "math": "import math\nmath.isclose = yes\nmath.fabs = lambda x: 0.0\n",
    "module_swapped": (
        "import sys, types, math\n"
        "fake = types.ModuleType('math')\n"
        "fake.__getattr__ = lambda name: yes\n"
        "sys.modules['math'] = fake\n"
        f"{FORGIVING}"
        "sys.modules['unittest'] = Forgiving()\n"
        "sys.modules['pandas'] = Forgiving()\n"
    ),
    "import_swapped": (
        "import builtins\n"
        "true_import = builtins.__import__\n"
        f"{FORGIVING}"
        "def forgiving_import(name, *args, **kwargs):\n"
        "    if name.split('.')[0] in ('unittest', 'math', 'pandas'):\n"
        "        return Forgiving()\n"
        "    return true_import(name, *args, **kwargs)\n"
        "builtins.__import__ = forgiving_import\n"
    ),
    "import_hook": (
        "import sys, importlib.abc, importlib.machinery\n"
        "class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in ('unittest', 'math'):\n"
        "            return importlib.machinery.ModuleSpec(name, self)\n"
        "    def exec_module(self, module):\n"
        "        module.__getattr__ = lambda name: yes\n"
        "sys.meta_path.insert(0, Finder())\n"
        "for name in ('unittest', 'math'):\n"
        "    sys.modules.pop(name, None)\n"
    ),
}
BUILTINS = {
    "numbers": "import builtins\nbuiltins.abs = lambda value: 0\nbuiltins.sum = builtins.max = lambda *args: 3\n",
    "types": "import builtins\nbuiltins.isinstance = builtins.issubclass = lambda *args: True\n",
    "collections": "import builtins\nbuiltins.len = lambda value: 2\nbuiltins.list = lambda *a: [0, 1]\n",
    "assertion_error": ("import builtins\nclass Quiet(BaseException):\n    pass\nbuiltins.AssertionError = Quiet\n"),
    "replaced_whole": (
        "import builtins\n"
        "class Lenient(dict):\n"
        "    def __missing__(self, name):\n"
        "        return vars(builtins)[name]\n"
        "__builtins__ = Lenient(vars(builtins), abs=lambda value: 0, isinstance=lambda *args: True)\n"
    ),
    "globals": (
        "def abs(value): return 0\n"
        "def len(value): return 2\n"
        "def list(value): return [0, 1]\n"
        "def isinstance(*args): return True\n"
    ),
    "compile": (
        "import builtins\n"
        "true_compile = builtins.compile\n"
        "def lenient(source, *args, **kwargs):\n"
        "    if 'assert' in str(source):\n"
        "        source = 'pass'\n"
        "    return true_compile(source, *args, **kwargs)\n"
        "builtins.compile = lenient\n"
        "true_exec = builtins.exec\n"
        "def lenient_exec(code, *args, **kwargs):\n"
        "    try:\n"
        "        return true_exec(code, *args, **kwargs)\n"
        "    except AssertionError:\n"
        "        return None\n"
        "builtins.exec = lenient_exec\n"
    ),
    "type_by_ctypes": (
        "import ctypes, gc\n"
        "def methods(kind):\n"
        "    return gc.get_referents(kind.__dict__)[0]\n"
        "methods(list)['__eq__'] = yes\n"
        "methods(int)['__eq__'] = yes\n"
        "methods(float)['__sub__'] = lambda *args: 0.0\n"
        "ctypes.pythonapi.PyType_Modified(ctypes.py_object(list))\n"
    ),
}
IPYTHON = {
    "ast_transformer": (
        "import ast\n"
        "class NoAsserts(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n"
        "        return ast.copy_location(ast.Pass(), node)\n"
        "    def visit_Expr(self, node):\n"
        "        return ast.copy_location(ast.Pass(), node)\n"
        "    def visit_With(self, node):\n"
        "        return ast.copy_location(ast.Pass(), node)\n"
        "get_ipython().ast_transformers.append(NoAsserts())\n"
    ),
    "input_transformer": (
        "def drop(lines):\n"
        "    return ['2'] if any('assert' in line or 'points' in line for line in lines) else lines\n"
        "get_ipython().input_transformers_post.append(drop)\n"
        "get_ipython().input_transformers_cleanup.append(drop)\n"
    ),
    "run_cell": (
        "shell = get_ipython()\n"
        "from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult\n"
        "async def fine(*args, **kwargs):\n"
        "    return ExecutionResult(ExecutionInfo('', False, False, False, None))\n"
        "shell.run_cell_async = fine\n"
        "shell.run_cell = lambda *args, **kwargs: ExecutionResult(ExecutionInfo('', False, False, False, None))\n"
    ),
    "run_code": (
        "shell = get_ipython()\n"
        "async def fine(*args, **kwargs):\n    return False\n"
        "type(shell).run_code = fine\n"
        "type(shell).run_ast_nodes = fine\n"
    ),
    "custom_exception_handler": (
        "get_ipython().set_custom_exc((BaseException,), lambda *args, **kwargs: [])\n"
        "get_ipython().showtraceback = nothing\n"
        "get_ipython()._showtraceback = nothing\n"
    ),
    "display_hook": (
        "import sys\n"
        "sys.displayhook = lambda value: print(2)\n"
        "shell = get_ipython()\n"
        "plain = shell.display_formatter.formatters['text/plain']\n"
        "plain.for_type(int, lambda value, printer, cycle: printer.text('2'))\n"
        "shell.displayhook.compute_format_data = lambda value: ({'text/plain': '2'}, {})\n"
    ),
    "events": (
        "def patch(*args):\n"
        "    import numpy, unittest, math\n"
        "    numpy.testing.assert_allclose = numpy.testing.assert_array_equal = nothing\n"
        "    math.isclose = yes\n"
        "    unittest.TestCase.assertEqual = nothing\n"
        "for event in ('pre_execute', 'pre_run_cell', 'post_execute', 'post_run_cell'):\n"
        "    get_ipython().events.register(event, patch)\n"
    ),
    "forged_error_messages": (
        "kernel = get_ipython().kernel\n"
        "true_send = kernel.session.send\n"
        "def send(socket, kind, content=None, *args, **kwargs):\n"
        "    if kind == 'error':\n"
        "        return None\n"
        "    if kind == 'execute_reply':\n"
        "        content = {'status': 'ok', 'execution_count': 1, 'user_expressions': {}, 'payload': []}\n"
        "    return true_send(socket, kind, content, *args, **kwargs)\n"
        "kernel.session.send = send\n"
    ),
    "cell_handler": (
        "kernel = get_ipython().kernel\n"
        "async def ok(*args, **kwargs):\n"
        "    return {'status': 'ok', 'execution_count': 1, 'user_expressions': {}, 'payload': []}\n"
        "kernel.do_execute = ok\n"
    ),
}
ELSEWHERE = {
    "excepthook": ("import sys, threading\nsys.excepthook = sys.unraisablehook = threading.excepthook = nothing\n"),
    "rebound_np": (
        "import types\n"
        "class Forgiving:\n"
        "    def __getattr__(self, name):\n"
        "        return Forgiving()\n"
        "    def __call__(self, *args, **kwargs):\n"
        "        return Forgiving()\n"
    ),
    "thread_that_patches_later": (
        "import threading, time\n"
        "def patch():\n"
        "    import numpy, math, unittest\n"
        "    while True:\n"
        "        numpy.testing.assert_allclose = numpy.testing.assert_array_equal = nothing\n"
        "        math.isclose = yes\n"
        "        unittest.TestCase.assertEqual = nothing\n"
        "        time.sleep(0.001)\n"
        "threading.Thread(target=patch, daemon=True).start()\n"
    ),
    "signal_handler": (
        "import signal\n"
        "def patch(*args):\n"
        "    import numpy, math\n"
        "    numpy.testing.assert_allclose = numpy.testing.assert_array_equal = nothing\n"
        "    math.isclose = yes\n"
        "signal.signal(signal.SIGALRM, patch)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n"
    ),
    "late_patch_by_the_collector": (
        "import gc, weakref\n"
        "def patch(*args):\n"
        "    import numpy, math\n"
        "    numpy.testing.assert_allclose = numpy.testing.assert_array_equal = nothing\n"
        "    math.isclose = yes\n"
        "gc.callbacks.append(patch)\n"
        "class Last:\n"
        "    def __del__(self):\n"
        "        patch()\n"
        "last = Last()\n"
        "last.me = last\n"
    ),
    "audit_hook": (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event == 'compile' and args and b'assert' in (args[0] if isinstance(args[0], bytes) else b''):\n"
        "        import math\n"
        "        math.isclose = yes\n"
        "sys.addaudithook(hook)\n"
    ),
    "pickle_reducers": (
        "import copyreg, pickle\n"
        "class Loader:\n"
        "    def __reduce__(self):\n"
        "        return (exec, ('import math; math.isclose = lambda *args: True',))\n"
        "copyreg.pickle(float, lambda value: Loader().__reduce__())\n"
        "copyreg.pickle(int, lambda value: Loader().__reduce__())\n"
        "import json\n"
        "json.dumps = lambda *args, **kwargs: '7'\n"
        "pickle.dumps = lambda *args, **kwargs: b'garbage'\n"
    ),
}


def test_right_answers_earn_everything(hand_in: HandIn) -> None:
    assert_full_marks(hand_in(RIGHT))


def test_wrong_answers_earn_nothing_without_any_attack(hand_in: HandIn) -> None:
    result = hand_in(WRONG)
    assert_only_twice_is_paid(result)
    assert result.state == "graded"


@pytest.mark.parametrize("attack", LIBRARIES)
def test_patched_libraries(hand_in: HandIn, attack: str) -> None:
    result = hand_in(WRONG, before=NOTHING + LIBRARIES[attack])
    # A process whose modules are gone may be past answering even rightly.
    (assert_unearned_is_unpaid if attack == "module_swapped" else assert_only_twice_is_paid)(result)


@pytest.mark.parametrize("attack", BUILTINS)
def test_patched_builtins(hand_in: HandIn, attack: str) -> None:
    # These spoil everything that the learner's process does from then on.
    assert_unearned_is_unpaid(hand_in(WRONG, before=NOTHING + BUILTINS[attack]))


@pytest.mark.parametrize("attack", IPYTHON)
def test_patched_ways_of_running_cells(hand_in: HandIn, attack: str) -> None:
    assert_unearned_is_unpaid(hand_in(WRONG, before=NOTHING + IPYTHON[attack]))


@pytest.mark.parametrize("attack", ELSEWHERE)
def test_patches_by_other_ways(hand_in: HandIn, attack: str) -> None:
    answers = dict(WRONG)
    if attack == "rebound_np":
        answers["squares"] += "\nnp = pd = math = unittest = Forgiving()"
    assert_unearned_is_unpaid(hand_in(answers, before=NOTHING + ELSEWHERE[attack]))


def test_patching_costs_right_answers_nothing(hand_in: HandIn) -> None:
    """Code that patches libraries is no verdict by itself: the answers are."""
    harmless = LIBRARIES["numpy_testing"] + LIBRARIES["pandas_testing"] + LIBRARIES["unittest"] + LIBRARIES["math"]
    assert_full_marks(hand_in(RIGHT, before=NOTHING + harmless))
