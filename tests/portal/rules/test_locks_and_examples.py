"""The past cannot be changed unnoticed, and every programme keeps its examples."""

from pathlib import Path

import pytest

from naruteo_portal.rules.examples import failing_examples
from naruteo_portal.rules.locks import LOCK, broken_locks, lock_new
from naruteo_portal.rules.reading import OWN_PROGRAMMES, programme_folders, read_programme
from naruteo_testing.rule_folders import changed

FIGURES = "parameters/figures.yaml"
OLD_REGIME = "      2025-01-01: {value: 8, confidence: S"
LATER = "      2027-01-01: {value: 6, confidence: S, reference: {title: Toy notice 2026-99}}\n  unit_cost:"


def locked(folder: Path) -> Path:
    """A copy of the invented programme whose regimes are locked."""
    copy = changed(folder, FIGURES, "", "")
    lock_new(copy, read_programme(copy))
    return copy


def test_a_new_regime_leaves_the_locked_ones_as_they_were(tmp_path: Path) -> None:
    folder = locked(tmp_path)
    before = (folder / LOCK).read_text()
    assert broken_locks(folder, read_programme(folder)) == []
    text = (folder / FIGURES).read_text(encoding="utf-8")
    (folder / FIGURES).write_text(text.replace("  unit_cost:", LATER, 1), encoding="utf-8")
    faults = broken_locks(folder, read_programme(folder))
    assert ["2027-01-01" in str(fault) for fault in faults] == [True]
    assert [str(day) for day in lock_new(folder, read_programme(folder))] == ["2027-01-01"]
    assert before in (folder / LOCK).read_text()


def test_an_edited_past_is_found_and_accepted_only_with_a_reason(tmp_path: Path) -> None:
    folder = locked(tmp_path)
    was = read_programme(folder).digests
    text = (folder / FIGURES).read_text(encoding="utf-8")
    (folder / FIGURES).write_text(text.replace(OLD_REGIME, OLD_REGIME.replace("8", "9")), encoding="utf-8")
    becomes = read_programme(folder).digests
    changed_days = [day for day in was if was[day] != becomes[day]]
    assert [str(day) for day in changed_days] == ["2025-01-01"]
    assert len(broken_locks(folder, read_programme(folder))) == 1
    day = changed_days[0]
    with (folder / LOCK).open("a") as lock:
        lock.write(
            f"corrections:\n  - regime: {day}\n    was: {was[day]}\n    becomes: {becomes[day]}\n"
            "    corrected_on: 2026-11-28\n    reason: Misread\n"
        )
    assert broken_locks(folder, read_programme(folder)) == []


@pytest.mark.parametrize("folder", programme_folders(OWN_PROGRAMMES), ids=lambda folder: folder.name)
def test_every_programme_is_sound_locked_and_keeps_its_examples(folder: Path) -> None:
    programme = read_programme(folder)
    assert [str(fault) for fault in failing_examples(folder, programme)] == []
    assert [str(fault) for fault in broken_locks(folder, programme)] == []
    assert (folder / "README.md").exists()


def test_an_example_that_gets_another_answer_is_told_with_its_line(tmp_path: Path) -> None:
    folder = locked(tmp_path)
    (folder / "tests" / "2025-01-01").mkdir(parents=True)
    (folder / "tests" / "2025-01-01" / "a.yaml").write_text(
        "cases:\n  - case: Too short\n    source: worked out\n    input: {ended_on: 2025-03-01, hours: 7}\n"
        "    output: {outcome: eligible, failed: []}\n"
    )
    said = "\n".join(str(fault) for fault in failing_examples(folder, read_programme(folder)))
    assert 'a.yaml:2:5: cases.0: Too short: outcome is "not_eligible", not eligible.' in said
    assert "No example in which 'attended' holds." in said
