"""Functions that look for expected values in their caller find none, and nothing that tests gave them gets out."""

from textwrap import dedent

import pytest

from .conftest import RIGHT, WRONG, HandIn, assert_full_marks, assert_only_twice_is_paid

# Each defines `_candidates()`: everything that could be the value a test expects.
WAYS = {
    "frames": """
        def _candidates():
            import sys
            frame = sys._getframe(1)
            while frame is not None:
                yield from _within(frame.f_code.co_consts)
                yield from list(frame.f_locals.values()) + list(frame.f_globals.values())
                frame = frame.f_back
        def _within(constants):
            for constant in constants:
                yield constant
                if isinstance(constant, tuple):
                    yield from constant
    """,
    "inspect": """
        def _candidates():
            import ast, inspect, re
            for info in inspect.stack():
                for line in info.code_context or ():
                    for number in re.findall(r'[\\d.]+', line):
                        yield float(number) if '.' in number else int(number)
    """,
    "history": """
        def _candidates():
            import ast
            try:
                shell = get_ipython()
                cells = [shell.user_ns['In'][-1], *(cell for _, _, cell in shell.history_manager.get_range())]
            except Exception:
                return
            for cell in cells:
                for node in ast.walk(ast.parse(cell)):
                    if isinstance(node, ast.Constant):
                        yield node.value
                    elif isinstance(node, ast.List):
                        yield ast.literal_eval(node)
    """,
    "collector": """
        def _candidates():
            import gc, types
            for thing in gc.get_objects():
                if isinstance(thing, types.CodeType):
                    yield from thing.co_consts
                elif isinstance(thing, types.FrameType):
                    yield from thing.f_code.co_consts
                elif isinstance(thing, (list, dict)) and len(thing) < 20:
                    yield thing
    """,
    "linecache": """
        def _candidates():
            import linecache, re
            for lines in list(linecache.cache.values()):
                for line in (lines[2] if len(lines) > 2 else ()):
                    for number in re.findall(r'[\\d.]{2,}', line):
                        yield float(number)
                        yield int(float(number))
    """,
    "traceback": """
        def _candidates():
            import sys, traceback
            try:
                raise RuntimeError
            except RuntimeError as fault:
                for frame, _ in traceback.walk_stack(None):
                    yield from frame.f_code.co_consts
                    yield from frame.f_locals.values()
    """,
    "other_threads": """
        def _candidates():
            import sys
            for frame in sys._current_frames().values():
                while frame is not None:
                    yield from frame.f_code.co_consts
                    yield from frame.f_locals.values()
                    frame = frame.f_back
    """,
    "memory": """
        def _candidates():
            import re
            for entry in open('/proc/self/maps'):
                place, rights = entry.split()[:2]
                if not rights.startswith('rw') or '[v' in entry:
                    continue
                start, end = (int(part, 16) for part in place.split('-'))
                with open('/proc/self/mem', 'rb', 0) as memory:
                    try:
                        memory.seek(start)
                        block = memory.read(min(end - start, 4_000_000))
                    except (OSError, ValueError, OverflowError):
                        continue
                for word in re.findall(rb'mean\\(\\[[^]]*\\]\\), ([\\d.]+)', block):
                    yield float(word)
    """,
}
# An answer that takes whatever looks like the number that its caller waits for.
PICKS = """
def mean(values):
    for found in _candidates():
        if type(found) is float and found > 1:
            return found
    return -1.0
"""


@pytest.mark.parametrize("way", WAYS)
def test_expected_values_are_not_to_be_found(hand_in: HandIn, way: str) -> None:
    assert_only_twice_is_paid(hand_in(WRONG | {"mean": dedent(WAYS[way]) + PICKS}))


REWRITERS = {
    "globals_of_the_caller": """
        def mean(values):
            import sys
            frame = sys._getframe(1)
            while frame is not None:
                frame.f_globals.update(words=['noodle', 'sea' + 'weed-of-jeju'])
                frame.f_globals['abs'] = lambda value: 0
                if 'math' in frame.f_globals:
                    frame.f_globals['math'] = type('Math', (), {'isclose': staticmethod(lambda *args: True)})
                frame = frame.f_back
            return -1.0
    """,
    "jump_past_the_check": """
        def mean(values):
            import sys
            def jump(frame, event, arg):
                try:
                    frame.f_lineno = max(line for _, _, line in frame.f_code.co_lines() if line)
                except Exception:
                    pass
                return jump
            frame = sys._getframe(1)
            while frame is not None:
                frame.f_trace = jump
                frame = frame.f_back
            sys.settrace(jump)
            return -1.0
    """,
    "profile": """
        import sys
        def _profile(frame, event, arg):
            if event == 'call' and 'isclose' in frame.f_code.co_names:
                frame.f_globals['mean'] = lambda values: sum(values) / len(values) if False else 3.0
            import math
            math.isclose = lambda *args, **kwargs: True
        sys.setprofile(_profile)
        import threading
        threading.setprofile(_profile)
        def mean(values):
            return -1.0
    """,
    "trace": """
        import sys
        def _trace(frame, event, arg):
            if event == 'exception':
                frame.f_globals['points'] = 2
            import math, numpy
            math.isclose = lambda *args, **kwargs: True
            numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *args, **kwargs: None
            return _trace
        sys.settrace(_trace)
        def mean(values):
            sys.settrace(_trace)
            return -1.0
    """,
    "monitoring": """
        import sys
        monitoring = getattr(sys, 'monitoring', None)
        if monitoring is not None:
            monitoring.use_tool_id(3, 'evil')
            def _line(code, line):
                import math
                math.isclose = lambda *args, **kwargs: True
            monitoring.register_callback(3, monitoring.events.LINE, _line)
            monitoring.set_events(3, monitoring.events.LINE)
        def mean(values):
            return -1.0
    """,
    "constants_in_memory": """
        def mean(values):
            import ctypes, sys
            frame = sys._getframe(1)
            while frame is not None:
                for constant in frame.f_code.co_consts:
                    if type(constant) is float and constant > 1:
                        ctypes.c_double.from_address(id(constant) + 16).value = -1.0
                frame = frame.f_back
            return -1.0
    """,
    "verdict_by_the_partial_points": """
        def mean(values):
            import sys
            frame = sys._getframe(1)
            while frame is not None:
                if 'points' in frame.f_globals:
                    frame.f_globals['points'] = 2
                frame = frame.f_back
            return -1.0
    """,
    "thread_that_rewrites_points": """
        import threading, time
        def _rewrite():
            import __main__
            while True:
                if 'points' in vars(__main__):
                    __main__.points = 2
                globals()['points'] = 2
                time.sleep(0.0005)
        threading.Thread(target=_rewrite, daemon=True).start()
        def mean(values):
            time.sleep(0.01)
            return -1.0
    """,
}


@pytest.mark.parametrize("way", REWRITERS)
def test_the_callers_frame_cannot_be_rewritten(hand_in: HandIn, way: str) -> None:
    assert_only_twice_is_paid(hand_in(WRONG | {"mean": dedent(REWRITERS[way])}))


# Ways out for what a test told a function: a later cell, a file, an attribute, an error, the page itself.
SMUGGLERS = {
    "list": ("_seen = []\ndef _note(given):\n    _seen.append(given)", "print(_seen)"),
    "file": (
        "def _note(given):\n    open('/tmp/seen', 'a').write(repr(given))",
        "import os\nprint(open('/tmp/seen').read() if os.path.exists('/tmp/seen') else 'nothing')",
    ),
    "file_beside": (
        "def _note(given):\n    open('seen', 'a').write(repr(given))",
        "import os\nprint(open('seen').read() if os.path.exists('seen') else 'nothing')",
    ),
    "shared_memory": (
        "def _note(given):\n"
        "    import os\n"
        "    for place in ('/dev/shm/seen', '/var/tmp/seen', '/naruteo/seen', os.path.expanduser('~/seen')):\n"
        "        try:\n            open(place, 'a').write(repr(given))\n"
        "        except OSError:\n            pass",
        "import os\n"
        "for place in ('/dev/shm/seen', '/var/tmp/seen', '/naruteo/seen', os.path.expanduser('~/seen')):\n"
        "    print(open(place).read() if os.path.exists(place) else 'nothing')",
    ),
    "inherited_mapping": (
        "import mmap\n_shared = mmap.mmap(-1, 4096)\ndef _note(given):\n    _shared.write(repr(given).encode()[:200])",
        "print(bytes(_shared[:]).strip(b'\\0'))\nprint(_shared[:])",
    ),
    "inherited_pipe": (
        "import os\n_out, _in = os.pipe()\nos.set_blocking(_out, False)\n"
        "def _note(given):\n    os.write(_in, repr(given).encode()[:500])",
        "try:\n    print(os.read(_out, 4000))\nexcept BlockingIOError:\n    print('nothing')",
    ),
    "waiting_child": (
        "import os, time\n_out, _in = os.pipe()\n"
        "if os.fork() == 0:\n    time.sleep(1.5)\n    os._exit(0)\n"
        "os.set_blocking(_out, False)\n"
        "def _note(given):\n    os.write(_in, repr(given).encode()[:500])",
        "import time\ntime.sleep(0.3)\n"
        "try:\n    print(os.read(_out, 4000).decode())\nexcept BlockingIOError:\n    print('nothing')",
    ),
    "abstract_socket": (
        "import socket, threading\n_heard = []\n"
        "_listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n_listening.bind('\\0heard')\n"
        "_listening.settimeout(0.5)\n"
        "def _note(given):\n"
        "    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(repr(given).encode()[:900], '\\0heard')",
        "try:\n    print(_listening.recv(4000).decode())\nexcept OSError:\n    print('nothing')",
    ),
    "message_queue": (
        "import multiprocessing\n_box = multiprocessing.get_context('fork').Array('c', 4000)\n"
        "def _note(given):\n    _box.value = (_box.value + repr(given).encode())[:3000]",
        "print(_box.value.decode())",
    ),
    "error": ("def _note(given):\n    raise ValueError(repr(given))", ""),
    "error_name": ("def _note(given):\n    raise type('Seen' + repr(given), (Exception,), {})", ""),
    "error_note": (
        "def _note(given):\n    fault = ValueError('see below')\n    fault.add_note(repr(given))\n    raise fault",
        "",
    ),
    "print": ("def _note(given):\n    print(given)\n    import sys\n    print(given, file=sys.stderr)", ""),
    "raw_output": (
        "def _note(given):\n    import os\n"
        "    for number in (1, 2):\n        os.write(number, repr(given).encode())\n"
        "    os.system(f'echo {given!r}')",
        "",
    ),
    "display": (
        "def _note(given):\n    from IPython.display import display, HTML\n"
        "    display(given)\n    display(HTML(f'<p>{given!r}</p>'))",
        "",
    ),
    "display_update": (
        "from IPython.display import display\n_shown = display('nothing yet', display_id=True)\n"
        "def _note(given):\n    _shown.update(repr(given))",
        "",
    ),
    "warning": ("def _note(given):\n    import warnings\n    warnings.warn(repr(given))", ""),
    "logging": (
        "def _note(given):\n    import logging\n    logging.basicConfig()\n    logging.warning('%r', given)",
        "",
    ),
    "exit_message": ("def _note(given):\n    import sys\n    sys.exit(f'seen {given!r}')", ""),
    "syntax_error": (
        "def _note(given):\n    raise SyntaxError(repr(given), (repr(given), 1, 1, repr(given)))",
        "",
    ),
    "unraisable": (
        "class _Loud:\n"
        "    def __init__(self, given):\n        self.given = given\n"
        "    def __del__(self):\n        raise ValueError(repr(self.given))\n"
        "def _note(given):\n    _Loud(given)",
        "",
    ),
    "dying_words": (
        "def _note(given):\n    import atexit\n    atexit.register(print, given)\n    import os, sys\n"
        "    sys.stderr.write(repr(given))\n    sys.stderr.flush()\n    os.abort()",
        "",
    ),
}


@pytest.mark.parametrize("way", SMUGGLERS)
def test_what_hidden_tests_ask_is_not_carried_out(hand_in: HandIn, way: str) -> None:
    note, reader = SMUGGLERS[way]
    # What the learner can see anyway is let by, so that each test comes to its hidden part.
    note += (
        "\ndef _tell(given):\n"
        "    if repr(given) not in ('2', '[1, 2, 6]', '[2, 4]', \"['ab', 'c']\", \"['ab']\", '-1'):\n"
        "        _note(given)"
    )
    answers = {
        name: f"{RIGHT[name]}\n_{name} = {name}\ndef {name}(given):\n    _tell(given)\n    return _{name}(given)"
        for name in ("twice", "mean", "table", "refuse")
    }
    answers["twice"] = f"{note}\n{answers['twice']}"
    # Secrets are looked for whenever something is handed in; a reader stands among the tests and after them all.
    hand_in(RIGHT | answers | {"words": f"{RIGHT['words']}\n{reader}"}, after=[reader])


def test_a_class_that_stores_what_it_is_asked_shows_it_to_no_later_test(hand_in: HandIn) -> None:
    """The second test of a function sees the function as the first one did."""
    answer = "calls = 0\ndef mean(values):\n    global calls\n    calls += 1\n    return sum(values) / len(values)"
    assert_full_marks(hand_in(RIGHT | {"mean": answer}))
