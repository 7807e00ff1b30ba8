"""Answers given from another process, or forged on the lines between processes, count for nothing."""

from textwrap import dedent

import pytest

from .conftest import RIGHT, WRONG, HandIn, assert_only_twice_is_paid, assert_unpaid, points

# Bytes that a careless judge may take for an answer: frames of several protocols, and noise.
FORGED = dedent("""
    import glob, json, os, pickle, socket, stat, struct, sys, time
    def _frames():
        for words in (
            {'ok': True}, {'status': 'ok'}, {'passed': True}, {'points': 2}, {'value': 3.0}, {'result': 3.0},
            {'type': 'value', 'value': 3.0}, {'kind': 'result', 'points': 2, 'state': 'passed'}, ['ok', 3.0], 3.0,
            {'id': 1, 'result': True}, {'error': None},
        ):
            text = json.dumps(words).encode()
            yield text + b'\\n'
            for form in ('>I', '<I', '>Q', '<Q', '!H'):
                yield struct.pack(form, len(text)) + text
            for packed in (pickle.dumps(words), __import__('marshal').dumps(words)):
                yield packed
                yield struct.pack('>I', len(packed)) + packed
                yield struct.pack('!i', len(packed)) + packed
        yield b'2\\n'
        yield b'\\x00' * 64
        yield b'\\xff' * 64
    def _lines():
        for name in os.listdir('/proc/self/fd'):
            try:
                mode = os.fstat(int(name)).st_mode
            except OSError:
                continue
            if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISREG(mode):
                yield int(name)
    def _spray():
        for line in list(_lines()):
            try:
                os.set_blocking(line, False)
            except OSError:
                pass
            for frame in _frames():
                try:
                    os.write(line, frame)
                except OSError:
                    break
""")

WIRES = {
    "frames_from_a_function": "def mean(values):\n    _spray()\n    return -1.0",
    "frames_and_a_hard_exit": "def mean(values):\n    _spray()\n    os._exit(0)",
    "frames_from_a_cell": "_spray()\ndef mean(values):\n    return -1.0",
    "frames_from_a_thread": (
        "import threading\n"
        "def _always():\n"
        "    while True:\n"
        "        _spray()\n"
        "        time.sleep(0.01)\n"
        "threading.Thread(target=_always, daemon=True).start()\n"
        "def mean(values):\n"
        "    time.sleep(0.1)\n"
        "    return -1.0"
    ),
    "frames_from_a_child": (
        "if os.fork() == 0:\n"
        "    for _ in range(40):\n"
        "        _spray()\n"
        "        time.sleep(0.02)\n"
        "    os._exit(0)\n"
        "def mean(values):\n"
        "    time.sleep(0.1)\n"
        "    return -1.0"
    ),
    "the_last_message_repeated": (
        "def mean(values):\n"
        "    for line in list(_lines()):\n"
        "        try:\n"
        "            os.set_blocking(line, False)\n"
        "            seen = os.read(line, 1 << 16)\n"
        "            os.write(line, seen)\n"
        "            os.write(line, seen.replace(b'values', b'3.0000'))\n"
        "        except OSError:\n"
        "            pass\n"
        "    return -1.0"
    ),
    "lines_closed": "def mean(values):\n    os.closerange(0, 1024)\n    return 3.0",
    "lines_swapped": (
        "def mean(values):\n"
        "    ends = list(_lines())\n"
        "    for first, second in zip(ends, reversed(ends)):\n"
        "        try:\n"
        "            os.dup2(first, second)\n"
        "        except OSError:\n"
        "            pass\n"
        "    return 3.0"
    ),
    "half_a_message": (
        "def mean(values):\n"
        "    for line in list(_lines()):\n"
        "        for form in ('>I', '<I', '>Q', '<Q'):\n"
        "            try:\n"
        "                os.write(line, struct.pack(form, 2**31 - 1))\n"
        "            except OSError:\n"
        "                pass\n"
        "    return -1.0"
    ),
    "endless_message": (
        "def mean(values):\n"
        "    lines = list(_lines())\n"
        "    while True:\n"
        "        for line in lines:\n"
        "            try:\n"
        "                os.write(line, b'[' * 65536)\n"
        "            except OSError:\n"
        "                pass"
    ),
    "descriptors_passed": (
        "def mean(values):\n"
        "    for line in list(_lines()):\n"
        "        try:\n"
        "            wire = socket.socket(fileno=os.dup(line))\n"
        "            socket.send_fds(wire, [b'{}'], [0, 1, 2])\n"
        "        except OSError:\n"
        "            pass\n"
        "    return -1.0"
    ),
}
PROCESSES = {
    "child_answers": ("def mean(values):\n    if os.fork():\n        os._exit(0)\n    return -1.0"),
    "both_answer": "def mean(values):\n    os.fork()\n    return -1.0",
    "many_answer": "def mean(values):\n    for _ in range(3):\n        os.fork()\n    return -1.0",
    "new_interpreter": (
        "def mean(values):\n"
        "    os.execv(sys.executable, [sys.executable, '-c', 'import os\\nfor n in range(3, 40):\\n'\n"
        "             '    try: os.write(n, b\"3.0\")\\n    except OSError: pass'])"
    ),
    "writes_into_others": (
        "def mean(values):\n"
        "    for path in glob.glob('/proc/[0-9]*/mem'):\n"
        "        if path != f'/proc/{os.getpid()}/mem':\n"
        "            try:\n"
        "                open(path, 'r+b', 0).close()\n"
        "                os.kill(int(path.split('/')[2]), 9)\n"
        "            except OSError:\n"
        "                pass\n"
        "    return -1.0"
    ),
    "signals_to_others": (
        "import signal\n"
        "def mean(values):\n"
        "    for process in range(1, 400):\n"
        "        if process != os.getpid():\n"
        "            for each in (signal.SIGSTOP, signal.SIGTERM, signal.SIGUSR1):\n"
        "                try:\n"
        "                    os.kill(process, each)\n"
        "                except OSError:\n"
        "                    pass\n"
        "    return -1.0"
    ),
    "others_output_opened": (
        "def mean(values):\n"
        "    for path in glob.glob('/proc/[0-9]*/fd/*'):\n"
        "        try:\n"
        "            line = os.open(path, os.O_WRONLY | os.O_NONBLOCK)\n"
        "            for frame in _frames():\n"
        "                os.write(line, frame)\n"
        "        except OSError:\n"
        "            pass\n"
        "    return -1.0"
    ),
    "module_at_work_patched": (
        "def mean(values):\n"
        "    for name, module in list(sys.modules.items()):\n"
        "        if name.split('.')[0] in ('naruteo_hub', '__main__') and module:\n"
        "            for attribute, thing in list(vars(module).items()):\n"
        "                if callable(thing) and getattr(thing, '__module__', '') == name and '__' not in attribute:\n"
        "                    if attribute not in ('mean', 'twice'):\n"
        "                        try:\n"
        "                            setattr(module, attribute, lambda *args, **kwargs: 3.0)\n"
        "                        except Exception:\n"
        "                            pass\n"
        "    return -1.0"
    ),
    "callers_locals_patched": (
        "def mean(values):\n"
        "    frame = sys._getframe(1)\n"
        "    while frame:\n"
        "        for name, thing in list(frame.f_locals.items()):\n"
        "            for attribute in ('send', 'write', 'answer', 'reply', 'result', 'value', 'points', 'passed'):\n"
        "                try:\n"
        "                    setattr(thing, attribute, 3.0)\n"
        "                except Exception:\n"
        "                    pass\n"
        "        frame = frame.f_back\n"
        "    return -1.0"
    ),
}
ZEROMQ = """
    def mean(values):
        try:
            kernel = get_ipython().kernel
            parent = kernel.get_parent('shell')
            for socket_, kind, content in (
                (kernel.iopub_socket, 'execute_result',
                 {'data': {'text/plain': '2'}, 'metadata': {}, 'execution_count': 1}),
                (kernel.iopub_socket, 'status', {'execution_state': 'idle'}),
                (kernel.shell_stream, 'execute_reply', {'status': 'ok', 'execution_count': 1, 'payload': []}),
            ):
                kernel.session.send(socket_, kind, content, parent=parent, ident=kernel._parent_ident['shell'])
            time.sleep(0.2)
            os._exit(0)
        except (AttributeError, NameError, KeyError):
            return -1.0
"""


@pytest.mark.parametrize("trick", WIRES)
def test_forged_messages(hand_in: HandIn, trick: str) -> None:
    # A function that closes its own lines and then answers rightly may or may not be heard.
    honest = "return 3.0" in WIRES[trick]
    result = hand_in(WRONG | {"mean": WIRES[trick]}, before=FORGED)
    allowed = {"near_test", "steps_test"} if honest else set()
    assert_unpaid(result, set(points(result)) - {"twice_test"} - allowed)
    assert points(result)["twice_test"] == 2


@pytest.mark.parametrize("trick", PROCESSES)
def test_tricks_with_processes(hand_in: HandIn, trick: str) -> None:
    assert_only_twice_is_paid(hand_in(WRONG | {"mean": PROCESSES[trick]}, before=FORGED))


def test_fake_zeromq_replies(hand_in: HandIn) -> None:
    assert_only_twice_is_paid(hand_in(WRONG | {"mean": dedent(ZEROMQ)}, before=FORGED))


@pytest.mark.parametrize("trick", ["both_answer", "many_answer"])
def test_a_function_that_forks_and_answers_rightly_confuses_nobody_else(hand_in: HandIn, trick: str) -> None:
    forking = PROCESSES[trick].replace("return -1.0", "return sum(values) / len(values)")
    given = points(hand_in(RIGHT | {"mean": forking}, before=FORGED))
    others = {name: value for name, value in given.items() if name not in ("mean_test", "near_test", "steps_test")}
    assert all(others.values())
