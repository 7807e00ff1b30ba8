"""The examples beside a programme: cases with the answers that they must get, filed by the day of their rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from naruteo_portal.core.safe_yaml import Text
from naruteo_portal.rules.cases import BadFacts, read_facts
from naruteo_portal.rules.explaining import explain
from naruteo_portal.rules.model import ANY_FIGURE, CONFIRMED, Line, Name, Part
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import FileFault, Source, read_file

TESTS = "tests"
UNCOVERED = "uncovered"
"""The folder of examples of days whose rules are not known."""
Written = str | bool | None


class Expected(Part):
    """What must come out; what is not named is not looked at."""

    outcome: Line
    amount: Written = None
    amount_if_met: Written = None
    failed: list[Name] | None = None
    """The conditions that do not hold, in any order."""
    missing: list[Name] | None = None
    values: dict[Name, Written] = Field(default_factory=dict)
    """What rules give."""


class Example(Part):
    """A case."""

    case: Line
    source: Line
    """Where the answer comes from: a published case, an article worked out by hand."""
    trust: Literal["confirmed", "any"] = "confirmed"
    """With "any", unconfirmed figures are used too: what the rules will say once an officer has confirmed them."""
    input: dict[Name, Written]
    output: Expected


class ExamplesFile(Part):
    """A file of examples."""

    common: dict[Name, Written] = Field(default_factory=dict)
    """Facts of every case of the file, unless it says otherwise."""
    cases: list[Example]


def example_files(folder: Path) -> list[Path]:
    """The files of examples of a programme."""
    return sorted((folder / TESTS).glob("*/*.yaml"))


def failing_examples(folder: Path, programme: Programme) -> Iterator[FileFault]:
    """Every example that gets another answer, and every part of the programme that no example covers."""
    seen: set[tuple[str, bool]] = set()
    for path in example_files(folder):
        source, file = read_file(path, ExamplesFile)
        for number, example in enumerate(file.cases):
            yield from _failing(programme, source, number, file.common, example, path.parent.name, seen)
    for name in programme.decision.eligible:
        for holds in (True, False):
            if (name, holds) not in seen:
                ko, en = ("성립하는", "holds") if holds else ("성립하지 않는", "does not hold")
                said = Text(f"'{name}' 조건이 {ko} 사례가 없습니다.", f"No example in which '{name}' {en}.")
                yield FileFault.at(folder / TESTS, None, said)


def _failing(
    programme: Programme, source: Source, number: int, common: dict[str, Written], example: Example, filed: str,
    seen: set[tuple[str, bool]],
) -> Iterator[FileFault]:  # fmt: skip
    def fault(ko: str, en: str) -> FileFault:
        return source.fault(Text(f"{example.case}: {ko}", f"{example.case}: {en}"), "cases", number)

    try:
        facts = read_facts(programme, _typed(programme, {**common, **example.input}))
    except BadFacts as bad:
        yield fault("; ".join(each.message.ko for each in bad.faults), str(bad))
        return
    found = explain(programme, facts, CONFIRMED if example.trust == "confirmed" else ANY_FIGURE)
    if filed != (UNCOVERED if found.not_covered else found.regime):
        yield fault(
            f"규정 {found.regime}의 사례인데 {filed} 폴더에 있습니다.",
            f"it is judged by the regime of {found.regime}, but filed under {filed}.",
        )
    for step in found.conditions:
        if step.value is not None:
            seen.add((step.name, bool(step.value)))
    steps = {step.name: step.value for step in (*found.conditions, *found.sums)}
    given = {
        "outcome": found.outcome.name.lower(),
        "amount": found.amount,
        "amount_if_met": found.amount_if_met,
        "failed": sorted(step.name for step in found.conditions if step.value is False),
        "missing": sorted({each.name for each in found.missing}),
    }
    wanted: dict[str, Any] = example.output.model_dump(exclude_unset=True, exclude={"values"})
    for name, want in wanted.items():
        if _same(sorted(want) if isinstance(want, list) else want, given[name]):
            continue
        said = json.dumps(given[name], ensure_ascii=False)
        yield fault(f"{name}이(가) {said}입니다. 기대: {want}.", f"{name} is {said}, not {want}.")
    for name, want in example.output.values.items():
        if not _same(want, steps.get(name)):
            yield fault(
                f"{name}이(가) {steps.get(name)}입니다. 기대: {want}.", f"{name} is {steps.get(name)}, not {want}."
            )


def _same(want: object, given: object) -> bool:
    """YAML keeps words; numbers and truths are compared as they are written."""
    if isinstance(given, bool):
        return want in (given, str(given).lower())
    return want == given or (given is not None and str(want) == str(given))


def _typed(programme: Programme, written: dict[str, Written]) -> dict[str, object]:
    """Truths as JSON has them; everything else is text already."""
    found: dict[str, object] = {}
    for name, value in written.items():
        is_truth = name in programme.facts and programme.facts[name].type.value == "truth"
        found[name] = {"true": True, "false": False}.get(str(value), value) if is_truth else value
    return found
