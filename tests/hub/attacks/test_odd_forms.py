"""Whatever bytes are handed in as a notebook, they are graded or refused with a reason, and never break the grader."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from naruteo_hub.grading import grade
from naruteo_testing.notebooks import Notebook, code, fill_in, find_cell

from .conftest import QUICK, RIGHT, WRONG, assert_full_marks, assert_nothing_hidden_shows, assert_only_twice_is_paid

BROKEN: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "null": b"null",
    "number": b"7",
    "text": b'"cells"',
    "list": b"[]",
    "cut_off": b'{"cells": [{"cell_type": "code", "source": "x = ',
    "not_utf8": b'{"cells": "\xff\xfe"}',
    "nul_bytes": b"\x00" * 1000,
    "zip": b"PK\x03\x04" + b"\x00" * 100,
    "png": b"\x89PNG\r\n\x1a\n",
    "html": b"<!doctype html><title>Sign in</title>",
    "deep_lists": b"[" * 200_000,
    "deep_objects": b'{"a":' * 200_000,
    "deep_but_closed": b'{"nbformat": 4, "cells": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "endless_number": b'{"nbformat": ' + b"9" * 20_000 + b', "cells": []}',
    "endless_fraction": b'{"nbformat": 4.' + b"9" * 20_000 + b', "cells": []}',
    "no_cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "cells_are_words": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": "all"}',
    "cells_are_keys": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {"0": {}}}',
    "format_is_a_word": b'{"nbformat": "4", "cells": []}',
    "format_is_true": b'{"nbformat": true, "cells": []}',
    "format_is_nan": b'{"nbformat": NaN, "cells": []}',
    "format_of_the_future": b'{"nbformat": 5, "cells": []}',
    "format_zero": b'{"nbformat": 0, "cells": []}',
    "format_one": b'{"nbformat": 1, "cells": [{"cell_type": "code", "code": "x"}]}',
    "format_two_broken": b'{"nbformat": 2, "worksheets": {"cells": 1}}',
    "format_three_broken": b'{"nbformat": 3, "worksheets": [7, {"cells": [7, {"cell_type": []}]}]}',
    "conflict": b'<<<<<<< HEAD\n{"nbformat": 4, "cells": []}\n=======\n>>>>>>> theirs\n',
    "surrogate_key": b'{"nbformat": 4, "cells": [], "\\ud800": "\\udfff"}',
    "no_tests_at_all": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
}


@pytest.mark.parametrize("form", BROKEN)
def test_broken_notebooks(exam: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / "exam.ipynb"
    path.write_bytes(BROKEN[form])
    result = grade(exam, "week1", path, limits=QUICK)
    assert_nothing_hidden_shows(result)
    assert result.state == "refused" or (result.state, result.score) == ("graded", 0)
    if result.state == "refused":
        assert result.score is None and result.flags[0].message and result.flags[0].say("ko")
        assert len(result.flags[0].evidence) < 500


def oddities(content: Notebook) -> dict[str, Any]:
    """Changes that leave the honest work in a notebook readable."""
    long_id = "x" * 100_000
    cells = [{**cell, "source": "".join(cell["source"])} for cell in content["cells"]]
    return {
        "ids_missing": {"cells": [{key: value for key, value in cell.items() if key != "id"} for cell in cells]},
        "ids_the_same": {"cells": [{**cell, "id": "same"} for cell in cells]},
        "ids_odd": {
            "cells": [{**cell, "id": each} for cell, each in zip(cells, _odd_ids(), strict=False)] + cells[14:]
        },
        "ids_long": {"cells": [{**cell, "id": long_id} for cell in cells]},
        "outputs_odd": {"cells": [{**cell, "outputs": {"a": 1}, "execution_count": "many"} for cell in cells]},
        "counts_huge": {"cells": [{**cell, "execution_count": 10**300} for cell in cells]},
        "source_as_lines": {"cells": [{**cell, "source": cell["source"].splitlines(True)} for cell in cells]},
        "source_with_windows_line_ends": {
            "cells": [{**cell, "source": cell["source"].replace("\n", "\r\n")} for cell in cells]
        },
        "extra_cells_of_all_shapes": {
            "cells": [*cells, 7, None, [], "x", {}, {"cell_type": 7}, {"cell_type": "code", "source": {"a": 1}}]
        },
        "surrogates": {"cells": [*cells, code("text = '\ud800'"), {"cell_type": "markdown", "source": "\udfff"}]},
        "control_signs": {"cells": [*cells, code("text = '''\x00\x07\x1b[31m\u202e\u2066'''")]},
        "not_python": {"cells": [*cells, code("this is ( not python"), code("%%javascript\nalert(1)"), code("!ls")]},
        "metadata_odd": {"metadata": []},
        "metadata_none": {"metadata": None},
        "metadata_nan": {"metadata": {"a": float("nan"), "b": float("inf"), "kernelspec": [None]}},
        "minor_odd": {"nbformat_minor": -1},
        "minor_future": {"nbformat_minor": 99},
        "minor_missing": {"nbformat_minor": None},
        "keys_unknown": {"\u0000": 1, "__proto__": {}, "cells ": [], "worksheets": []},
        "attachments_odd": {
            "cells": [
                *cells,
                {
                    "cell_type": "markdown",
                    "source": "![a](attachment:a)",
                    "metadata": {},
                    "attachments": {"a": {"image/png": 7}},
                },
                {"cell_type": "markdown", "source": "b", "metadata": {}, "attachments": [1]},
            ]
        },
    }


def _odd_ids() -> list[Any]:
    return [7, None, "", "a b", "<b>", "../x", "\ud800", [], {}, True, 1.5, "c1", "c1", "\u0000"]


@pytest.mark.parametrize("oddity", oddities({"cells": []}))
def test_right_answers_in_odd_notebooks_earn_everything(
    exam: Path, released: bytes, tmp_path: Path, oddity: str
) -> None:
    content = fill_in(released, RIGHT)
    path = tmp_path / "exam.ipynb"
    path.write_text(json.dumps({**content, **oddities(content)[oddity]}), encoding="utf-8")
    result = grade(exam, "week1", path, limits=QUICK)
    assert_full_marks(result)
    json.dumps(result.to_json(), ensure_ascii=False).encode("utf-8")
    result.feedback["ko"]["exam"].encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig"])
def test_a_mark_before_the_text_is_no_fault(exam: Path, released: bytes, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "exam.ipynb"
    path.write_text(json.dumps(fill_in(released, RIGHT)), encoding=encoding)
    assert_full_marks(grade(exam, "week1", path, limits=QUICK))


def test_a_key_given_twice_helps_nobody(exam: Path, released: bytes, tmp_path: Path) -> None:
    """What one reader takes and another does not see cannot be played against each other."""
    right = json.dumps(fill_in(released, WRONG))
    forged = right.replace('"points": 1', '"points": 1, "points": 100').replace(
        '"grade": true', '"grade": true, "grade": false'
    )
    (tmp_path / "exam.ipynb").write_text(forged, encoding="utf-8")
    assert_only_twice_is_paid(grade(exam, "week1", tmp_path / "exam.ipynb", limits=QUICK))


def test_an_old_format_is_brought_up_to_date_or_refused(exam: Path, released: bytes, tmp_path: Path) -> None:
    notebook = nbformat.reads(json.dumps(fill_in(released, RIGHT)), as_version=4)
    (tmp_path / "exam.ipynb").write_text(nbformat.writes(nbformat.convert(notebook, 3)), encoding="utf-8")
    result = grade(exam, "week1", tmp_path / "exam.ipynb", limits=QUICK)
    assert result.state == "refused" or result.score == result.max_score


@pytest.mark.parametrize("stamp", ["1970-01-01 00:00:00 UTC", "9999-99-99", "\x00", "tomorrow\n" * 10_000])
def test_times_that_a_submission_claims_are_not_read(exam: Path, released: bytes, tmp_path: Path, stamp: str) -> None:
    (tmp_path / "exam.ipynb").write_text(json.dumps(fill_in(released, RIGHT)), encoding="utf-8")
    (tmp_path / "timestamp.txt").write_text(stamp, encoding="utf-8")
    (tmp_path / "submission_secret.txt").write_text(stamp, encoding="utf-8")
    result = grade(exam, "week1", tmp_path, limits=QUICK)
    assert_full_marks(result)
    assert stamp not in json.dumps(result.to_json())


def test_huge_notebooks_are_refused_or_graded(exam: Path, released: bytes, tmp_path: Path) -> None:
    content = fill_in(released, RIGHT)
    find_cell(content, "mean")["source"] += "\n# " + "x" * 5_000_000
    path = tmp_path / "exam.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert_full_marks(grade(exam, "week1", path, limits=QUICK))
    content["cells"] += [code("")] * 5_000
    path.write_text(json.dumps(content), encoding="utf-8")
    result = grade(exam, "week1", path, limits=QUICK)
    assert result.state == "refused" and result.flags[0].code == "too_many_cells"
    path.write_bytes(b" " * (QUICK.notebook_bytes + 1))
    assert grade(exam, "week1", path, limits=QUICK).flags[0].code == "notebook_too_large"
