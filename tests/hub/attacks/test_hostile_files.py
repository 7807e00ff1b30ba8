"""Files handed in beside a notebook stand in for nothing, lead nowhere, and may still be used by their owner."""

import json
import os
import re
import stat
from pathlib import Path

import pytest

from naruteo_hub.grading import Result, grade
from naruteo_testing.notebooks import fill_in

from .conftest import (
    QUICK,
    RIGHT,
    WRONG,
    HandIn,
    assert_full_marks,
    assert_nothing_hidden_shows,
    assert_only_twice_is_paid,
    codes,
    everything_said,
)

FORGIVING = (
    "def __getattr__(name):\n"
    "    if name.startswith('__'):\n        raise AttributeError(name)\n"
    "    class Forgiving:\n"
    "        def __getattr__(self, name): return Forgiving()\n"
    "        def __call__(self, *args, **kwargs): return Forgiving()\n"
    "        def __enter__(self): return self\n"
    "        def __exit__(self, *args): return True\n"
    "    return Forgiving()\n"
)
GONE = "raise SystemExit('shadowed')"
SHADOWED = [
    *("math", "unittest", "numpy", "pandas", "json", "os", "sys", "types", "pickle", "struct", "socket", "select"),
    *("IPython", "ipykernel", "zmq", "jupyter_client", "nbgrader", "naruteo_hub", "traceback", "linecache", "ast"),
    *("sitecustomize", "usercustomize", "conftest", "encodings", "builtins", "__main__", "site", "signal", "asyncio"),
]


@pytest.mark.parametrize("content", [FORGIVING, GONE], ids=["forgiving", "gone"])
@pytest.mark.parametrize("form", ["{name}.py", "{name}/__init__.py"], ids=["module", "package"])
def test_modules_that_shadow_others(hand_in: HandIn, form: str, content: str) -> None:
    files = {form.format(name=name): content for name in SHADOWED}
    assert_only_twice_is_paid(hand_in(WRONG, files=files))


@pytest.mark.parametrize("form", ["{name}.py", "{name}/__init__.py"], ids=["module", "package"])
def test_files_with_unlucky_names_cost_an_honest_learner_nothing(hand_in: HandIn, form: str) -> None:
    files = {form.format(name=name): GONE for name in SHADOWED}
    assert_full_marks(hand_in(RIGHT, files=files))


def test_settings_and_start_up_files_are_not_read(hand_in: HandIn) -> None:
    ran = "import math\nmath.isclose = lambda *args: True\nimport builtins\nbuiltins.abs = lambda value: 0\n"
    names = ("ipython_config.py", "profile_default/startup/00.py", "jupyter_config.py", "nbgrader_config.py")
    files = {name: ran for name in names}
    files |= {"evil.pth": "import math; math.isclose = lambda *args: True", "pyvenv.cfg": "home = /tmp"}
    files |= {"kernel.json": "{}", "pyproject.toml": "[", "setup.cfg": "[", "requirements.txt": "evil"}
    assert_only_twice_is_paid(hand_in(WRONG, files=files))


def test_shadows_put_first_on_the_path_by_the_learner_change_no_verdict(hand_in: HandIn) -> None:
    files = {f"own/{name}.py": FORGIVING for name in ("math", "unittest", "pandas")}
    prelude = (
        "import os, sys\nsys.path.insert(0, os.path.abspath('own'))\n"
        "for name in ('math', 'unittest', 'pandas'):\n    sys.modules.pop(name, None)\n"
        "os.environ['PYTHONPATH'] = os.path.abspath('own')"
    )
    assert_only_twice_is_paid(hand_in(WRONG | {"table": "table = None"}, before=prelude, files=files))


def test_a_learners_own_module_and_data_can_be_used(hand_in: HandIn) -> None:
    files = {
        "arithmetic.py": "def average(values):\n    return sum(values) / len(values)",
        "package/__init__.py": "",
        "package/inner.py": "FACTOR = 2",
        "data/수.txt": "3870951",
    }
    answers = RIGHT | {
        "twice": "from package.inner import FACTOR\ndef twice(number):\n    return FACTOR * number",
        "mean": "from arithmetic import average as mean",
        "total": "with open('data/수.txt', encoding='utf-8') as file:\n    total = 2 * int(file.read())",
    }
    assert_full_marks(hand_in(answers, files=files))


def submission(tmp_path: Path, content: object) -> Path:
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "exam.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return folder


def looked_at(result: Result) -> str:
    assert_nothing_hidden_shows(result)
    return everything_said(result)


def test_links_show_nothing_of_the_machine(exam: Path, released: bytes, tmp_path: Path) -> None:
    show = (
        "import os\nfor folder, folders, names in os.walk('.', followlinks=True):\n"
        "    for name in names:\n"
        "        print('S' + 'HOWN' if b'ledger' in open(os.path.join(folder, name), 'rb').read() else 'fine')"
    )
    private = tmp_path / "private"
    private.mkdir()
    (private / "grades.txt").write_text("a ledger", encoding="utf-8")
    folder = submission(tmp_path, fill_in(released, RIGHT | {"mean": f"{RIGHT['mean']}\n{show}"}))
    (folder / "to_file").symlink_to(private / "grades.txt")
    (folder / "to_folder").symlink_to(private)
    (folder / "to_hidden").symlink_to(exam / "source" / "week1" / "exam.ipynb")
    (folder / "to_itself").symlink_to("to_itself")
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe")
    os.mknod(folder / "socket", stat.S_IFSOCK | 0o600)
    result = grade(exam, "week1", folder, limits=QUICK)
    assert "SHOWN" not in looked_at(result)
    assert_full_marks(result)
    assert "link_ignored" in codes(result)


def test_a_notebook_that_is_a_link_to_the_source_is_not_taken(exam: Path, tmp_path: Path) -> None:
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "exam.ipynb").symlink_to(exam / "source" / "week1" / "exam.ipynb")
    result = grade(exam, "week1", folder, limits=QUICK)
    assert result.state == "refused"
    looked_at(result)


ODD_NAMES = [
    b"line\nbreak.txt",
    b"not-utf8-\xff.txt",
    "turned\u202etxt.exe".encode(),
    b"-rf",
    b"$(touch owned)",
    b"; rm -rf ~",
    b"<script>alert(1)<",
    b"%s%s%n",
    b"back\\..\\slash",
    b"CON",
    b" ",
    b"\x1b[2J",
    b"exam.ipynb ",
    b"EXAM.IPYNB",
    "ｅxam.ipynb".encode(),
    b"__pycache__",
    b"x" * 255,
]


def test_odd_file_names_do_no_harm(exam: Path, released: bytes, tmp_path: Path) -> None:
    folder = submission(tmp_path, fill_in(released, RIGHT))
    for name in ODD_NAMES:
        (folder / os.fsdecode(name)).write_text("x", encoding="utf-8")
    result = grade(exam, "week1", folder, limits=QUICK)
    assert_full_marks(result)
    for flag in result.flags:
        assert not re.search("[\u202e\udcff\x1b\n]", flag.evidence)


def test_folders_in_the_place_of_files(exam: Path, released: bytes, tmp_path: Path) -> None:
    folder = submission(tmp_path, fill_in(released, RIGHT))
    for name in ("numpy", "tmp", "wire", "files", "naruteo", "deep/" * 11 + "end", "second.ipynb"):
        (folder / name).mkdir(parents=True)
    assert_full_marks(grade(exam, "week1", folder, limits=QUICK))
    (folder / "exam.ipynb").unlink()
    (folder / "exam.ipynb").mkdir()
    assert grade(exam, "week1", folder, limits=QUICK).state == "refused"


@pytest.mark.parametrize("place", [".", "a"])
def test_archives_stay_packed(exam: Path, released: bytes, tmp_path: Path, place: str) -> None:
    folder = submission(tmp_path, fill_in(released, RIGHT))
    (folder / place).mkdir(exist_ok=True)
    for name in ("evil.zip", "evil.tar", "evil.tar.gz", "evil.whl", "evil.egg"):
        (folder / place / name).write_bytes(b"PK\x03\x04" + bytes(100))
    assert_full_marks(grade(exam, "week1", folder, limits=QUICK))


def test_a_submission_that_changes_while_it_is_read_ends_in_a_result(
    exam: Path, released: bytes, tmp_path: Path
) -> None:
    folder = submission(tmp_path, fill_in(released, RIGHT))
    (folder / "closed").mkdir(mode=0o000)
    (folder / "unreadable.txt").write_text("x", encoding="utf-8")
    (folder / "unreadable.txt").chmod(0o000)
    result = grade(exam, "week1", folder, limits=QUICK)
    assert result.state in ("graded", "refused")
