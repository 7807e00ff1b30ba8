"""`naruteo match verify`: exit status, words and JSON."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from naruteo_matching.certificate import certify
from naruteo_portal.cli.match_verify import verify
from naruteo_testing.slow_markets import random_instance, right_answer


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    instance = random_instance(Random(1), 8, 4)
    answer = right_answer(instance)
    paths = tmp_path / "instance.json", tmp_path / "result.json"
    for path, content in zip(paths, (instance, {**answer, "certificate": certify(instance, answer)}), strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")
    return paths


def run(*arguments: Any) -> Result:
    return CliRunner().invoke(verify, [str(each) for each in arguments])


def test_a_right_answer_exits_with_0(files: tuple[Path, Path]) -> None:
    done = run(*files)
    assert (done.exit_code, done.output) == (0, "0 fault(s), checked with its certificate\n")


def test_a_wrong_answer_exits_with_1_and_names_what_is_wrong(files: tuple[Path, Path]) -> None:
    answer = json.loads(files[1].read_text(encoding="utf-8"))
    who = next(iter(answer["matches"]))
    del answer["matches"][who]
    files[1].write_text(json.dumps(answer), encoding="utf-8")
    done = run(*files)
    assert done.exit_code == 1
    assert f"{who} is neither placed nor named as unplaced." in done.output
    listed = json.loads(run(*files, "--json", "--language", "ko").output)["faults"]
    assert {"kind": "missing", "candidate": who, "words": f"{who}이(가) 배정자에도 미배정자에도 없습니다."} in listed


def test_no_certificate_is_not_called_one(files: tuple[Path, Path]) -> None:
    answer = json.loads(files[1].read_text(encoding="utf-8"))
    files[1].write_text(json.dumps({**answer, "certificate": None}), encoding="utf-8")
    assert run(*files).output == "0 fault(s), checked without a certificate\n"
    assert json.loads(run(*files, "--json").output)["certificate"] is False


def test_what_cannot_be_read_exits_with_2(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    (tmp_path / "empty.json").write_text("{}", encoding="utf-8")
    right = files[1].read_text(encoding="utf-8")
    (tmp_path / "nan.json").write_text(f'{{"note": NaN, {right[1:]}', encoding="utf-8")
    (tmp_path / "half.json").write_text(f'{{"note": "\\ud800", {right[1:]}', encoding="utf-8")
    for other in ("broken.json", "list.json", "empty.json", "absent.json", "nan.json", "half.json"):
        done = run(files[0], tmp_path / other)
        assert done.exit_code == 2, other
        assert "Traceback" not in done.output
