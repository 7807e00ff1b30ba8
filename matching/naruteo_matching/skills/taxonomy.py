"""A taxonomy of skills: concepts with their names in Korean and English, what is broader, and who needs them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

LANGUAGES = ("ko", "en")


@dataclass(frozen=True)
class Concept:
    """One skill, or a group of skills.

    Attributes
    ----------
    code : str
        The scheme's own identifier: an address for ESCO, a number for NCS and O*NET.
    labels, alternatives : mappings by language ("ko", "en")
        The preferred name, and other names for the same; a language that the scheme does not speak is absent.
    broader : tuple of codes
    is_group : bool
        Groups order the others; nobody has or is asked for one.
    description : str
        The scheme's own words, as far as it has any.
    """

    code: str
    labels: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    is_group: bool = False
    description: str = ""

    def label(self, language: str) -> str:
        """The preferred name in this language, or in the one that the scheme speaks."""
        return self.labels.get(language) or next(iter(self.labels.values()))

    def names(self, language: str) -> tuple[str, ...]:
        """All names in this language, the preferred one first."""
        preferred = self.labels.get(language)
        return ((preferred,) if preferred else ()) + tuple(self.alternatives.get(language, ()))


@dataclass(frozen=True)
class OccupationLink:
    """That an occupation needs a skill: always ("essential") or in some places ("optional")."""

    occupation: str
    skill: str
    relation: Literal["essential", "optional"]


@dataclass(frozen=True)
class Taxonomy:
    """One edition of a classification.

    `notice` is what its licence wants to be shown with it, `remarks` what its importer had to leave out.
    """

    scheme: str
    version: str
    notice: str
    concepts: Mapping[str, Concept]
    occupations: Mapping[str, Concept] = field(default_factory=dict)
    links: tuple[OccupationLink, ...] = ()
    remarks: tuple[str, ...] = ()

    @cached_property
    def skills(self) -> tuple[Concept, ...]:
        """The concepts that people can have, in the scheme's order."""
        return tuple(concept for concept in self.concepts.values() if not concept.is_group)

    @cached_property
    def by_label(self) -> Mapping[str, Concept]:
        """Skills by preferred name in any language, without regard to case; of equal names the first."""
        found: dict[str, Concept] = {}
        for concept in self.skills:
            for label in concept.labels.values():
                found.setdefault(label.strip().casefold(), concept)
        return found

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Everything broader, the nearest first; loops in a faulty scheme end where they close."""
        found: list[str] = []
        waiting = list(self.concepts[code].broader)
        while waiting:
            broader = waiting.pop(0)
            if broader not in found and broader != code and broader in self.concepts:
                found.append(broader)
                waiting.extend(self.concepts[broader].broader)
        return tuple(found)

    def needed(self, occupation: str) -> Mapping[str, str]:
        """The skills that an occupation needs, by code: "essential" or "optional"."""
        return self._needed_by_occupation.get(occupation, {})

    @cached_property
    def _needed_by_occupation(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for link in self.links:
            found.setdefault(link.occupation, {})[link.skill] = link.relation
        return found


def by_code(concepts: Iterable[Concept]) -> dict[str, Concept]:
    """Concepts by their code, in the order given."""
    return {concept.code: concept for concept in concepts}
