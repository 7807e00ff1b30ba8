"""What a programme's files may say; a field that is not listed here is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from naruteo_portal.rules.units import PURE, Unit

DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
MOST_DECIMALS = 6


def _exact(value: object) -> object:
    """Decimals are read from their digits: no binary fraction ever comes between the file and the sum."""
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        raise ValueError("digits")
    return Decimal(value)


def _known_unit(value: str) -> str:
    Unit.named(value)
    return value


Exact = Annotated[Decimal, BeforeValidator(_exact)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
UnitName = Annotated[str, AfterValidator(_known_unit)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of a file, never changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """A sentence or a name in Korean and in English."""

    ko: Line
    en: Line

    def said_in(self, language: str) -> str:
        """The words in one language."""
        return self.ko if language == "ko" else self.en


class Confidence(StrEnum):
    """How well a figure is known.

    Statute read, official notice, confirmed by two officers of a platform, news, secondary, code, from memory, not
    found.
    """

    STATUTE = "S"
    OFFICIAL = "O"
    OPERATOR = "P"
    NEWS = "N"
    SECONDARY = "B"
    CODE = "C"
    GENERAL = "G"
    NOT_FOUND = "X"


CONFIRMED = frozenset({Confidence.STATUTE, Confidence.OFFICIAL, Confidence.OPERATOR})
"""Only from these is anything computed that somebody is paid or refused."""
ANY_FIGURE = frozenset(Confidence) - {Confidence.NOT_FOUND}
"""What a rough estimate, called that, may use."""


class Reference(Part):
    """Where a rule or a figure is written."""

    title: Line
    article: Line | None = None
    href: Line | None = None
    archived: Sha256 | None = None
    """SHA-256 of the copy that was kept of the text."""

    @property
    def cited(self) -> str:
        """The source as it is cited."""
        return f"{self.title} {self.article}" if self.article else self.title


class FactType(StrEnum):
    """What kind of answer a question has."""

    NUMBER = "number"
    CHOICE = "choice"
    TRUTH = "truth"
    DATE = "date"


class Fact(Part):
    """Something that has to be known of a case: how it is asked, and what proves it."""

    type: FactType
    ask: Words
    evidence: Words | None = None
    unit: UnitName = PURE
    decimals: Annotated[int, Field(ge=0, le=MOST_DECIMALS)] = 0
    minimum: Exact | None = None
    maximum: Exact | None = None
    choices: dict[Name, Words] = {}

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the most of a number; TypeError for a fact of another kind."""
        if self.minimum is None or self.maximum is None:
            raise TypeError(f"A {self.type.value} has no bounds.")
        return self.minimum, self.maximum

    @model_validator(mode="after")
    def _whole(self) -> Fact:
        """Bounds are what proves at load time that no sum can leave 64 bits."""
        number = self.type is FactType.NUMBER
        if number and (self.minimum is None or self.maximum is None or self.minimum > self.maximum):
            raise ValueError("bounds")
        if not number and (self.minimum is not None or self.maximum is not None or self.decimals or self.unit != PURE):
            raise ValueError("not_a_number")
        if (self.type is FactType.CHOICE) != bool(self.choices):
            raise ValueError("choices")
        return self


class Bracket(Part):
    """From this value on, until the next bracket's."""

    since: Exact
    value: Exact


Row = dict[str, Exact | None]
Figures = Exact | Row | dict[str, Row | None] | None
"""One figure, or a table by one or two keys."""


class DatedValue(Part):
    """A parameter from one day on, with its source."""

    value: Figures = None
    """One figure; a table by the parameter's keys; nothing where no figure was found (confidence X) or it has ended."""
    brackets: list[Bracket] | None = None
    until: date | None = None
    """The last day for which the source speaks; without it, until the next value."""
    published: date | None = None
    reference: Reference
    confidence: Confidence
    note: Line | None = None


@dataclass(frozen=True)
class StatedValue:
    """What a parameter is from a day on by another source than its file; a table may leave out cells."""

    since: date
    dated: DatedValue


class Parameter(Part):
    """A figure of the law: its values by the day from which each holds."""

    description: Words
    unit: UnitName = PURE
    decimals: Annotated[int, Field(ge=0, le=MOST_DECIMALS)] = 0
    keys: list[Name] = []
    """Facts (choices) by which the figure differs."""
    over: UnitName | None = None
    """The unit of the number over which brackets run, with `over_decimals`."""
    over_decimals: Annotated[int, Field(ge=0, le=MOST_DECIMALS)] = 0
    dated_by: Name | None = None
    """The fact whose date decides which value holds, if it is not the programme's."""
    checked_on: date
    """When somebody last looked whether the latest value still holds."""
    values: Annotated[dict[date, DatedValue], Field(min_length=1)]

    @model_validator(mode="after")
    def _no_operators_mark(self) -> Parameter:
        """A file cannot claim what two officers of a platform confirm."""
        if any(value.confidence is Confidence.OPERATOR for value in self.values.values()):
            raise ValueError("operator")
        return self


class RuleVersion(Part):
    """A rule from one day on."""

    expr: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    reference: Reference


class Rule(Part):
    """A condition that holds or not, or a value that is computed."""

    kind: Literal["condition", "value"]
    text: Words
    fix: Words | None = None
    """How a condition that fails can be put right."""
    unit: UnitName | None = None
    versions: Annotated[dict[date, RuleVersion], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        if (self.kind == "condition") != (self.fix is not None):
            raise ValueError("fix")
        return self


class Group(Part):
    """A ceiling over several cases together, such as those of one employer in one year."""

    text: Words
    by: Annotated[list[Name], Field(min_length=1)]
    """What the cases have in common; the caller gives these as columns."""
    sum: Name
    cap: Name


class Decision(Part):
    """Which conditions all have to hold, and which value is the amount."""

    eligible: Annotated[list[Name], Field(min_length=1)]
    amount: Name | None = None


class Coverage(Part):
    """For which days the rules are known here; a case of another day is undetermined."""

    since: date
    until: date | None = None


class ProgrammeFile(Part):
    """The file programme.yaml."""

    title: Words
    authority: Words
    legal_basis: Annotated[list[Reference], Field(min_length=1)]
    coverage: Coverage
    not_modelled: Words
    rule_date: Name
    """The fact (a date) that decides which versions judge a case."""
    facts: Annotated[dict[Name, Fact], Field(min_length=1)]
    shared: list[Name] = []
    """Parameters of ../shared that this programme uses."""


class RulesFile(Part):
    """The file rules.yaml; each rule may use those above it."""

    rules: Annotated[dict[Name, Rule], Field(min_length=1)]
    groups: dict[Name, Group] = {}
    decision: Decision


class ParametersFile(Part):
    """One of the files in parameters/."""

    parameters: Annotated[dict[Name, Parameter], Field(min_length=1)]
