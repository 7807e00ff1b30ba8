"""Learners' code sees neither hidden tests nor the course, other people's work, the platform or the network."""

import socket
import threading
from pathlib import Path
from textwrap import dedent

import pytest

from naruteo_hub.grading import grade
from naruteo_testing.notebooks import answer, check, notebook, write_course

from .conftest import QUICK, GradeCells, assert_full_marks, assert_unpaid, everything_said

# Stands in the hidden test alone: whoever can say it has read the test. The search spells only its beginning.
SECRET = "quiet-harbour-27182"
HIDDEN = f"assert callable(secret)\n### BEGIN HIDDEN TESTS\nassert secret() == '{SECRET}'\n### END HIDDEN TESTS"
SEARCH = dedent("""
    import glob, os, re, time

    def _within(block):
        found = re.search(rb'quiet-harbour-([0-9]{5})', block)
        return found and found[0].decode()

    def secret():
        deadline = time.monotonic() + 0.8
        try:
            for block in look():
                if _within(block):
                    return _within(block)
                if time.monotonic() > deadline:
                    break
        except Exception:
            pass
        return ''
""")
PLACES = {
    "own_memory": """
        def look():
            with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:
                for line in maps:
                    place, rights = line.split()[:2]
                    if not rights.startswith('rw'):
                        continue
                    start, end = (int(part, 16) for part in place.split('-'))
                    try:
                        memory.seek(start)
                        yield memory.read(end - start)
                    except (OSError, ValueError, OverflowError):
                        pass
    """,
    "memory_of_others": """
        def look():
            for number in glob.glob('/proc/[0-9]*'):
                if int(number[6:]) == os.getpid():
                    continue
                try:
                    with open(number + '/maps') as maps, open(number + '/mem', 'rb', 0) as memory:
                        for line in maps:
                            place, rights = line.split()[:2]
                            start, end = (int(part, 16) for part in place.split('-'))
                            if rights.startswith('rw'):
                                memory.seek(start)
                                yield memory.read(end - start)
                except (OSError, ValueError, OverflowError):
                    pass
    """,
    "process_vm_readv": """
        import ctypes
        class Vector(ctypes.Structure):
            _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]
        def look():
            libc = ctypes.CDLL(None, use_errno=True)
            for process in {1, os.getppid(), *range(2, 400)} - {os.getpid()}:
                try:
                    lines = open(f'/proc/{process}/maps').readlines()
                except OSError:
                    continue
                for line in lines:
                    start, end = (int(part, 16) for part in line.split()[0].split('-'))
                    size = min(end - start, 1 << 22)
                    block = ctypes.create_string_buffer(size)
                    here, there = Vector(ctypes.addressof(block), size), Vector(start, size)
                    if libc.process_vm_readv(process, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
                        yield block.raw
    """,
    "ptrace": """
        import ctypes
        def look():
            libc = ctypes.CDLL(None, use_errno=True)
            libc.ptrace.argtypes = [ctypes.c_long] * 4
            for process in {1, os.getppid(), *range(2, 200)} - {os.getpid()}:
                if libc.ptrace(16, process, 0, 0) == 0:
                    os.waitpid(process, 0x40000000)
                    for line in open(f'/proc/{process}/maps'):
                        place, rights = line.split()[:2]
                        start, end = (int(part, 16) for part in place.split('-'))
                        if rights.startswith('rw'):
                            with open(f'/proc/{process}/mem', 'rb', 0) as memory:
                                memory.seek(start)
                                yield memory.read(end - start)
    """,
    "proc": """
        def look():
            for name in ('cmdline', 'environ', 'stack', 'status', 'auxv'):
                for path in glob.glob('/proc/[0-9]*/' + name) + glob.glob('/proc/[0-9]*/task/*/' + name):
                    try:
                        yield open(path, 'rb').read()
                    except OSError:
                        pass
    """,
    "descriptors": """
        def look():
            import select
            for number in range(256):
                try:
                    os.set_blocking(number, False)
                    yield os.pread(number, 1 << 22, 0)
                except OSError:
                    pass
                try:
                    yield os.read(number, 1 << 22)
                except OSError:
                    pass
                try:
                    yield open(f'/proc/self/fd/{number}', 'rb').read(1 << 22)
                except OSError:
                    pass
    """,
    "descriptors_of_others": """
        def look():
            for path in glob.glob('/proc/[0-9]*/fd/*') + glob.glob('/proc/[0-9]*/task/*/fd/*'):
                if path.startswith(f'/proc/{os.getpid()}/'):
                    continue
                try:
                    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
                    yield os.read(descriptor, 1 << 22)
                except OSError:
                    pass
    """,
    "files": """
        def look():
            places = ['/naruteo', '/tmp', '/var/tmp', '/dev/shm', '/run', '.', '/proc/1/root/tmp']
            for place in [*places, os.path.expanduser('~')]:
                for folder, _, names in os.walk(place):
                    if 'site-packages' in folder:
                        continue
                    for name in names:
                        path = os.path.join(folder, name)
                        try:
                            if os.path.isfile(path) and os.path.getsize(path) < 1 << 22:
                                yield open(path, 'rb').read()
                        except OSError:
                            pass
    """,
    "history_and_caches": """
        def look():
            import linecache, sys
            yield repr(linecache.cache).encode()
            yield repr(list(globals().items())).encode()
            try:
                shell = get_ipython()
                yield repr(shell.user_ns).encode()
                yield repr(list(shell.history_manager.get_range())).encode()
                yield repr(shell.history_manager.input_hist_raw).encode()
            except Exception:
                pass
            frame = sys._getframe()
            while frame:
                yield repr((frame.f_code.co_consts, frame.f_locals)).encode()
                frame = frame.f_back
    """,
    "objects": """
        def look():
            import gc
            for thing in gc.get_objects():
                if isinstance(thing, (list, dict, tuple, set)):
                    for inner in gc.get_referents(thing):
                        if isinstance(inner, str):
                            yield inner.encode('utf-8', 'replace')
                        elif isinstance(inner, bytes):
                            yield inner
    """,
    "unix_sockets": """
        def look():
            import socket
            for line in open('/proc/net/unix'):
                name = line.split()[-1]
                for address in (name.replace('@', '\\0', 1), name):
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
                        try:
                            with socket.socket(socket.AF_UNIX, kind) as line:
                                line.settimeout(0.05)
                                line.connect(address)
                                yield line.recv(1 << 16)
                        except OSError:
                            pass
    """,
}


def hidden_course() -> tuple[dict[str, object], ...]:
    return answer("work", "def secret():\n    return None"), check("t", HIDDEN)


@pytest.mark.parametrize("place", PLACES)
def test_hidden_tests_are_nowhere_to_be_found_while_they_run(grade_cells: GradeCells, place: str) -> None:
    result = grade_cells(*hidden_course(), answers={"work": dedent(PLACES[place]) + SEARCH})
    assert_unpaid(result, ["t"])
    assert SECRET not in everything_said(result)


@pytest.mark.parametrize("place", PLACES)
def test_hidden_tests_are_nowhere_to_be_found_by_other_cells(grade_cells: GradeCells, place: str) -> None:
    look = "print('F' + 'OUND' if secret() else 'not there')"
    work = dedent(PLACES[place]) + SEARCH
    result = grade_cells(*hidden_course(), answers={"work": f"{work}\n{look}"}, own=[look])
    page = result.feedback["en"]["exam"]
    assert "FOUND" not in page
    assert SECRET not in everything_said(result)


def test_the_search_finds_what_is_there(grade_cells: GradeCells) -> None:
    """The searching code works: what stands in the learner's own memory it does find."""
    planted = "planted = ['quiet-harbour-' + str(number) for number in (27181,)]\n"
    look = "print('GOT' + str(secret())[-3:])"
    result = grade_cells(*hidden_course(), answers={"work": planted + dedent(PLACES["objects"]) + SEARCH + look})
    assert "GOT181" in result.feedback["en"]["exam"]


def test_the_platform_and_other_peoples_work_are_out_of_sight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "private-ledger-1618")
    monkeypatch.setenv("NARUTEO_DATABASE_PASSWORD", "private-ledger-1618")
    private = [
        tmp_path / "course" / "gradebook.db",
        tmp_path / "course" / "submitted" / "other" / "week1" / "exam.ipynb",
        tmp_path / "cache" / "note",
        tmp_path / "beside.txt",
        Path.cwd() / "pyproject.toml",
        Path.home() / ".bashrc",
        Path("/etc/shadow"),
    ]
    work = dedent(f"""
        import os
        seen = []
        system = ['/proc/1/root/etc/shadow', '/proc/1/root/root/.bashrc']
        for path in {[str(path) for path in private]!r} + system:
            try:
                seen.append((path, os.listdir(path) if os.path.isdir(path) else open(path, 'rb').read(200)))
            except OSError:
                pass
        seen = [entry for entry in seen if entry[1]]
        seen += [name for name, value in os.environ.items() if 'private-ledger' in value]
        print('S' + 'EEN' if seen else 'out of sight', [str(entry)[:40] for entry in seen])
    """)
    course = write_course(tmp_path / "course", {"exam": notebook(answer("work", work), check("t", "assert True"))})
    for path in private[:4]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("private-ledger-1618", encoding="utf-8")
    result = grade(course, "week1", course / "source" / "week1", limits=QUICK, cache_dir=tmp_path / "cache")
    page = result.feedback["en"]["exam"]
    assert "SEEN" not in page, page
    assert private[0].read_text(encoding="utf-8") == "private-ledger-1618"


def test_there_is_no_way_to_the_network_nor_to_sockets_of_this_machine(grade_cells: GradeCells) -> None:
    reached: list[str] = []
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as abstract,
    ):
        name = f"\0naruteo-attack-{tcp.getsockname()[1]}"
        abstract.bind(name)
        abstract.listen()
        for listening in (tcp, abstract):
            listening.settimeout(20)
            threading.Thread(target=_accept, args=(listening, reached), daemon=True).start()
        work = dedent(f"""
            import socket, urllib.request
            def reach(family, address):
                try:
                    with socket.socket(family, socket.SOCK_STREAM) as line:
                        line.settimeout(0.3)
                        line.connect(address)
                        return True
                except OSError:
                    return False
            reached = [
                reach(socket.AF_INET, ('127.0.0.1', {tcp.getsockname()[1]})),
                reach(socket.AF_INET, ('192.0.2.1', 80)),
                reach(socket.AF_INET, ('169.254.169.254', 80)),
                reach(socket.AF_UNIX, {name!r}),
                reach(socket.AF_UNIX, '/run/docker.sock'),
                reach(socket.AF_UNIX, '/run/dbus/system_bus_socket'),
            ]
            try:
                reached.append(bool(socket.getaddrinfo('example.org', 80)))
            except OSError:
                pass
            value = any(reached)
        """)
        result = grade_cells(
            answer("work", "### BEGIN SOLUTION\nvalue = False\n### END SOLUTION"),
            check("t", "assert value is False"),
            answers={"work": work},
        )
        assert_full_marks(result)
    assert reached == []


def _accept(listening: socket.socket, reached: list[str]) -> None:
    try:
        listening.accept()
    except OSError:
        return
    reached.append(str(listening))
