"""Hard conditions before any score: whom an opening or the law excludes, by which rule, and what is not known yet.

Gates of an opening are conditions on named facts (`conditions`). Legal gates are judged elsewhere, by dated rules, and
come in as results. A pair passes, fails, or is undetermined because something is not known; only what fails is
excluded, and what is undetermined is for a person to clear up before the round is frozen.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from naruteo_matching import forbidden
from naruteo_matching.conditions import BadGate, Gate, Outcome, valid

_EVERY = -1


@dataclass(frozen=True)
class LegalResult:
    """What dated rules said of a candidate and an opening; None in either place means all of them.

    Attributes
    ----------
    rule, outcome
        The rule's id and an `Outcome`.
    value, threshold, on, source
        What was found, what is asked, the day whose rules judged (ISO), the article.
    because : str
        What is not known, where the outcome is undetermined.
    """

    rule: str
    outcome: Outcome
    candidate: Any = None
    opening: Any = None
    value: Any = None
    threshold: Any = None
    on: str | None = None
    source: str = ""
    because: str = ""


def read_results(records: Iterable[Mapping[str, Any]]) -> list[LegalResult]:
    """Read results of the rules engine from plain records whose outcome is ``passes``, ``fails`` or ``undetermined``.

    Raises
    ------
    BadGate
        Unknown keys, no rule, another outcome.
    """
    known = {each.name for each in fields(LegalResult)}
    found = []
    for at, record in enumerate(records):
        outcome = Outcome.__members__.get(str(record.get("outcome")).upper())
        if record.keys() - known or outcome is None or not record.get("rule"):
            raise BadGate(
                f"legal[{at}]: write a rule, an outcome passes, fails or undetermined, and no key but "
                f"{', '.join(sorted(known))}."
            )
        found.append(LegalResult(**{**record, "outcome": outcome, "on": _plain(record.get("on"))}))
    return found


@dataclass(frozen=True)
class Exclusion:
    """Why a pair can never match, as an instance lists it under ``excluded``."""

    candidate: Any
    opening: Any
    rule: str
    value: Any
    threshold: Any
    on: str | None
    source: str

    def as_record(self) -> dict[str, Any]:
        """The exclusion in plain JSON values."""
        return {key: _plain(value) for key, value in asdict(self).items()}


@dataclass(frozen=True)
class Lack:
    """Why a pair cannot be judged yet: by which rule, and what is not known."""

    candidate: Any
    opening: Any
    rule: str
    because: str
    on: str | None
    source: str


@dataclass(frozen=True)
class _Judged:
    """A gate with what it says of all candidates, `Outcome` (n_candidates,); shared by the openings that ask for it."""

    gate: Gate
    outcome: NDArray[np.int8]


class Gating:
    """What all gates say of all pairs; no pair is spelled out before it is asked for. Made by `apply`.

    Attributes
    ----------
    candidate_ids, opening_ids : list
        The ids in the order of the numbers that the methods take and give.
    """

    def __init__(
        self, candidates: Sequence[Mapping[str, Any]], gates: Mapping[Any, Sequence[Gate]],
        legal: Sequence[LegalResult], on: date, expected: Collection[str],
    ) -> None:  # fmt: skip
        self._candidates, self._on, self._expected = candidates, on, tuple(dict.fromkeys(expected))
        self.candidate_ids = [each["id"] for each in candidates]
        self.opening_ids = list(gates)
        self._candidate_at = _numbered(self.candidate_ids, "candidate")
        self._opening_at = _numbered(self.opening_ids, "opening")
        columns: dict[str, list[Any]] = {}

        def column(fact: str) -> Sequence[Any]:
            if fact not in columns:
                columns[fact] = [valid(each, fact, on)[0] for each in candidates]
            return columns[fact]

        distinct = dict.fromkeys(each for asked in gates.values() for each in asked)
        shared = {each: _Judged(each, each.judge(column)) for each in distinct}
        self._gates = [[shared[each] for each in asked] for asked in gates.values()]
        askers: dict[Gate, list[int]] = defaultdict(list)
        for opening, asked in enumerate(gates.values()):
            for each in dict.fromkeys(asked):
                askers[each].append(opening)
        self._asked_by = [(shared[each], openings) for each, openings in askers.items()]
        self._legal: dict[int, dict[int, list[LegalResult]]] = defaultdict(lambda: defaultdict(list))
        for result in legal:
            candidate, opening = self._place(result)
            self._legal[opening][candidate].append(result)
        every = np.full(len(candidates), Outcome.PASSES, np.int8)
        self._judged_everywhere = np.zeros((len(self._expected), len(candidates)), np.bool_)
        self._for_all_openings = every
        self._lay(every, self._judged_everywhere, _EVERY)
        apart = [
            (candidate, opening) for opening, of_candidates in self._legal.items() if opening != _EVERY
            for candidate, results in of_candidates.items() if any(each.outcome == Outcome.FAILS for each in results)
        ]  # fmt: skip
        self._kept_apart = np.array(apart, np.int64).reshape(-1, 2)

    def _place(self, result: LegalResult) -> tuple[int, int]:
        try:
            candidate = _EVERY if result.candidate is None else self._candidate_at[result.candidate]
            return candidate, _EVERY if result.opening is None else self._opening_at[result.opening]
        except KeyError as unknown:
            raise BadGate(f"legal result of {result.rule}: there is no {unknown.args[0]!r} here.") from None

    def _lay(self, outcome: NDArray[np.int8], judged: NDArray[np.bool_], opening: int) -> None:
        """Lay the legal results of an opening (or of every one) over columns, in place."""
        for candidate, results in self._legal.get(opening, {}).items():
            rows: Any = slice(None) if candidate == _EVERY else candidate
            for result in results:
                outcome[rows] = np.minimum(outcome[rows], result.outcome)
                if result.rule in self._expected:
                    judged[self._expected.index(result.rule), rows] = True

    def column(self, opening: int) -> NDArray[np.int8]:
        """What the gates come to for one opening (by its number): `Outcome` in an int8 array (n_candidates,)."""
        found = self._for_all_openings.copy()
        for each in self._gates[opening]:
            np.minimum(found, each.outcome, out=found)
        judged = self._judged_everywhere
        if opening in self._legal:
            judged = judged.copy()
            self._lay(found, judged, opening)
        if self._expected:
            found[(found == Outcome.PASSES) & ~judged.all(axis=0)] = Outcome.UNDETERMINED
        return found

    def outcomes(self, candidates: ArrayLike, openings: ArrayLike) -> NDArray[np.int8]:
        """What the gates come to for listed pairs.

        Parameters
        ----------
        candidates, openings : int arrays of shape (n_pairs,)
            Their numbers.

        Returns
        -------
        int8 array of shape (n_pairs,) of `Outcome`
        """
        candidates, openings = np.asarray(candidates, np.int64), np.asarray(openings, np.int64)
        found = np.full(len(candidates), Outcome.PASSES, np.int8)
        order = np.argsort(openings, kind="stable")
        present, starts = np.unique(openings[order], return_index=True)
        for opening, pairs in zip(present, np.split(order, starts[1:]), strict=bool(len(present))):
            found[pairs] = self.column(int(opening))[candidates[pairs]]
        return found

    def admissible(self) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Each opening's number with the numbers of candidates whom nothing excludes, the undetermined ones too."""
        for opening in range(len(self.opening_ids)):
            yield opening, np.flatnonzero(self.column(opening) != Outcome.FAILS)

    def mask(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Whom nothing excludes, for the candidates from `start` to before `stop`, as `nearest` takes it.

        Returns
        -------
        bool array of shape (stop - start, n_openings)
        """
        passes = self._for_all_openings[start:stop] != Outcome.FAILS
        found = np.repeat(passes[:, None], len(self.opening_ids), axis=1)
        for judged, asking in self._asked_by:
            found[np.ix_(judged.outcome[start:stop] == Outcome.FAILS, asking)] = False
        candidates, openings = self._kept_apart.T
        found[:, openings[candidates == _EVERY]] = False
        inside = (candidates >= start) & (candidates < stop)
        found[candidates[inside] - start, openings[inside]] = False
        return found

    def exclusions(self, pairs: Collection[tuple[Any, Any]] | None = None) -> Iterator[Exclusion]:
        """Every rule that a pair fails: of all pairs, or of these (candidate id, opening id)."""
        for candidate, opening in self._with_outcome(Outcome.FAILS, pairs):
            ids = self.candidate_ids[candidate], self.opening_ids[opening]
            for gate in self._saying(Outcome.FAILS, candidate, opening):
                value = self._value(gate, candidate)
                yield Exclusion(*ids, gate.rule, value, gate.threshold, self._on.isoformat(), gate.source)
            for each in self._results(candidate, opening):
                if each.outcome == Outcome.FAILS:
                    yield Exclusion(*ids, each.rule, each.value, each.threshold, each.on, each.source)

    def undetermined(self, pairs: Collection[tuple[Any, Any]] | None = None) -> Iterator[Lack]:
        """What is not known of pairs that nothing excludes: of all pairs, or of these (candidate id, opening id)."""
        for candidate, opening in self._with_outcome(Outcome.UNDETERMINED, pairs):
            ids = self.candidate_ids[candidate], self.opening_ids[opening]
            for gate in self._saying(Outcome.UNDETERMINED, candidate, opening):
                facts = dict.fromkeys(each.fact for each in gate.conditions)
                lacks = [valid(self._candidates[candidate], fact, self._on)[1] for fact in facts]
                yield Lack(*ids, gate.rule, "; ".join(filter(None, lacks)), self._on.isoformat(), gate.source)
            results = list(self._results(candidate, opening))
            for each in results:
                if each.outcome == Outcome.UNDETERMINED:
                    yield Lack(*ids, each.rule, each.because or "the rule could not decide", each.on, each.source)
            for rule in self._expected:
                if rule not in {each.rule for each in results}:
                    yield Lack(*ids, rule, "the rule has not been judged for this pair", None, "")

    def _with_outcome(self, wanted: Outcome, pairs: Collection[tuple[Any, Any]] | None) -> Iterator[tuple[int, int]]:
        if pairs is None:
            for opening in range(len(self.opening_ids)):
                for candidate in np.flatnonzero(self.column(opening) == wanted):
                    yield int(candidate), opening
            return
        places = [(self._candidate_at[candidate], self._opening_at[opening]) for candidate, opening in pairs]
        numbers = np.array(places, np.int64).reshape(-1, 2)
        for at in np.flatnonzero(self.outcomes(numbers[:, 0], numbers[:, 1]) == wanted):
            yield places[at]

    def _saying(self, wanted: Outcome, candidate: int, opening: int) -> Iterator[Gate]:
        return (each.gate for each in self._gates[opening] if each.outcome[candidate] == wanted)

    def _value(self, gate: Gate, candidate: int) -> Any:
        facts = dict.fromkeys(each.fact for each in gate.conditions)
        found = {fact: valid(self._candidates[candidate], fact, self._on)[0] for fact in facts}
        return found if len(gate.conditions) > 1 else next(iter(found.values()))

    def _results(self, candidate: int, opening: int) -> Iterator[LegalResult]:
        for of_opening in (opening, _EVERY):
            for of_candidate in (candidate, _EVERY):
                yield from self._legal.get(of_opening, {}).get(of_candidate, ())


def apply(
    candidates: Sequence[Mapping[str, Any]], gates: Mapping[Any, Sequence[Gate]], *, on: date,
    legal: Sequence[LegalResult] = (), expected: Collection[str] = (),
) -> Gating:  # fmt: skip
    """Hold every candidate against the gates of every opening and against the law.

    Parameters
    ----------
    candidates : sequence of mappings
        ``{"id": …, fact: value, …}``; a fact may be ``{"value": …, "until": day}``. What is missing or None is
        not known. Facts that may not be used to choose (sex, age, nationality …) are refused even when no gate asks
        for them.
    gates : mapping
        The gates of each opening by its id. Equal gates are judged once, however many openings have them.
    on : date
        The day on which facts must be valid.
    legal : sequence of LegalResult
        Results of dated rules, the only place where nationality and residence status may have played a part.
    expected : collection of str
        Legal rules that must have been judged for every pair; where a result lacks, the pair is undetermined.

    Returns
    -------
    Gating

    Raises
    ------
    Forbidden
        A candidate's record holds a fact that may not be used.
    BadGate
        A fact that a gate cannot read, a legal result of somebody unknown, an id that stands twice.

    Examples
    --------
    >>> from naruteo_matching.conditions import gate
    >>> people = [{"id": "a", "topik_level": 5}, {"id": "b", "topik_level": 2}, {"id": "c"}]
    >>> found = apply(people, {"x": [gate("topik", "topik_level", "at_least", 4)]}, on=date(2026, 3, 2))
    >>> found.column(0).tolist()
    [2, 0, 1]
    >>> [(each.candidate, each.value, each.threshold) for each in found.exclusions()]
    [('b', 2, 4)]
    >>> [each.because for each in found.undetermined()]
    ['topik_level is not known']
    """
    forbidden.refuse(dict.fromkeys(fact for each in candidates for fact in each))
    return Gating(candidates, gates, legal, on, expected)


def _numbered(ids: list[Any], what: str) -> dict[Any, int]:
    numbered = {each: at for at, each in enumerate(ids)}
    if len(numbered) < len(ids):
        twice = next(each for at, each in enumerate(ids) if numbered[each] != at)
        raise BadGate(f"the {what} {twice!r} stands here twice.")
    return numbered


def _plain(value: Any) -> Any:
    """Days as people and JSON write them, inside lists and mappings too."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return value
