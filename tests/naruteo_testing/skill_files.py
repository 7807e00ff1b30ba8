"""Small files of skills as publishers make them: ESCO's two ZIPs and O*NET's folder, written by ourselves."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ESCO = "http://data.europa.eu/esco"
WELD, PYTHON, GROUP = f"{ESCO}/skill/weld", f"{ESCO}/skill/python", f"{ESCO}/skill/group"
WELDER, METAL = f"{ESCO}/occupation/welder", f"{ESCO}/isco/C72"

Rows = Sequence[Sequence[str]]
NAMES = ("conceptUri", "preferredLabel", "altLabels", "hiddenLabels", "description")
CLASSIFICATION: Mapping[str, Rows] = {
    "skills_en.csv": (
        NAMES,
        (WELD, "weld metal", "join metal\nmetal welding\njoin metal", "", "Join metal by heat."),
        (PYTHON, "Python (computer programming)", "", "Python 3", "A language, and its ways."),
    ),
    "skillGroups_en.csv": (NAMES, (GROUP, "working with machines", "", "", "")),
    "occupations_en.csv": (NAMES, (WELDER, "welder", "metal joiner", "", "")),
    "ISCOGroups_en.csv": (NAMES, (METAL, "Metal workers", "", "", "")),
}
RELATIONS: Mapping[str, Rows] = {
    "broaderRelationsSkillPillar.csv": (("conceptUri", "broaderUri"), (WELD, GROUP), (GROUP, WELD)),
    "broaderRelationsOccPillar.csv": (("conceptUri", "broaderUri"), (WELDER, METAL)),
    "occupationSkillRelations.csv": (
        ("occupationUri", "relationType", "skillUri"), (WELDER, "essential", WELD), (WELDER, "optional", PYTHON),
    ),
}  # fmt: skip

ONET: Mapping[str, Rows] = {
    "Occupation Data.txt": (
        ("O*NET-SOC Code", "Title", "Description"), ("51-4121.00", "Welders", 'Work with "arcs".'),
    ),
    "Alternate Titles.txt": (("O*NET-SOC Code", "Alternate Title"), ("51-4121.00", "Arc Welder")),
    "Technology Skills.txt": (
        ("O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title"),
        ("51-4121.00", "AutoCAD", "43232604", "Computer aided design CAD software"),
        ("51-4121.00", "AutoCAD", "43232604", "Computer aided design CAD software"),
    ),
    "Tools Used.txt": (
        ("O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title"),
        ("51-4121.00", "Arc welders", "23271400", "Welding machinery"),
    ),
}  # fmt: skip


def table(rows: Rows, delimiter: str = ",") -> str:
    """Rows as a publisher writes them."""
    out = io.StringIO(newline="")
    if delimiter == "\t":
        out.write("".join("\t".join(row) + "\n" for row in rows))
    else:
        csv.writer(out).writerows(rows)
    return out.getvalue()


def zipped(path: Path, tables: Mapping[str, Rows | str]) -> Path:
    """A ZIP of tables."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(name, rows if isinstance(rows, str) else table(rows))
    return path


def onet_folder(folder: Path, tables: Mapping[str, Rows] = ONET) -> Path:
    """A folder of tab-separated tables."""
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        (folder / name).write_text(table(rows, "\t"), encoding="utf-8")
    (folder / "Read Me.txt").write_text("O*NET 29.2 Database\nFebruary 2025 Release\n", encoding="utf-8")
    return folder
