"""The model of `linked`: stability of singles and of linked applications in some openings, as linear conditions."""

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import UNMATCHED, Market
from naruteo_matching.verification.blocking import blocking_pairs

NOT_ACCEPTED = np.iinfo(np.int64).max
"""The place of somebody whom an opening does not accept: behind everybody."""


@dataclass(frozen=True)
class Link:
    """Candidates who apply together: their numbers, and rows of openings, the most wanted first."""

    members: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]


class Solution(Enum):
    """How a search ended."""

    FOUND = "found"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


class Residual:
    """The openings that a search covers, and everybody who has a wish among them.

    A single who is placed beyond may stay there; everybody else beyond keeps the place from before.
    """

    def __init__(
        self, solver: Any, market: Market, links: list[Link], members: NDArray[np.int64],
        singles: NDArray[np.int32], covered: set[int], effort: float,
    ) -> None:  # fmt: skip
        self._solver, self._market, self._links = solver, market, links
        self._singles, self._covered, self._effort = singles, sorted(covered), effort
        inside = np.isin(market.openings, self._covered)
        owner = np.repeat(np.arange(market.n_candidates), np.diff(market.starts))
        self._places = lru_cache(maxsize=None)(self._places_of)
        self._people = np.setdiff1d(owner[inside], members).tolist()

    def wishes_beyond(self) -> set[int]:
        """The openings that these people wish for and the search does not cover."""
        return {opening for each in self._people for opening in self._places(each)} - set(self._covered)

    def solve(self, *, blocking_allowed: bool = False) -> tuple[Solution, NDArray[np.int32]]:
        """Look for an outcome in which nobody blocks among the covered openings, or for one with the fewest blocks."""
        model = self._solver.CpModel()
        blocks: list[Any] = []

        def block() -> list[Any]:
            if blocking_allowed:
                blocks.append(model.new_bool_var(""))
                return blocks[-1:]
            return []

        choice = {each: self._choices(model, each) for each in self._people}
        rows = [[model.new_bool_var("") for _row in link.rows] for link in self._links]
        holds = self._holds(choice, rows)
        for opening in self._covered:
            model.add(sum(taken for _who, _priority, taken in holds[opening]) <= int(self._market.seats[opening]))
        for person, options in choice.items():
            self._single_is_content(model, person, options, holds, block)
        for link, taken in zip(self._links, rows, strict=True):
            model.add_at_most_one(taken)
            for number, row in enumerate(link.rows):
                wanted = self._openings_of(link, row)
                if wanted is None:
                    model.add(taken[number] == 0)
                    continue
                refused = [self._refusal(model, link, opening, members, holds) for opening, members in wanted.items()]
                model.add_bool_or(taken[: number + 1] + refused + block())
        cost = sum(at * taken for each in choice.values() for at, (_opening, taken) in enumerate(each))
        cost += sum((1 - sum(taken for _opening, taken in each)) * len(each) for each in choice.values())
        cost += sum(at * taken for each in rows for at, taken in enumerate(each))
        cost += sum((1 - sum(each)) * len(each) for each in rows)
        dearest = sum(len(each) for each in choice.values()) + sum(len(each) for each in rows) + 1
        model.minimize(cost + dearest * sum(blocks))
        return self._run(model, choice, rows)

    def _choices(self, model: Any, person: int) -> list[tuple[int, Any]]:
        """The openings that a single may get, the most wanted first: covered ones, and the present one if it is not."""
        present = int(self._singles[person])
        return [
            (opening, model.new_bool_var(""))
            for opening in self._places(person)
            if opening in self._covered or opening == present
        ]

    def _holds(
        self, choice: dict[int, list[tuple[int, Any]]], rows: list[list[Any]]
    ) -> dict[int, list[tuple[int, int, Any]]]:
        """For each covered opening everybody whom it may hold: (candidate, priority, variable)."""
        holds: dict[int, list[tuple[int, int, Any]]] = defaultdict(list)
        for person, options in choice.items():
            for opening, taken in options:
                holds[opening].append((person, self._priority(person, opening), taken))
        for link, variables in zip(self._links, rows, strict=True):
            for row, taken in zip(link.rows, variables, strict=True):
                for member, opening in zip(link.members, row, strict=True):
                    if opening != UNMATCHED:
                        holds[opening].append((member, self._priority(member, opening), taken))
        return holds

    def _single_is_content(
        self, model: Any, person: int, options: list[tuple[int, Any]], holds: Any, block: Any
    ) -> None:  # fmt: skip
        """Whoever gets neither an opening nor a better one finds it full of people who stand before them."""
        model.add_at_most_one(taken for _opening, taken in options)
        for at, (opening, _taken) in enumerate(options):
            if opening not in self._covered:
                continue
            seats, own = int(self._market.seats[opening]), self._priority(person, opening)
            as_good = sum(taken for _opening, taken in options[: at + 1])
            before = sum(taken for _who, priority, taken in holds[opening] if priority < own)
            model.add(seats * as_good + before + seats * sum(block()) >= seats)

    def _refusal(self, model: Any, link: Link, opening: int, members: list[int], holds: Any) -> Any:
        """A variable that may be true only where an opening would not take all these members."""
        last = max(self._priority(member, opening) for member in members)
        before = sum(
            taken for who, priority, taken in holds[opening] if priority < last and who not in link.members
        )  # fmt: skip
        refused = model.new_bool_var("")
        model.add(before >= int(self._market.seats[opening]) - len(members) + 1).only_enforce_if(refused)
        return refused

    def _openings_of(self, link: Link, row: tuple[int, ...]) -> dict[int, list[int]] | None:
        """The members whom a row gives to each opening; none where one is not accepted or there are not the seats."""
        wanted: dict[int, list[int]] = defaultdict(list)
        for member, opening in zip(link.members, row, strict=True):
            if opening != UNMATCHED:
                wanted[opening].append(member)
        accepted = all(opening in self._places(member) for opening, each in wanted.items() for member in each)
        fits = all(len(each) <= self._market.seats[opening] for opening, each in wanted.items())
        return wanted if accepted and fits else None

    def _priority(self, person: int, opening: int) -> int:
        return self._places(person).get(opening, NOT_ACCEPTED)

    def _places_of(self, person: int) -> dict[int, int]:
        """The openings that accept a candidate, with the place in their order."""
        edges = slice(*self._market.starts[person : person + 2])
        return dict(zip(self._market.openings[edges].tolist(), self._market.priority[edges].tolist(), strict=True))

    def _run(self, model: Any, choice: Any, rows: Any) -> tuple[Solution, NDArray[np.int32]]:
        search = self._solver.CpSolver()
        search.parameters.num_workers = 1
        search.parameters.random_seed = 0
        search.parameters.max_deterministic_time = self._effort
        # It would take Ctrl-C away from the program that asks, for good.
        search.parameters.catch_sigint_signal = False
        status = search.solve(model)
        matched = self._singles.copy()
        if status == self._solver.INFEASIBLE:
            return Solution.IMPOSSIBLE, matched
        if status not in (self._solver.OPTIMAL, self._solver.FEASIBLE):
            return Solution.UNKNOWN, matched
        for person, options in choice.items():
            matched[person] = next((opening for opening, taken in options if search.value(taken)), UNMATCHED)
        for link, variables in zip(self._links, rows, strict=True):
            for row, taken in zip(link.rows, variables, strict=True):
                if search.value(taken):
                    matched[list(link.members)] = row
        return Solution.FOUND, matched


def blocking_openings(market: Market, links: list[Link], matched: NDArray[np.int32]) -> set[int]:
    """The openings at which singles of the whole market block an outcome."""
    edges = blocking_pairs(market, matched).edges
    person = np.searchsorted(market.starts, edges, side="right") - 1
    single = ~np.isin(person, [member for link in links for member in link.members])
    return set(market.openings[edges[single]].tolist())
