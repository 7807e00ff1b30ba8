"""Rule files that are wrong or meant to harm are refused at once, with their line and the reason."""

import time
from pathlib import Path

import pytest

from naruteo_portal.rules.reading import MOST_FILES, UnsoundRules, read_programme
from naruteo_testing.rule_folders import TOY, changed

FIGURES = "parameters/figures.yaml"
VALUE = "value: 0.80, confidence: S"
EXPR = "expr: attendance >= min_attendance"
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
FILES = [
    ("programme.yaml", "title: {ko", "title: !!python/object/apply:os.system ['true']\nold: {ko", "Tags"),
    ("programme.yaml", "title: {ko", BOMB + "title: {ko", "Anchors"),
    ("programme.yaml", "coverage: {since", "coverage: {sinze", "no such field"),
    ("programme.yaml", "rule_date: ended_on", "rule_date: fee", "a fact that is a date"),
    ("programme.yaml", "maximum: 1\n", "maximum: 1e9\n", "digits with a point"),
    ("programme.yaml", "    maximum: 1\n", "", "minimum and a maximum"),
    ("programme.yaml", "unit: hour", "unit: parsec", "cannot be used"),
    (FIGURES, VALUE, VALUE + ", uprating: x", "no such field"),
    (FIGURES, VALUE, "value: eight, confidence: S", "digits with a point"),
    (FIGURES, VALUE, "value: 0.801, confidence: S", "more than 2 decimals"),
    (FIGURES, ", reference: {title: Toy decree, article: 41(1)2}", "", "missing"),
    (FIGURES, VALUE, "value: 0.80, confidence: Z", "one of"),
    (FIGURES, "2025-01-01: {value: 0.80", "2025-02-30: {value: 0.80", "Not a date"),
    (FIGURES, "      2026-07-01: {value: 4", "      2025-01-01: {value: 4", "written twice"),
    (FIGURES, "value: {classroom: 7000, remote: 5600}", "value: {classroom: 7000}", "no value for 'remote'"),
    (FIGURES, "remote: 5600}", "remote: 5600, moon: 1}", "not a choice"),
    (FIGURES, "keys: [mode]", "keys: [mood]", "not a fact with choices"),
    ("rules.yaml", EXPR, "expr: attendence >= min_attendance", "not known here"),
    ("rules.yaml", EXPR, "expr: amount > 0", "not known here"),
    ("rules.yaml", EXPR, "expr: __import__('os').system('true')", "not in the language"),
    ("rules.yaml", EXPR, "expr: attendance.__class__", "not in the language"),
    ("rules.yaml", EXPR, "expr: '[x for x in (1, 1)]'", "not in the language"),
    ("rules.yaml", EXPR, "expr: '(lambda: attendance)()'", "not in the language"),
    ("rules.yaml", EXPR, "expr: 1 ** 1 ** 1 > 0", "not in the language"),
    ("rules.yaml", EXPR, "expr: attendance / min_attendance > 1", "not in the language"),
    ("rules.yaml", EXPR, f"expr: {'(' * 250}attendance{')' * 250} > 0", "too long"),
    ("rules.yaml", EXPR, "expr: attendance >= (", "cannot be read"),
    ("rules.yaml", EXPR, f"expr: {'not ' * 99}attendance > 0", "too long"),
    ("rules.yaml", EXPR, "expr: attendance " + "+ attendance " * 5_000 + "> 0", "too long"),
    ("rules.yaml", EXPR, "expr: attendance >= 0.8", "not in the language"),
    ("rules.yaml", EXPR, "expr: hours >= 8", "Only 0 and 1"),
    ("rules.yaml", EXPR, "expr: hours >= fee", "different units"),
    ("rules.yaml", EXPR, "expr: attendance", "kind and unit"),
    ("rules.yaml", EXPR, 'expr: mode == "telepathy"', "not among the choices"),
    ("rules.yaml", EXPR, "expr: min_attendance[mode] > 0", "needs 0 index"),
    ("rules.yaml", EXPR, "expr: fee * fee * premium > 0 * fee * fee * fee", "64 bits"),
    ("rules.yaml", EXPR, "expr: floor_to(fee, 0) > 0", "more than 0"),
    ("rules.yaml", EXPR, "expr: add_days(ended_on, fee) > ended_on", "whole number of days"),
    ("rules.yaml", "eligible: [attended", "eligible: [attented", "not a rule that is a condition"),
    ("rules.yaml", "amount: amount", "amount: attended", "not a rule that is a value"),
    ("rules.yaml", "    fix: {ko: 보강", "    fixx: {ko: 보강", "no such field"),
    (
        "rules.yaml",
        "unit: KRW\n    text: {ko: 지원 대상 비용",
        "unit: hour\n    text: {ko: 지원 대상 비용",
        "kind and unit",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), FILES, ids=[each[3] + "-" + each[2][:20] for each in FILES])
def test_a_bad_file_is_refused_at_once(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = changed(tmp_path, file, old, new)
    began = time.process_time()
    with pytest.raises(UnsoundRules) as caught:
        read_programme(folder)
    assert time.process_time() - began < 5
    found = [fault for fault in caught.value.faults if said in fault.fault.message.en]
    assert found, caught.value
    assert found[0].path.name == Path(file).name
    # The line is the one that was changed, or the one that holds what it spoilt.
    line = (folder / file).read_text(encoding="utf-8").splitlines()[found[0].fault.line - 1]
    assert line.strip()


def test_all_faults_are_told_at_once_each_in_both_languages(tmp_path: Path) -> None:
    folder = changed(tmp_path, "rules.yaml", "expr: score >= min_score", "expr: scores >= min_score")
    text = (folder / FIGURES).read_text(encoding="utf-8")
    (folder / FIGURES).write_text(text.replace("confidence: S", "confidence: Q", 1), encoding="utf-8")
    with pytest.raises(UnsoundRules) as caught:
        read_programme(folder)
    assert {fault.path.name for fault in caught.value.faults} == {"rules.yaml", "figures.yaml"}
    for fault in caught.value.faults:
        assert fault.said_in("ko") != fault.said_in("en")


def test_the_programme_itself_is_sound() -> None:
    assert list(read_programme(TOY).digests)


def test_more_parameter_files_than_are_read_are_refused_not_left_out(tmp_path: Path) -> None:
    folder = changed(tmp_path, FIGURES, "", "")
    for number in range(MOST_FILES):
        (folder / "parameters" / f"z{number}.yaml").write_text("parameters: {}")
    with pytest.raises(UnsoundRules, match=f"more than {MOST_FILES} files"):
        read_programme(folder)
