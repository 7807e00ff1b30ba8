"""Explains outcomes from what the verifier counted: which rule, which cutoff, which cap stood in the way."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from naruteo_matching.cutoffs import cutoffs_of
from naruteo_matching.explaining.changes import Resolver
from naruteo_matching.explaining.records import Change, Explanation, Reason
from naruteo_matching.market import UNMATCHED
from naruteo_matching.verification.checking import examine
from naruteo_matching.verification.linking import held_by, is_open, refusing
from naruteo_matching.verification.reading import Id, Link, in_order, lottery_key


def explain(instance: Mapping[str, Any], answer: Mapping[str, Any], candidate: Id) -> Explanation:
    """Explain one candidate's outcome with its smallest changes; for many candidates make one `Explainer`.

    Parameters
    ----------
    instance, answer : mapping
        What was solved, and the answer.
    candidate : id
        Whose outcome.

    Returns
    -------
    Explanation

    Raises
    ------
    KeyError
        When the instance has no such candidate.
    Unreadable
        When the instance or the answer has not the form that can be judged.
    """
    return Explainer(instance, answer).explain(candidate, changes=True)


class Explainer:
    """Explains the outcomes of one answer; counts once, for any number of candidates.

    Parameters
    ----------
    instance, answer : mapping
        What was solved, and the answer.
    """

    def __init__(self, instance: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        self._instance = instance
        found = examine(instance, answer)
        self._case, self._matched, self._state = found.case, found.matched, found.state
        self._cutoffs = cutoffs_of(found)
        self._blocking = set(found.blocking.edges.tolist())
        self._linked_state = answer.get("linked")
        self._holds = held_by(found.matched)
        self._overridden = {str(each.get("candidate")) for each in answer.get("overrides") or ()}
        self._link_of = {member: link for link in found.case.links for member in link.members}
        self._resolver: Resolver | None = None
        self._solves_alike = False
        self._ties = lru_cache(maxsize=None)(self._ties_of)
        # One candidate's reasons are told one after another.
        self._edges = lru_cache(maxsize=1)(self._edges_of)

    def explain(self, candidate: Id, *, changes: bool = False) -> Explanation:
        """Explain one candidate's outcome.

        Parameters
        ----------
        candidate : id
            Whose outcome.
        changes : bool
            Whether to find the smallest changes, too: some solutions of the whole instance for each reason. They are
            told where solving gives this very answer, so neither after an override nor in the value-optimal mode, and
            not with floors, under which more room for one region can be less for another.
        """
        number = self._case.candidate_number[str(candidate)]
        name = self._case.candidates[number]
        got = int(self._matched[number])
        opening = None if got == UNMATCHED else self._case.openings[got]
        if (link := self._link_of.get(number)) is not None:
            return Explanation(name, opening, (*self._missed_rows(link, number), self._linked(link, name, opening)))
        wishes = [self._case.opening_number[str(each)] for each in self._instance["candidates"][number]["preferences"]]
        better = wishes[: wishes.index(got)] if got in wishes else wishes
        resolver = self._get_resolver() if changes else None
        reasons = [
            self._missed(number, wish, wishes[: at - 1], at, resolver) for at, wish in enumerate(better, start=1)
        ]  # fmt: skip
        return Explanation(name, opening, (*reasons, self._outcome(number, got, wishes)))

    def _get_resolver(self) -> Resolver | None:
        """What solves the instance again; none where that does not give this answer, so that nothing can be told."""
        floors = bool(self._case.market.floor.any())
        if self._case.mode == "optimal" or self._case.links or self._overridden or floors:
            return None
        if self._resolver is None:
            self._resolver = Resolver(self._instance)
            self._solves_alike = np.array_equal(self._resolver.solved(), self._matched)
        return self._resolver if self._solves_alike else None

    def _outcome(self, candidate: int, got: int, wishes: list[int]) -> Reason:
        name = str(self._case.candidates[candidate])
        if got == UNMATCHED:
            if name in self._overridden:
                return Reason("override_unplaced", None)
            return Reason("unplaced", None, facts={"wishes": len(wishes)})
        opening = self._case.openings[got]
        if name in self._overridden or got not in wishes:
            return Reason("override", opening)
        facts = {**self._figures(candidate, got), "cutoff": self._cutoffs[got].rank}
        return Reason("placed", opening, wishes.index(got) + 1, facts)

    def _missed_rows(self, link: Link, candidate: int) -> Iterator[Reason]:
        """Why a group has none of the rows that it prefers: the own gates, and each opening that would not take it."""
        got = self._row_of(link)
        better = link.rows[: link.rows.index(got)] if got in link.rows else link.rows
        for wish, row in enumerate(better, start=1):
            own = row[link.members.index(candidate)]
            if gates := self._case.excluded.get((candidate, own)):
                yield Reason("gate", self._case.openings[own], wish, _of_gates(gates))
            for opening in refusing(self._case, link, row, self._holds):
                yield Reason("linked_refused", self._case.openings[opening], wish, audit={"link": link.id})
            if is_open(self._case, link, row, self._matched, self._holds):
                kind = "linked_overridden" if self._overridden else "linked_open"
                yield Reason(kind, None, wish, audit={"link": link.id})

    def _linked(self, link: Link, name: Id, opening: Id | None) -> Reason:
        if str(name) in self._overridden:
            return Reason("override_unplaced" if opening is None else "override", opening)
        got, facts = self._row_of(link), {"rows": len(link.rows), "state": self._linked_state}
        if got not in link.rows:
            return Reason("linked_unplaced", None, facts=facts, audit={"link": link.id})
        return Reason("linked", opening, facts={"row": link.rows.index(got) + 1, **facts}, audit={"link": link.id})

    def _row_of(self, link: Link) -> tuple[int, ...]:
        return tuple(int(self._matched[member]) for member in link.members)

    def _missed(
        self, candidate: int, opening: int, better: list[int], wish: int, resolver: Resolver | None
    ) -> Reason:  # fmt: skip
        name = self._case.openings[opening]
        gates = self._case.excluded.get((candidate, opening))
        if gates:
            changes = self._after_gate(candidate, opening, better, resolver)
            return Reason("gate", name, wish, _of_gates(gates), changes=changes)
        edge = self._edges(candidate).get(opening)
        if edge is None:
            ranked = len(self._ties(opening))
            changes = self._by_rank(candidate, opening, better, ranked + 1, resolver)
            return Reason("not_ranked", name, wish, {"ranked": ranked}, changes=changes)
        facts = self._figures(candidate, opening)
        if edge in self._blocking:
            return Reason(self._kind_of_blocking(), name, wish, facts)
        changes = self._by_rank(candidate, opening, better, facts["rank"] - 1, resolver)
        if self._case.market.seats[opening] == 0:
            return Reason("no_seats", name, wish, facts, changes=self._by_seats(candidate, opening, better, resolver))
        cutoff = self._cutoffs[opening]
        if cutoff.rank is not None:
            facts["cutoff"] = cutoff.rank
        if facts["held"] < facts["seats"]:
            facts |= self._region_figures(opening)
            changes += self._by_cap(candidate, opening, better, resolver)
            return Reason("region_cap", name, wish, facts, changes=changes)
        changes += self._by_seats(candidate, opening, better, resolver)
        audit: dict[str, Any] = {"last": cutoff.holder}
        if cutoff.rank is not None and cutoff.rank > facts["rank"]:
            facts |= {"reserved": cutoff.reserved, "cutoff": cutoff.general}
            kind = "all_reserved" if cutoff.general is None else "reserve"
            return Reason(kind, name, wish, facts, {**audit, "last_rank": cutoff.rank}, changes)
        last = self._case.candidate_number[str(cutoff.holder)]
        if self._tied(opening, candidate, last):
            facts["tied"] = True
            audit["tickets"] = [self._ticket(opening, each) for each in (candidate, last)]
        return Reason("full", name, wish, facts, audit, changes)

    def _kind_of_blocking(self) -> str:
        """Why an opening that would take the candidate does not have them."""
        if self._case.mode == "optimal":
            return "value"
        if self._overridden:
            return "override"
        return {"none_exists": "no_stable", "not_found": "not_searched"}.get(str(self._linked_state), "unexplained")

    def _figures(self, candidate: int, opening: int) -> dict[str, Any]:
        edge = self._edges(candidate).get(opening)
        return {
            "rank": None if edge is None else int(self._case.market.priority[edge]) + 1,
            "seats": int(self._case.market.seats[opening]),
            "held": int(self._state.count[opening]),
        }

    def _region_figures(self, opening: int) -> dict[str, Any]:
        region = int(self._case.market.region[opening])
        cap, stated = int(self._case.market.cap[region]), self._instance["regions"][region].get("cap")
        return {
            "region": self._case.regions[region],
            "cap": cap,
            "placed": int(self._state.in_region[region]),
            "lowered": stated is None or cap < stated,
        }

    def _edges_of(self, candidate: int) -> dict[int, int]:
        """The candidate's edges, by opening."""
        begin, end = self._case.market.starts[candidate : candidate + 2].tolist()
        return dict(zip(self._case.market.openings[begin:end].tolist(), range(begin, end), strict=True))

    def _ties_of(self, opening: int) -> dict[str, int]:
        """Each candidate of an opening's order with the number of the entry, which ties share."""
        entries = self._instance["openings"][opening].get("preferences", ())
        return {
            str(each): at
            for at, entry in enumerate(entries)
            for each in (entry if isinstance(entry, list | tuple) else (entry,))
        }

    def _tied(self, opening: int, one: int, other: int) -> bool:
        places, names = self._ties(opening), self._case.candidates
        return places[str(names[one])] == places[str(names[other])]

    def _ticket(self, opening: int, candidate: int) -> str:
        seed = bytes.fromhex((self._case.lottery or {})["seed"])
        return lottery_key(seed, self._case.openings[opening], self._case.candidates[candidate])[0]

    def _by_rank(
        self, candidate: int, opening: int, better: list[int], worst: int, resolver: Resolver | None
    ) -> tuple[Change, ...]:
        if resolver is None:
            return ()
        rank = self._cutoffs[opening].rank
        likely = rank - 1 if rank is not None else worst - 1
        needed = resolver.rank_needed(candidate, opening, better, likely, worst)
        return (Change("none") if needed is None else Change("rank", {"needed": needed + 1}),)

    def _by_seats(
        self, candidate: int, opening: int, better: list[int], resolver: Resolver | None
    ) -> tuple[Change, ...]:
        # In a capped region a seat more for one opening is a seat less for another.
        region = int(self._case.market.region[opening])
        if resolver is None or (region != UNMATCHED and self._instance["regions"][region].get("cap") is not None):
            return ()
        more = resolver.seats_needed(candidate, opening, better)
        return () if more is None else (Change("seats", {"more": more}),)

    def _by_cap(self, candidate: int, opening: int, better: list[int], resolver: Resolver | None) -> tuple[Change, ...]:
        more = resolver.cap_needed(candidate, opening, better) if resolver else None
        return () if more is None else (Change("cap", {"more": more}),)

    def _after_gate(
        self, candidate: int, opening: int, better: list[int], resolver: Resolver | None
    ) -> tuple[Change, ...]:  # fmt: skip
        if resolver is None:
            return ()
        place = self._instance["openings"][opening]
        seed = bytes.fromhex(self._case.lottery["seed"]) if self._case.lottery else None
        order = [str(each) for each in in_order(place.get("preferences", ()), place["id"], seed)]
        name = str(self._case.candidates[candidate])
        own = order.index(name) if name in order else None
        if own is not None and resolver.is_enough(candidate, opening, better, own):
            return (Change("gate"),)
        worst = len(order) + 1 if own is None else own
        return tuple(
            Change("gate_and_rank", each.facts) if each.kind == "rank" else each
            for each in self._by_rank(candidate, opening, better, worst, resolver)
        )


def _of_gates(gates: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is known of the gates that exclude a pair: the first one's facts, further ones under `also`."""
    facts, *also = (
        {key: value for key, value in gate.items() if key not in ("candidate", "opening")} for gate in gates
    )
    return facts | ({"also": also} if also else {})
