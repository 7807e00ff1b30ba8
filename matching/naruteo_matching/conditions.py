"""Conditions of an opening on facts of candidates, judged for all of them at once: passes, fails or undetermined."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching import forbidden

DEGREES = ("none", "high_school", "associate", "bachelor", "master", "doctor")
"""Degrees from the least to the highest; a higher one includes the lower."""


class Outcome(IntEnum):
    """What a gate says of a pair. In Kleene's order: "and" is the least of several, "or" the greatest."""

    FAILS = 0
    UNDETERMINED = 1
    PASSES = 2


class BadGate(ValueError):
    """A condition, a fact or a legal result that cannot be read: what is wrong and what to write."""


@dataclass(frozen=True)
class Condition:
    """One fact held against one threshold.

    Attributes
    ----------
    fact : str
        The candidate's fact. Names of forbidden facts (sex, age, nationality …) are refused.
    kind : str
        ``at_least`` or ``at_most`` (numbers); ``by`` (a day that is not after the threshold); ``degree`` (the
        threshold, one of `DEGREES`, or a higher one); ``has`` (everything in the threshold is among the fact's
        values); ``one_of`` (the fact, or one of its values, is in the threshold).
    threshold : number, date, str or tuple of str
        What is asked.
    """

    fact: str
    kind: str
    threshold: Any

    def __post_init__(self) -> None:
        forbidden.refuse([self.fact])
        if self.kind not in _HOLDS:
            raise BadGate(f"{self.fact}: {self.kind!r} is no kind of condition; there are {', '.join(_HOLDS)}.")
        object.__setattr__(self, "threshold", _READ[self.kind](self.fact, self.threshold))

    def judge(self, values: Sequence[Any]) -> NDArray[np.int8]:
        """Hold the values of all candidates against the threshold.

        Parameters
        ----------
        values : sequence of length n_candidates
            The fact of each candidate, None where it is not known.

        Returns
        -------
        int8 array of shape (n_candidates,) of `Outcome`
        """
        found = np.full(len(values), Outcome.UNDETERMINED, np.int8)
        holds = _HOLDS[self.kind]
        # Candidates share few distinct values (levels, degrees, regions): each is judged once.
        judged: dict[Any, int] = {}
        for at, value in enumerate(values):
            if value is None:
                continue
            key = value if isinstance(value, str | int | float | date) else tuple(value)
            if key not in judged:
                read = _READ[self.kind](self.fact, value)
                judged[key] = Outcome.PASSES if holds(read, self.threshold) else Outcome.FAILS
            found[at] = judged[key]
        return found


def _number(fact: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise BadGate(f"{fact}: {value!r} is no number; leave the fact out where it is not known.")
    return value


def _read_day(fact: str, value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadGate(f"{fact}: {value!r} is no day; write it as 2026-03-02.") from None


def _degree(fact: str, value: Any) -> str:
    if value not in DEGREES:
        raise BadGate(f"{fact}: {value!r} is no degree; there are {', '.join(DEGREES)}.")
    return str(value)


def _words(_fact: str, value: Any) -> tuple[Any, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


_READ: dict[str, Callable[[str, Any], Any]] = {
    "at_least": _number,
    "at_most": _number,
    "by": _read_day,
    "degree": _degree,
    "has": _words,
    "one_of": _words,
}
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda value, threshold: value >= threshold,
    "at_most": lambda value, threshold: value <= threshold,
    "by": lambda value, threshold: value <= threshold,
    "degree": lambda value, threshold: DEGREES.index(value) >= DEGREES.index(threshold),
    "has": lambda value, threshold: set(threshold) <= set(value),
    "one_of": lambda value, threshold: not set(threshold).isdisjoint(value),
}


def valid(facts: Mapping[str, Any], fact: str, on: date) -> tuple[Any, str]:
    """A fact as it holds on a day.

    A fact is a plain value, or ``{"value": …, "until": day}`` where its proof expires.

    Returns
    -------
    value, lack
        The value and "", or None and what is lacking, in words.
    """
    stated = facts.get(fact)
    if isinstance(stated, Mapping):
        until = stated.get("until")
        if until is not None and _read_day(fact, until) < on:
            return None, f"the proof of {fact} expired on {until}"
        stated = stated.get("value")
    return (None, f"{fact} is not known") if stated is None else (stated, "")


@dataclass(frozen=True)
class Gate:
    """A rule of an opening: one of its alternatives must hold, with all of that alternative's conditions.

    Attributes
    ----------
    rule : str
        Its id, kept with every exclusion.
    any_of : tuple of tuples of Condition
        ``((a, b), (c,))`` asks for a and b, or for c.
    source : str
        Who asks: the opening's notice, an article.
    """

    rule: str
    any_of: tuple[tuple[Condition, ...], ...]
    source: str = ""

    def __post_init__(self) -> None:
        if not self.any_of or not all(self.any_of):
            raise BadGate(f"{self.rule}: there is an alternative without a condition; leave it out.")

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions of all alternatives."""
        return tuple(each for alternative in self.any_of for each in alternative)

    @property
    def threshold(self) -> Any:
        """What is asked: the value of a single condition, or all alternatives as lists of {fact, kind, threshold}."""
        if len(self.conditions) == 1:
            return self.conditions[0].threshold
        return [[vars(each).copy() for each in alternative] for alternative in self.any_of]

    def judge(self, column: Callable[[str], Sequence[Any]]) -> NDArray[np.int8]:
        """Judge all candidates; `column` gives a fact's values. Returns `Outcome` in an int8 array (n_candidates,)."""
        alternatives = [
            np.minimum.reduce([each.judge(column(each.fact)) for each in alternative]) for alternative in self.any_of
        ]
        found: NDArray[np.int8] = np.maximum.reduce(alternatives)
        return found


def gate(rule: str, fact: str, kind: str, threshold: Any, source: str = "") -> Gate:
    """Make a gate of one condition.

    Examples
    --------
    >>> gate("topik", "topik_level", "at_least", 4).threshold
    4
    """
    return Gate(rule, ((Condition(fact, kind, threshold),),), source)
