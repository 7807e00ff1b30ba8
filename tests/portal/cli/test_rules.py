"""`naruteo rules …` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from naruteo_portal.cli.rules import rules
from naruteo_testing.rule_folders import TOY, changed

CASE = {
    "ended_on": "2026-07-01", "attendance": 0.85, "score": 60, "hours": 20, "fee": 200_000, "mode": "remote",
    "size": "priority", "region": "capital",
}  # fmt: skip


def run(*arguments: str, facts: object = None) -> Result:
    return CliRunner().invoke(rules, list(arguments), input=json.dumps(facts))


def test_a_case_is_judged_by_any_folder_of_programmes_as_json() -> None:
    done = run("evaluate", "toy_training", "-", "--rules", str(TOY.parent), "--json", facts=CASE)
    assert done.exit_code == 0
    answer = json.loads(done.output)
    assert (answer["outcome"], answer["amount"], answer["rules"]["regime"]) == ("eligible", 117_040, "2026-07-01")
    threshold = answer["conditions"][0]["used"][1]
    assert (threshold["value"], threshold["reference"]["article"], threshold["confidence"]) == ("0.8", "41(1)2", "S")


def test_another_day_judges_by_its_own_rules() -> None:
    done = run("evaluate", "toy_training", "-", "--rules", str(TOY.parent), "--on", "2026-06-30", "--json", facts=CASE)
    assert json.loads(done.output)["amount"] == 100_800


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "출석률이 기준 이상입니다. [미충족]"), ("en", "threshold. [not met]")]
)
def test_reasons_are_said_in_the_readers_language(language: str, said: str) -> None:
    facts = {**CASE, "attendance": 0.5}
    done = run("explain", "toy_training", "-", "--rules", str(TOY.parent), "--language", language, facts=facts)
    assert said in done.output


def test_what_changed_between_two_days_is_said_with_its_source() -> None:
    done = run("diff", "2026-06-30", "2026-07-01", "--rules", str(TOY.parent))
    assert "min_hours (Least hours): 8 -> 4; Toy notice 2026-40 6 [S]" in done.output
    assert "no difference" in run("diff", "2026-07-01", "2026-07-02", "--rules", str(TOY.parent)).output


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"hours": "many"}, "hours: Write a number."),
        ({"hours": 5000}, "hours: Write a number from 0 to 2000."),
        ({"hours": 0.25}, "hours: 0.25 has more than 1 decimals."),
        ({"ended_on": "1 July"}, "ended_on: Write a date like 2026-07-01."),
        ({"mode": "telepathy"}, "mode: Write one of: classroom, remote."),
        ({"unheard_of": 1}, "unheard_of: There is no such fact."),
        ([1], "write one object"),
    ],
)
def test_facts_that_cannot_be_judged_are_refused_with_what_to_write(facts: object, said: str) -> None:
    done = run("evaluate", "toy_training", "-", "--rules", str(TOY.parent), facts=facts)
    assert done.exit_code == 2
    assert said in done.output


def test_an_unknown_programme_or_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "There are: toy_training" in run("evaluate", "moon", "-", "--rules", str(TOY.parent), facts={}).output
    assert run("check", str(tmp_path)).exit_code == 2


def test_faults_are_listed_with_file_and_line(tmp_path: Path) -> None:
    folder = changed(tmp_path, "rules.yaml", "expr: score >= min_score", "expr: score >= min_skore")
    done = run("check", str(folder))
    assert done.exit_code == 1
    assert "rules.yaml:15" in done.output
    assert "'min_skore' is not known here" in done.output
