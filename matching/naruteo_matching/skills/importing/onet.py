"""O*NET's text tables: occupations with their titles, and the technologies and tools that each works with."""

import re
from collections.abc import Iterator
from pathlib import Path

from naruteo_matching.skills.importing.tables import Faults, Row, decoded, read_file, refused, text_rows
from naruteo_matching.skills.taxonomy import Concept, OccupationLink, Taxonomy

SCHEME = "O*NET"
NOTICE = (
    "This product includes information from the O*NET {version} Database by the U.S. Department of Labor, Employment "
    "and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA. "
    "The information has been modified; USDOL/ETA has not approved, endorsed, or tested these modifications."
)
READ_ME, OCCUPATIONS, TITLES = "Read Me.txt", "Occupation Data.txt", "Alternate Titles.txt"
TECHNOLOGIES, TOOLS = "Technology Skills.txt", "Tools Used.txt"
CODE = "O*NET-SOC Code"
FORM = re.compile(r"\d\d-\d{4}\.\d\d")


def read_onet(folder: Path) -> Taxonomy:
    """The classification in a folder of O*NET's tables ("Text" download, tab-separated).

    Skills are the named technologies and tools; the commodity that each belongs to is its group. They have no codes of
    their own, so theirs is the commodity's with their name. O*NET does not say that an occupation always needs one, so
    every link is "optional". Ratings of abilities and work styles are not skills that a text names, and not read.

    Raises
    ------
    ImportRefused
        A table is missing or faulty.
    """
    version = re.search(r"O\*NET (\d+\.\d+) Database", _text(folder, READ_ME))
    if version is None:
        raise refused(READ_ME, "does not say which O*NET database this is; take the folder as it was downloaded")
    faults = Faults()
    jobs = dict(_occupations(folder, faults))
    concepts: dict[str, Concept] = {}
    links: dict[tuple[str, str], OccupationLink] = {}
    for name in (TECHNOLOGIES, TOOLS):
        for row in _table(folder, name, (CODE, "Example", "Commodity Code", "Commodity Title")):
            if row[CODE] not in jobs or not row["Example"] or not row["Commodity Code"]:
                faults.add(row.place, f"needs an Example, a Commodity Code and an occupation of {OCCUPATIONS}")
                continue
            group, skill = row["Commodity Code"], f"{row['Commodity Code']}/{row['Example']}"
            concepts.setdefault(group, Concept(group, {"en": row["Commodity Title"] or group}, is_group=True))
            concepts.setdefault(skill, Concept(skill, {"en": row["Example"]}, broader=(group,)))
            links.setdefault((row[CODE], skill), OccupationLink(row[CODE], skill, "optional"))
    faults.refuse_if_any()
    return Taxonomy(SCHEME, version[1], NOTICE.format(version=version[1]), concepts, jobs, tuple(links.values()))


def _occupations(folder: Path, faults: Faults) -> Iterator[tuple[str, Concept]]:
    titles: dict[str, list[str]] = {}
    for row in _table(folder, TITLES, (CODE, "Alternate Title")):
        titles.setdefault(row[CODE], []).append(row["Alternate Title"])
    seen: set[str] = set()
    for row in _table(folder, OCCUPATIONS, (CODE, "Title", "Description")):
        code = row[CODE]
        if not FORM.fullmatch(code) or not row["Title"] or code in seen:
            faults.add(row.place, "needs a Title and a code like 51-4041.00 that no other row has")
            continue
        seen.add(code)
        other = tuple(dict.fromkeys(titles.pop(code, ())))
        yield code, Concept(code, {"en": row["Title"]}, {"en": other}, description=row["Description"])
    for code in titles:
        faults.add(TITLES, f"{code} is not in {OCCUPATIONS}; are both tables of one version?")


def _table(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    return text_rows(_text(folder, name), name, columns, delimiter="\t")


def _text(folder: Path, name: str) -> str:
    return decoded(read_file(folder / name), name)
