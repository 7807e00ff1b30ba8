"""Korea's National Competency Standards (NCS) from a list that the operator has.

The project holds no such file, and its licence is the operator's to check. The list is a CSV (UTF-8 or CP949) or XLSX
with one row for each class or unit and these columns; further columns are not read:

======== ==========================================================================================================
코드      2, 4, 6 or 8 digits for a 대분류, 중분류, 소분류 or 세분류, 10 for a 능력단위; "_" and a version may follow
명칭      its Korean name
영문명칭  its English name, or nothing; the column has to be there
======== ==========================================================================================================
"""

import re
from collections.abc import Iterator
from pathlib import Path

from naruteo_matching.skills.importing.tables import XLSX_MARK, Faults, Row, decoded, read_file, sheet_rows, text_rows
from naruteo_matching.skills.taxonomy import Concept, Taxonomy

SCHEME = "NCS"
COLUMNS = ("코드", "명칭", "영문명칭")
ENCODINGS = ("utf-8-sig", "cp949")
FORM = re.compile(r"((?:\d\d){1,5})(?:_\w+)?")
DIGITS_OF_A_SKILL = 8
"""From the 세분류 on: what courses and certificates name. What is above only orders."""


def read_ncs(path: Path, version: str, notice: str) -> Taxonomy:
    """The classes and units of a list.

    Parameters
    ----------
    path : Path
        The operator's file.
    version, notice : str
        Which edition it is, and what its licence wants to be shown, in the operator's words.

    Raises
    ------
    ImportRefused
        With the number of every row that is wrong.
    """
    content = read_file(path)
    faults = Faults()
    concepts: dict[str, Concept] = {}
    places: dict[str, str] = {}
    for row in _rows(content, path.name):
        code, korean, english = (row[column] for column in COLUMNS)
        form = FORM.fullmatch(code)
        if form is None:
            faults.add(row.place, f"{code!r} is no NCS code: 2, 4, 6, 8 or 10 digits (keep zeros in front: as text)")
        elif not korean:
            faults.add(row.place, "has no name")
        elif form[1] in concepts:
            faults.add(row.place, f"{form[1]} stands in {places[form[1]]} already")
        else:
            digits = form[1]
            places[digits] = row.place
            labels = {"ko": korean} | ({"en": english} if english else {})
            broader = (digits[:-2],) if len(digits) > 2 else ()
            concepts[digits] = Concept(digits, labels, broader=broader, is_group=len(digits) < DIGITS_OF_A_SKILL)
    for digits, concept in concepts.items():
        for above in concept.broader:
            if above not in concepts:
                faults.add(places[digits], f"{digits} belongs to {above}, which has no row")
    if not concepts:
        faults.add(path.name, "has no rows below the names of the columns")
    faults.refuse_if_any()
    return Taxonomy(SCHEME, version, notice, concepts)


def _rows(content: bytes, name: str) -> Iterator[Row]:
    if content.startswith(XLSX_MARK):
        return sheet_rows(content, name, COLUMNS)
    return text_rows(decoded(content, name, ENCODINGS), name, COLUMNS)
