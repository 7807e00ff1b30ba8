"""Why a pair passes, fails or is undetermined: every way with its conditions, and what a frozen input keeps of a no."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from naruteo_portal.rules.explaining import Explanation, Said, Used, explain
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.talent.candidates.statuses import FREE_PROGRAMME
from naruteo_portal.talent.gating.gating import Gating

NO_WAY = "no_status_offered"
"""The opening is offered with no status, and the candidate holds none that leaves the choice of work free."""
LAW = "출입국관리법 제18조"


@dataclass(frozen=True)
class Reasons:
    """Why a pair comes to its outcome."""

    outcome: Outcome
    stated: bool
    """Whether the candidate has stated the nationality."""
    ways: tuple[tuple[str, Explanation], ...]
    """By status; none for Korean citizens, who need none."""


@dataclass(frozen=True)
class Exclusion:
    """A pair that the law keeps apart, as an instance of the matcher lists it under `excluded`."""

    candidate: int
    opening: int
    rule: str
    value: Any
    threshold: Any
    on: str
    source: str

    def record(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "candidate": self.candidate, "opening": self.opening, "rule": self.rule, "value": self.value,
            "threshold": self.threshold, "on": self.on, "source": self.source,
        }  # fmt: skip


def reasons(gating: Gating, candidate_id: int, opening_id: int) -> Reasons:
    """Why a judged pair comes to its outcome."""
    row = gating.row_of(candidate_id, opening_id)
    return Reasons(Outcome(int(gating.outcome[row])), bool(gating.stated[row]), tuple(_explained(gating, row)))


def exclusions(gating: Gating) -> Iterator[Exclusion]:
    """All pairs that fail, each with the first condition of the first way that stands in the way.

    Nothing in it says which status or nationality a candidate has: an instance is given to auditors.
    """
    for row in np.flatnonzero(gating.outcome == Outcome.NOT_ELIGIBLE).tolist():
        candidate_id, opening_id = (int(each) for each in gating.pairs[row])
        offered = [answer for status, answer in _explained(gating, row) if status != FREE_PROGRAMME]
        rule, value, threshold, source = _first_no(gating, offered[0]) if offered else (NO_WAY, None, None, LAW)
        yield Exclusion(candidate_id, opening_id, rule, value, threshold, gating.on.isoformat(), source)


def _explained(gating: Gating, row: int) -> Iterator[tuple[str, Explanation]]:
    for way in gating.ways:
        case = way.case(row)
        if case is not None:
            yield way.status, explain(way.programme, case)


def _first_no(gating: Gating, answer: Explanation) -> tuple[str, Any, Any, str]:
    """Which condition does not hold, what it looked at, what it was held against, and where that is written."""
    programme = next(way.programme for way in gating.ways if way.programme.id == answer.programme)
    step = next(each for each in answer.conditions if each.value is False)
    figures = [used for used in step.used if used.what == "parameter"]
    keys = {key for used in figures for key in programme.tables[used.name].parameter.keys}
    facts = [used for used in step.used if used.what == "fact" and used.name not in keys]
    cited = [each.cited for each in (*(used.reference for used in figures), step.reference) if each]
    return f"{answer.programme}.{step.name}", _value(facts), _value(figures), cited[0] if cited else ""


def _value(used: list[Used]) -> Said | dict[str, Said]:
    """One value as it is, several by their names; None for none."""
    if not used:
        return None
    return used[0].value if len(used) == 1 else {each.name: each.value for each in used}
