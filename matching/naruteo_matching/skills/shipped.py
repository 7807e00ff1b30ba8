"""The catalogue that comes with the project: what the courses teach and regional industry asks for most."""

import csv
from functools import cache
from importlib.resources import files

from naruteo_matching.skills.taxonomy import LANGUAGES, Concept, Taxonomy, by_code

SEPARATOR = " | "
NOTICE = (
    "This service uses the ESCO classification of the European Commission (ESCO v1.1.1; English labels and "
    "identifiers of the concepts that have an ESCO address). The Korean names, the other names, the groups and the "
    "concepts that begin with naruteo: are this project's own."
)


@cache
def catalogue() -> Taxonomy:
    """The shipped taxonomy, in Korean and English; it needs no file of anybody's."""
    table = files("naruteo_matching.skills").joinpath("catalogue.csv").read_text(encoding="utf-8")
    return Taxonomy("naruteo", "1", NOTICE, by_code(_concept(row) for row in csv.DictReader(table.splitlines())))


def _concept(row: dict[str, str]) -> Concept:
    return Concept(
        row["code"],
        {language: row[language] for language in LANGUAGES},
        {language: tuple(filter(None, row[f"alternatives_{language}"].split(SEPARATOR))) for language in LANGUAGES},
        tuple(filter(None, row["broader"].split(SEPARATOR))),
        is_group=row["kind"] == "group",
    )
