"""`naruteo match …` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from naruteo_portal.cli import main

INSTANCE = {
    "candidates": [{"id": "ann", "preferences": ["x"]}, {"id": "bo", "preferences": ["x", "y"]}],
    "openings": [{"id": "x", "seats": 1, "preferences": ["bo", "ann"]}, {"id": "y", "seats": 1, "preferences": ["bo"]}],
}


def run(*arguments: str, given: str) -> Result:
    return CliRunner().invoke(main, ["match", *arguments], input=given)


def test_an_instance_is_solved_as_json() -> None:
    done = run("solve", "-", "--json", given=json.dumps(INSTANCE))
    assert done.exit_code == 0
    answer = json.loads(done.output)
    assert (answer["matches"], answer["unmatched"], answer["mode"]) == ({"bo": "x"}, ["ann"], "stable")


def test_an_instance_is_solved_in_lines() -> None:
    done = run("solve", "-", given=json.dumps(INSTANCE))
    assert done.output.splitlines() == ["bo -> x", "1 placed, 1 not placed (stable)"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"candidates": ' + "9" * 5_000 + "}", "is not JSON: it holds a number of too many digits"),
        ('{"candidates": [], "openings": [], "openings": []}', "the key 'openings' more than once"),
        ("[]", "write an object with candidates and openings"),
        ('{"candidates": [], "openings": [{"id": "x", "seats": -2, "preferences": []}]}', "openings[0].seats: is -2"),
        ('{"candidates": [], "openings": [], "\\ud800": 1}', "is not known"),
    ],
)
def test_what_cannot_be_solved_is_said_and_ends_with_2(given: str, said: str) -> None:
    done = run("solve", "-", "--json", given=given)
    assert (done.exit_code, said in done.output) == (2, True), done.output


def test_of_very_many_faults_the_first_are_listed() -> None:
    done = run("solve", "-", given=json.dumps({"candidates": [{}] * 300, "openings": []}))
    assert len(done.output.splitlines()) == 101
    assert "… and 500 more" in done.output


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "instance.json").write_bytes(b"\xff\xfe{}")
    done = run("solve", str(tmp_path / "instance.json"), given="")
    assert (done.exit_code, "UTF-8" in done.output) == (2, True)
