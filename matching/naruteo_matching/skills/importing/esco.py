"""ESCO v1.1.1 as the European Commission gives it out: a ZIP of the classification in English and one of relations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

from naruteo_matching.skills.importing.tables import Faults, Row, read_archive, refused, text_rows
from naruteo_matching.skills.taxonomy import Concept, OccupationLink, Taxonomy

SCHEME = "ESCO"
VERSION = "1.1.1"
NOTICE = "This service uses the ESCO classification of the European Commission."

SKILLS, SKILL_GROUPS = "skills_en.csv", "skillGroups_en.csv"
OCCUPATIONS, OCCUPATION_GROUPS = "occupations_en.csv", "ISCOGroups_en.csv"
BROADER_SKILLS, BROADER_OCCUPATIONS = "broaderRelationsSkillPillar.csv", "broaderRelationsOccPillar.csv"
LINKS = "occupationSkillRelations.csv"

MOST_ASTRAY = 0.01
"""Links that may lead nowhere, as a share: the publisher's own file has 67 of an occupation that it does not list."""

OTHER_NAMES = ("altLabels", "hiddenLabels")
NAMES = ("conceptUri", "preferredLabel", "altLabels", "description")
ADDRESS = "http://data.europa.eu/esco/"


def read_esco(classification: Path, relations: Path) -> Taxonomy:
    """The whole classification: skills, their groups, occupations and which skills these need.

    Parameters
    ----------
    classification, relations : Path
        The two ZIP files `esco_v1.1.1_classification_en_csv.zip` and `esco_v1.1.1_relations_csv.zip`.

    Raises
    ------
    ImportRefused
        A file is not what it should be, or relations name concepts that the classification does not have.
    """
    tables = read_archive(classification, (SKILLS, SKILL_GROUPS, OCCUPATIONS, OCCUPATION_GROUPS))
    tables |= read_archive(relations, (BROADER_SKILLS, BROADER_OCCUPATIONS, LINKS))
    faults = Faults()
    skills = _broader(tables, BROADER_SKILLS, faults)
    occupations = _broader(tables, BROADER_OCCUPATIONS, faults)
    concepts = dict(_concepts(tables, (SKILL_GROUPS, SKILLS), skills, faults))
    jobs = dict(_concepts(tables, (OCCUPATION_GROUPS, OCCUPATIONS), occupations, faults))
    links, astray = _links(tables[LINKS], concepts, jobs, faults)
    faults.refuse_if_any()
    if not links or len(astray) > MOST_ASTRAY * len(links):
        raise refused(LINKS, f"{len(astray)} of {len(astray) + len(links)} links name what the classification does not "
                             "have; take both ZIP files of one version from the publisher")  # fmt: skip
    remarks = (f"{LINKS}: {len(astray)} links left out, which name {astray[0]} and others",) if astray else ()
    return Taxonomy(SCHEME, VERSION, NOTICE, concepts, jobs, tuple(links), remarks)


def _concepts(
    tables: dict[str, str], names: tuple[str, str], broader: dict[str, list[str]], faults: Faults
) -> Iterator[tuple[str, Concept]]:
    seen: set[str] = set()
    for name in names:
        is_group = name in (SKILL_GROUPS, OCCUPATION_GROUPS)
        for row in text_rows(tables[name], name, (*NAMES, "hiddenLabels") if not is_group else NAMES):
            code, label = row["conceptUri"], row["preferredLabel"]
            if not code.startswith(ADDRESS) or not label:
                faults.add(row.place, "needs an ESCO address in conceptUri and a preferredLabel")
            elif code in seen:
                faults.add(row.place, f"{code} is there twice")
            else:
                seen.add(code)
                yield code, Concept(
                    code, {"en": label}, {"en": _other_names(row, label)},
                    tuple(broader.get(code, ())), is_group, row["description"],
                )  # fmt: skip


def _other_names(row: Row, label: str) -> tuple[str, ...]:
    columns = [column for column in OTHER_NAMES if column in row.cells]
    return tuple(dict.fromkeys(name for column in columns for name in row.parts(column) if name != label))


def _broader(tables: dict[str, str], name: str, faults: Faults) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in text_rows(tables[name], name, ("conceptUri", "broaderUri")):
        if not row["conceptUri"] or not row["broaderUri"]:
            faults.add(row.place, "needs conceptUri and broaderUri")
        else:
            found.setdefault(row["conceptUri"], []).append(row["broaderUri"])
    return found


def _links(
    table: str, concepts: dict[str, Concept], jobs: dict[str, Concept], faults: Faults
) -> tuple[list[OccupationLink], list[str]]:
    """The links, and for each that leads nowhere what it names."""
    found: list[OccupationLink] = []
    astray: list[str] = []
    for row in text_rows(table, LINKS, ("occupationUri", "relationType", "skillUri")):
        occupation, skill, relation = row["occupationUri"], row["skillUri"], row["relationType"]
        if relation not in ("essential", "optional"):
            faults.add(row.place, f"relationType is {relation!r} and not essential or optional")
        elif occupation not in jobs or skill not in concepts:
            astray.append(skill if occupation in jobs else occupation)
        else:
            found.append(OccupationLink(occupation, skill, cast(Literal["essential", "optional"], relation)))
    return found, astray
