"""`naruteo analytics protect`: exit status, words and JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from naruteo_portal.cli.analytics_protect import protect

TABLE = """sex,passed,count
F,no,4
F,yes,30
M,no,20
M,yes,25
F,합계,34
Total,total,79
"""


def test_a_table_is_protected_and_attacked(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE, encoding="utf-8")
    done = CliRunner().invoke(protect, [str(file), "--json"])
    answer = json.loads(done.output)
    assert done.exit_code == 0
    assert [cell["count"] for cell in answer["cells"]] == [79, 24, 55, 34, None, None, 45, None, None]
    assert answer["attack"] == {"attacked": 4, "recovered": 0, "narrow": 0}
    assert answer["utility"]["shown"] == 5
    said = CliRunner().invoke(protect, [str(file)]).output
    assert "5 of 9 cells shown" in said and "0 recovered" in said


@pytest.mark.parametrize(("old", "new", "said"), [
    ("Total,total,79", "Total,total,80", "line 7: the total is 80"),
    ("F,no,4", "F,no,few", "no whole count in column count, line 2"),
    ("M,no,20", "F,no,20", "stands there twice, line 2, 4"),
    ("sex,passed,count", "sex,passed,n", "count"),
    ("F,no,4", "F,no,99999999999999999999", "more than 1e+15 persons in column count, [2]"),
    ("F,no,4", "F,no,999999999999999", "more than 1e+15 persons in column count, ['the sum']"),
])  # fmt: skip
def test_what_is_no_table_of_counts_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "table.csv"
    text = TABLE.replace(old, new)
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(protect, [str(file)])
    assert done.exit_code == 2
    assert said in done.output


def test_where_nothing_is_shown_nothing_is_too_narrow(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE, encoding="utf-8")
    answer = json.loads(CliRunner().invoke(protect, [str(file), "--k", "1000000", "--json"]).output)
    assert {cell["count"] for cell in answer["cells"]} == {None}
    assert answer["attack"] == {"attacked": 9, "recovered": 0, "narrow": 0}


def test_what_is_told_of_use_says_nothing_of_a_hidden_total(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("sex,passed,count\nF,no,1\nF,yes,2\nM,no,12\nM,yes,2\n", encoding="utf-8")
    arguments = [str(file), "--outcome", "passed"]
    answer = json.loads(CliRunner().invoke(protect, [*arguments, "--json"]).output)
    shown = [cell["count"] for cell in answer["cells"]]
    assert (shown[0], 12 in shown) == (None, True), "12 of 17 persons would say that there are 17"
    assert set(answer["utility"]) == {"cells", "shown", "rates_shown", "error"}
    assert "%" not in CliRunner().invoke(protect, arguments).output
