"""Why a pair passes, fails or is undetermined: every way with its conditions, and what a frozen input keeps of a no."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from naruteo_portal.rules.cases import said
from naruteo_portal.rules.explaining import Explanation, Said, explain
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.rules.model import FactType
from naruteo_portal.rules.programme import Programme
from naruteo_portal.talent.candidates.statuses import FREE_PROGRAMME
from naruteo_portal.talent.gating.gating import Gating, Way

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


class Refused(NamedTuple):
    """A rule that a pair does not meet."""

    rule: str
    value: Any
    threshold: Any
    source: str


NO_STATUS = Refused(NO_WAY, None, None, LAW)


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


def exclusions(gating: Gating) -> list[Exclusion]:
    """All pairs that fail, each with the first condition of the first way that stands in the way.

    Nothing in it says which status or nationality a candidate has: an instance is given to auditors.
    """
    left = np.flatnonzero(gating.outcome == Outcome.NOT_ELIGIBLE)
    found: dict[int, Refused] = {}
    for way in gating.ways:
        if way.status != FREE_PROGRAMME:
            here = np.isin(way.rows, left)
            found |= _refused(way, np.flatnonzero(here))
            left = np.setdiff1d(left, way.rows[here], assume_unique=True)
    found |= dict.fromkeys(left.tolist(), NO_STATUS)
    on = gating.on.isoformat()
    return [
        Exclusion(int(gating.pairs[row, 0]), int(gating.pairs[row, 1]), *found[row][:3], on, found[row].source)
        for row in sorted(found)
    ]


def _refused(way: Way, places: NDArray[np.intp]) -> dict[int, Refused]:
    """By row, why the pairs at these places fail.

    What a value is held against depends on the answers to choices alone, so it is looked up once for all alike.
    """
    choices = [name for name, fact in way.programme.facts.items() if fact.type is FactType.CHOICE]
    alike: dict[tuple[object, ...], tuple[Refused, list[str]]] = {}
    found = {}
    for place in places.tolist():
        case = way.case_at(place)
        condition = (int(way.failed[place]) & -int(way.failed[place])).bit_length() - 1
        key = (condition, *(case.get(name) for name in choices))
        if key not in alike:
            alike[key] = _first_no(way.programme, explain(way.programme, case))
        refused, names = alike[key]
        values = {name: said(way.programme.facts[name], case[name]) if name in case else None for name in names}
        found[int(way.rows[place])] = refused._replace(value=_value(values))
    return found


def _explained(gating: Gating, row: int) -> Iterator[tuple[str, Explanation]]:
    for way in gating.ways:
        case = way.case(row)
        if case is not None:
            yield way.status, explain(way.programme, case)


def _first_no(programme: Programme, answer: Explanation) -> tuple[Refused, list[str]]:
    """Which condition does not hold, what it is held against and where that is written; and the facts it looked at."""
    step = next(each for each in answer.conditions if each.value is False)
    figures = [used for used in step.used if used.what == "parameter"]
    keys = {key for used in figures for key in programme.tables[used.name].parameter.keys}
    names = [used.name for used in step.used if used.what == "fact" and used.name not in keys]
    cited = [each.cited for each in (*(used.reference for used in figures), step.reference) if each]
    threshold = _value({used.name: used.value for used in figures})
    return Refused(f"{answer.programme}.{step.name}", None, threshold, cited[0] if cited else ""), names


def _value(values: Mapping[str, Said]) -> Said | Mapping[str, Said]:
    """One value as it is, several by their names; None for none."""
    return next(iter(values.values()), None) if len(values) < 2 else values
