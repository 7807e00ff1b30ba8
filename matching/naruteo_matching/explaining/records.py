"""An explanation as plain data that can say itself, to the candidate or to an auditor."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from naruteo_matching.explaining.words import CHANGES, PUBLISHED, REASONS
from naruteo_matching.verification.reading import Id

Audience = Literal["person", "auditor"]
Naming = Callable[[Id], str]


@dataclass(frozen=True)
class Change:
    """One change, everything else being as it was, after which the candidate would be placed there or better.

    Attributes
    ----------
    kind : str
        ``rank``, ``seats``, ``cap`` or ``gate``, and ``none`` where no change of the own rank would do.
    facts : dict
        The figures; the change is the smallest of its kind: one less does not do.
    """

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why a candidate has, or has not, one opening.

    Attributes
    ----------
    kind : str
        A key of `words.REASONS`.
    opening : id or None
        The opening; none where the candidate is placed nowhere.
    wish : int or None
        Its place on the candidate's list, 1 the first.
    facts : dict
        What the candidate may see: own rank, cutoff, seats, rule. Ranks count from 1, after ties were broken.
    audit : dict
        What only an auditor may see: who was the last to be placed, and the lottery's tickets in a tie.
    changes : tuple of Change
        The smallest changes; empty where they were not asked for or cannot be told.
    """

    kind: str
    opening: Id | None
    wish: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    audit: dict[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    def said_in(
        self, language: str, audience: Audience = "person", naming: Naming = str, wording: Callable[[str], str] = str
    ) -> list[str]:
        """The reason and its changes as sentences in "ko" or "en".

        `naming` gives the name of an opening's id; `wording` says to a person what a gate keeps as text: its rule, its
        source, and values such as a degree.
        """
        values = {"wish": self.wish, **self.facts, **(self.audit if audience == "auditor" else {})}
        values["opening"] = "" if self.opening is None else naming(self.opening)
        if self.kind == "gate":
            said = [line for gate in self._gates(values) for line in _said_of_gate(gate, language, audience, wording)]
        else:
            said = [_filled(REASONS[self.kind][audience], language, values)]
        if self.facts.get("tied"):
            said.append(_filled(REASONS["tickets"][audience], language, values))
        if self.facts.get("lowered"):
            said.append(_filled(REASONS["lowered"][audience], language, values))
        if self.facts.get("state"):
            said.append(_filled(REASONS[f"linked_{self.facts['state']}"][audience], language, values))
        return said + [_filled(CHANGES[each.kind], language, {**values, **each.facts}) for each in self.changes]

    def _gates(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """What is known of each gate, the first one first."""
        return [values, *({"opening": values["opening"], **each} for each in self.facts.get("also", ()))]


@dataclass(frozen=True)
class Explanation:
    """Everything that explains one candidate's outcome.

    Attributes
    ----------
    candidate : id
        Whom it is about.
    opening : id or None
        Where they are placed.
    reasons : tuple of Reason
        One for each opening that the candidate preferred to the outcome, in their order, and last the outcome's own.
    """

    candidate: Id
    opening: Id | None
    reasons: tuple[Reason, ...]

    def said_in(self, language: str, audience: Audience = "person", naming: Naming = str) -> list[str]:
        """All reasons as sentences in "ko" or "en"."""
        return [line for reason in self.reasons for line in reason.said_in(language, audience, naming)]

    def as_json(self, audience: Audience = "person") -> dict[str, Any]:
        """The explanation as plain data; the candidate's is without what only an auditor may see."""
        plain = asdict(self)
        if audience == "person":
            for reason in plain["reasons"]:
                del reason["audit"]
        return plain


def _said_of_gate(
    values: dict[str, Any], language: str, audience: Audience, wording: Callable[[str], str]
) -> list[str]:
    if audience == "person":
        named = ("rule", "value", "threshold", "source")
        values = values | {key: wording(values[key]) for key in named if isinstance(values.get(key), str)}
    published = [_filled(words, language, values) for key, words in PUBLISHED.items() if values.get(key) is not None]
    return [_filled(REASONS["gate"][audience], language, values), *published]


def _filled(words: tuple[str, str], language: str, values: dict[str, Any]) -> str:
    return words[1 if language == "ko" else 0].format(**values)
