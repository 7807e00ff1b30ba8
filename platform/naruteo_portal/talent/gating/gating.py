"""Judging candidates with openings by the law of a day: passes, fails, or undetermined because something is not known.

A Korean citizen needs no status. Whoever else needs one of the ways to lead there: a status that leaves the choice of
work free, or one that the opening is offered with. One way that passes is enough; while one is undetermined, so is the
whole. Only confirmed figures are computed with (`figures.in_force`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from naruteo_portal.incentives.figures.in_force import programmes_in_force
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.rules.judging import judge as judge_cases
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import day_number
from naruteo_portal.talent.candidates.statuses import FREE_PROGRAMME, STATUSES
from naruteo_portal.talent.gating.facts import Person, Place, load_people, load_places, numbers, stay_lasts

Cases = tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.bool_]]]
Some = TypeVar("Some", Person, Place)
BETTER = np.array([0, 2, 1], np.int8)
"""Outcomes from the worst to the best: a way that passes counts more than an open one, and that more than a no."""
BY_RANK = np.array([Outcome.NOT_ELIGIBLE, Outcome.UNDETERMINED, Outcome.ELIGIBLE], np.int8)


@dataclass(frozen=True)
class Way:
    """One status by which some of the pairs might work: `rows` (k,) says which, in order.

    `outcome` (k,) holds Outcome, `failed` (k,) has bit i set where the i-th condition of the decision does not hold.
    """

    status: str
    programme: Programme
    rows: NDArray[np.intp]
    cases: Cases
    outcome: NDArray[np.int8]
    failed: NDArray[np.uint32]

    def case(self, row: int) -> dict[str, int] | None:
        """The facts of one pair as the rules take them; None if this way was not tried for it."""
        place = int(np.searchsorted(self.rows, row))
        return self.case_at(place) if place < len(self.rows) and self.rows[place] == row else None

    def case_at(self, place: int) -> dict[str, int]:
        """The facts of the pair that stands at a place of `rows`."""
        values, known = self.cases
        return {name: int(values[name][place]) for name in values if known[name][place]}


@dataclass(frozen=True)
class Gating:
    """n pairs: `pairs` (n, 2) are ids of a candidate and an opening, `outcome` (n,) holds Outcome."""

    on: date
    pairs: NDArray[np.int64]
    outcome: NDArray[np.int8]
    ways: tuple[Way, ...]
    stated: NDArray[np.bool_]
    """For which pairs (n,) the nationality was stated: without it nothing is judged."""

    def row_of(self, candidate_id: int, opening_id: int) -> int:
        """Where a pair stands; LookupError if it was not judged."""
        found = np.flatnonzero((self.pairs[:, 0] == candidate_id) & (self.pairs[:, 1] == opening_id))
        if not len(found):
            raise LookupError(f"candidate {candidate_id} with opening {opening_id}")
        return int(found[0])

    def outcome_of(self, candidate_id: int, opening_id: int) -> Outcome:
        """What a pair comes to."""
        return Outcome(int(self.outcome[self.row_of(candidate_id, opening_id)]))


@dataclass(frozen=True)
class Known:
    """What is known of candidates and openings, by their ids, and the programmes that judge them."""

    people: dict[int, Person]
    places: dict[int, Place]
    programmes: dict[str, Programme]


def judge(session: Session, candidates: Sequence[int], openings: Sequence[int], on: date) -> Gating:
    """Judge every candidate with every opening (ids), for contracts of the day `on`."""
    grid = np.array(np.meshgrid(candidates, openings, indexing="ij"), np.int64).reshape(2, -1).T
    return judge_pairs(session, grid, on)


def judge_pairs(session: Session, pairs: NDArray[np.int64], on: date) -> Gating:
    """Judge the pairs (n, 2) of ids of candidates and openings, for contracts of the day `on`."""
    return judge_known(what_is_known(session, pairs), pairs, on)


def what_is_known(session: Session, pairs: NDArray[np.int64]) -> Known:
    """What the pairs (n, 2) are judged by: read once, also where they are judged for several days."""
    people, places = (np.unique(pairs[:, side]).tolist() for side in (0, 1))
    return Known(load_people(session, people), load_places(session, places), programmes_in_force(session))


def judge_known(known: Known, pairs: NDArray[np.int64], on: date) -> Gating:
    """Judge pairs, as `judge_pairs` does, by what was read before."""
    people_ids, person_of = np.unique(pairs[:, 0], return_inverse=True)
    place_ids, place_of = np.unique(pairs[:, 1], return_inverse=True)
    people = [known.people[each] for each in people_ids.tolist()]
    places = [known.places[each] for each in place_ids.tolist()]
    programmes = known.programmes

    korean = np.array([each.is_korean for each in people], np.bool_)[person_of]
    stated = np.array([each.nationality is not None for each in people], np.bool_)[person_of]
    foreign = stated & ~korean
    best = np.zeros(len(pairs), np.int8)
    best[korean] = BETTER[Outcome.ELIGIBLE]
    best[~stated] = BETTER[Outcome.UNDETERMINED]
    ways = []
    # Who holds a status that is bound to something else has to change it; for whoever names none that is not known.
    may_be_free = foreign & np.array([each.held != "other" for each in people], np.bool_)[person_of]
    for name, rows in _tried(places, place_of, foreign, may_be_free):
        way = _way(name, programmes, rows, people, person_of[rows], places, place_of[rows], on)
        if way is None:
            best[rows] = np.maximum(best[rows], BETTER[Outcome.UNDETERMINED])
        else:
            best[rows] = np.maximum(best[rows], BETTER[way.outcome])
            ways.append(way)
    return Gating(on, pairs, BY_RANK[best], tuple(ways), stated)


def _tried(
    places: Sequence[Place], place_of: NDArray[np.intp], foreign: NDArray[np.bool_], may_be_free: NDArray[np.bool_]
) -> list[tuple[str, NDArray[np.intp]]]:
    """The statuses that are tried, each with the pairs (rows) for which it is."""
    found = [(FREE_PROGRAMME, np.flatnonzero(may_be_free))]
    for name in dict.fromkeys(name for place in places for name in place.statuses):
        offered = np.array([name in place.statuses for place in places], np.bool_)
        found.append((name, np.flatnonzero(foreign & offered[place_of])))
    return [(name, rows) for name, rows in found if len(rows)]


def _way(
    name: str, programmes: dict[str, Programme], rows: NDArray[np.intp], people: Sequence[Person],
    person_of: NDArray[np.intp], places: Sequence[Place], place_of: NDArray[np.intp], on: date,
) -> Way | None:  # fmt: skip
    """A status with its pairs judged; None for one that no rules here judge."""
    people, person_of = _only_those(people, person_of)
    places, place_of = _only_those(places, place_of)
    if name == FREE_PROGRAMME:
        programme = programmes[FREE_PROGRAMME]
        of_people: list[dict[str, Any]] = [{"status": each.held} for each in people]
        of_places: list[dict[str, Any]] = [{} for _ in places]
    elif name in STATUSES:
        status = STATUSES[name]
        programme = programmes[status.programme]
        of_people = [{**each.facts_for(status), **status.assumed} for each in people]
        of_places = [each.facts_for(status) for each in places]
    else:
        return None
    values, known = _columns(programme, of_people, person_of)
    place_values, place_known = _columns(programme, of_places, place_of)
    values |= place_values
    known |= place_known
    day = programme.file.rule_date
    values[day], known[day] = np.full(len(rows), day_number(on), np.int64), np.ones(len(rows), np.bool_)
    if name == FREE_PROGRAMME:
        lasts = [stay_lasts(people[i], places[j]) for i, j in zip(person_of.tolist(), place_of.tolist(), strict=True)]
        known["valid_on_start"] = np.array([each is not None for each in lasts], np.bool_)
        values["valid_on_start"] = np.array([bool(each) for each in lasts], np.int64)
    judged = judge_cases(programme, values, known)
    return Way(name, programme, rows, (values, known), judged.outcome, judged.failed)


def _only_those(given: Sequence[Some], index: NDArray[np.intp]) -> tuple[Sequence[Some], NDArray[np.intp]]:
    """Those of some people or places whom an index names, and the index into these."""
    named, index = np.unique(index, return_inverse=True)
    return [given[each] for each in named.tolist()], index


def _columns(programme: Programme, given: Sequence[dict[str, Any]], index: NDArray[np.intp]) -> Cases:
    """Facts of people or places as columns over pairs, where `index` says whose each pair has."""
    read = [numbers(programme, each) for each in given]
    values: dict[str, NDArray[np.int64]] = {}
    known: dict[str, NDArray[np.bool_]] = {}
    for name in dict.fromkeys(name for each in read for name in each):
        values[name] = np.array([each.get(name, 0) for each in read], np.int64)[index]
        known[name] = np.array([name in each for each in read], np.bool_)[index]
    return values, known
