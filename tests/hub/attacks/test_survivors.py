"""Nothing that a submission started or wrote lives on after its grading."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from textwrap import dedent

import pytest

from naruteo_testing.notebooks import fill_in

from .conftest import RIGHT, HandIn, assert_full_marks

# Appears in the command line or the file names of everything that these attacks leave.
MARK = "naruteo-survivor-4242"

SURVIVORS = {
    "child": f"import subprocess\nsubprocess.Popen(['bash', '-c', 'sleep 600; true {MARK}'])",
    "daemon": f"""
        import os, sys
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(600)', '{MARK}'])
            os._exit(0)
    """,
    "deaf_daemon": f"""
        import os, sys
        program = ('import signal, time\\n'
                   'for each in range(1, 32):\\n'
                   '    try: signal.signal(each, signal.SIG_IGN)\\n'
                   '    except OSError: pass\\n'
                   'time.sleep(600)')
        if os.fork() == 0:
            os.setsid()
            os.closerange(0, 100)
            os.execv(sys.executable, [sys.executable, '-c', program, '{MARK}'])
    """,
    "stopped_child": f"""
        import os, signal, sys
        child = os.fork()
        if child == 0:
            os.execv(sys.executable, [sys.executable, '-c', 'import os; os.kill(os.getpid(), 19)', '{MARK}'])
    """,
    "traced_child": f"""
        import os, sys, ctypes
        child = os.fork()
        if child == 0:
            ctypes.CDLL(None).ptrace(0, 0, 0, 0)
            os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(600)', '{MARK}'])
    """,
    "in_another_namespace": f"""
        import subprocess, sys
        subprocess.Popen(['unshare', '-Urpf', sys.executable, '-c', 'import time; time.sleep(600)', '{MARK}'],
                         stderr=subprocess.DEVNULL)
    """,
    "at_exit": f"""
        import atexit, subprocess, sys
        def late():
            subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', '{MARK}'])
            for place in ('/tmp', '/var/tmp', '/dev/shm', '.'):
                try:
                    open(place + '/{MARK}', 'w').write('late')
                except OSError:
                    pass
        atexit.register(late)
    """,
    "files": f"""
        import os
        for place in ('/tmp', '/var/tmp', '/dev/shm', '/run', '/', '/naruteo', '.', os.path.expanduser('~')):
            try:
                open(os.path.join(place, '{MARK}'), 'w').write('here')
            except OSError:
                pass
    """,
    "locked_folder": f"""
        import os
        os.makedirs('{MARK}/inner')
        open('{MARK}/inner/file', 'w').close()
        os.chmod('{MARK}/inner', 0)
        os.chmod('{MARK}', 0)
    """,
    "keeps_forking": f"""
        import os, sys
        program = 'import os, time\\nwhile True:\\n    time.sleep(0.02)\\n    os.fork() and os._exit(0)'
        if os.fork() == 0:
            os.setsid()
            os.execv(sys.executable, [sys.executable, '-c', program, '{MARK}'])
    """,
}


def survivors() -> list[str]:
    """Processes and files that bear the mark."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().split(b"\0")
        except OSError:
            continue
        # Not a shell that someone debugs with: the attacks' commands are interpreters and shells with the mark last.
        if any(MARK.encode() in word for word in words) and str(os.getpid()) != process.parent.name:
            found.append(process.parent.name)
    for place in ("/var/tmp", "/dev/shm", "/run", "/", str(Path.home()), str(Path.cwd())):
        found += [str(path) for path in Path(place).glob(f"{MARK}*")]
    for folder, folders, names in os.walk(tempfile.gettempdir()):
        if folder == tempfile.gettempdir():
            folders[:] = [name for name in folders if name.startswith("naruteo-")]
        found += [f"{folder}/{name}" for name in [*folders, *names] if name.startswith(MARK)]
    return found


def gone_soon() -> list[str]:
    """Killing takes the system a moment."""
    deadline = time.monotonic() + 30
    while (found := survivors()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


@pytest.mark.parametrize("kind", SURVIVORS)
def test_nothing_lives_on(hand_in: HandIn, kind: str) -> None:
    assert_full_marks(hand_in(RIGHT, before=dedent(SURVIVORS[kind])))
    assert gone_soon() == []


@pytest.mark.parametrize("kind", ["child", "daemon", "files", "at_exit"])
def test_nothing_started_within_a_test_lives_on(hand_in: HandIn, kind: str) -> None:
    body = dedent(SURVIVORS[kind]).strip().replace("\n", "\n    ")
    hand_in(RIGHT | {"mean": f"def mean(values):\n    {body}\n    return sum(values) / len(values)"})
    assert gone_soon() == []


def test_one_submission_finds_nothing_of_the_one_before(hand_in: HandIn) -> None:
    plant = "import os, builtins, numpy, sys\nbuiltins.planted = numpy.planted = sys.planted = 1\n"
    plant += "os.environ['PLANTED'] = '1'\nos.umask(0)\nos.nice(3)\n" + dedent(SURVIVORS["files"])
    assert_full_marks(hand_in(RIGHT, before=plant))
    look = (
        "import os, builtins, numpy, sys\n"
        "found = [hasattr(module, 'planted') for module in (builtins, numpy, sys)] + ['PLANTED' in os.environ]\n"
        "places = ['/tmp', '/var/tmp', '/dev/shm', '.', os.path.expanduser('~')]\n"
        f"found += [os.path.exists(place + '/{MARK}') for place in places]\n"
        "print('FOUND' if any(found) else 'fresh')"
    )
    result = hand_in(RIGHT, after=[look])
    page = result.feedback["en"]["exam"]
    assert page.count("fresh") == 2 and page.count("FOUND") == 1


def test_when_the_grader_ends_no_process_and_no_folder_is_left(exam: Path, released: bytes, tmp_path: Path) -> None:
    """Whatever stays warm between gradings belongs to the process that grades, and goes with it."""
    folder = tmp_path / "submission"
    folder.mkdir()
    content = fill_in(released, RIGHT | {"mean": dedent(SURVIVORS["daemon"]) + RIGHT["mean"]})
    (folder / "exam.ipynb").write_text(json.dumps(content), encoding="utf-8")
    program = (
        "import sys\nfrom pathlib import Path\nfrom naruteo_hub.grading import grade\n"
        "if __name__ == '__main__':\n"
        "    result = grade(Path(sys.argv[1]), 'week1', Path(sys.argv[2]))\n"
        "    sys.exit(0 if result.score == result.max_score else 9)\n"
    )
    with tempfile.TemporaryDirectory(prefix="left", dir="/tmp") as temporary:
        environment = {**os.environ, "TMPDIR": temporary, "PYTHONPATH": os.pathsep.join(sys.path)}
        arguments = [sys.executable, "-c", program, str(exam), str(folder)]
        subprocess.run(arguments, check=True, env=environment, timeout=60)
        assert gone_soon() == []
        marked = f"TMPDIR={temporary}".encode()
        deadline = time.monotonic() + 30
        while (left := _processes_with(marked)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left == []
        assert list(Path(temporary).iterdir()) == []


def _processes_with(setting: bytes) -> list[str]:
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if setting in environment.read_bytes().split(b"\0"):
                found.append(environment.parent.name)
        except OSError:
            continue
    return found
