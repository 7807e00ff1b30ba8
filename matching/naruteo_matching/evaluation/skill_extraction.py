"""How well skills are found in sentences of real job ads, by the public annotations TECH, HOUSE and TECHWOLF.

RP@5 is the share of a sentence's annotated skills among the five that are ranked first, out of at most five, averaged
over sentences with at least one skill of ESCO. The learned ranker is fitted on the two validation files only; TECHWOLF
has none. How blind the choice of the ranker's form was says `platform/docs/matching/skills.md`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from naruteo_matching.skills.importing.esco import read_esco
from naruteo_matching.skills.importing.tables import decoded, read_file, text_rows
from naruteo_matching.skills.ranking import Ranked, SkillRanker
from naruteo_matching.skills.taxonomy import Taxonomy

K = 5
FLOORS = {"tech": 0.434, "house": 0.350, "techwolf": 0.328}
"""RP@5 of the best plain TF-IDF over ESCO's names."""
VALIDATION = ("tech", "house")

Annotated = dict[str, set[str]]


def evaluate(folder: Path) -> list[dict[str, Any]]:
    """RP@5 on each set with and without fitting.

    Parameters
    ----------
    folder : Path
        Holds `esco/` with the two ZIP files and `skill_extraction/` with the annotations.

    Returns
    -------
    list of dict
        With part, data, method, measure, value, standard_error, n, floor and note.

    Raises
    ------
    ImportRefused
        A file is missing or faulty.
    """
    zips = (f"esco_v1.1.1_{part}_csv.zip" for part in ("classification_en", "relations"))
    ranker = SkillRanker(taxonomy := read_esco(*(folder / "esco" / name for name in zips)))
    annotations = folder / "skill_extraction"
    tests = {name: annotated(annotations / f"{name}_test_annotations.csv", taxonomy) for name in FLOORS}
    found = [_record(name, "names compared, nothing fitted", ranker, test) for name, test in tests.items()]
    known: Annotated = {}
    for name in VALIDATION:
        known |= annotated(annotations / f"{name}_validation_annotations.csv", taxonomy)
    # A sentence that stands in a test as well would be known beforehand.
    learned = {
        sentence: codes for sentence, codes in known.items() if not any(sentence in test for test in tests.values())
    }
    ranker.fit(list(learned), list(learned.values()))
    note = f"fitted on {len(learned)} validation sentences of TECH and HOUSE"
    return found + [_record(name, "logistic ranker", ranker, test, note) for name, test in tests.items()]


def annotated(path: Path, taxonomy: Taxonomy) -> Annotated:
    """The sentences of a file with the codes of their skills; those without any of the taxonomy are left out."""
    found: Annotated = {}
    for row in text_rows(decoded(read_file(path), path.name), path.name, ("sentence", "label")):
        concept = taxonomy.by_label.get(row["label"].casefold())
        if concept is not None:
            found.setdefault(row["sentence"], set()).add(concept.code)
    return found


def r_precision(ranked: Sequence[Ranked], wanted: set[str], k: int = K) -> float:
    """The share of the wanted skills among the first k, out of at most k."""
    return sum(each.concept.code in wanted for each in ranked[:k]) / min(k, len(wanted))


def _record(name: str, method: str, ranker: SkillRanker, test: Annotated, note: str = "") -> dict[str, Any]:
    ranked = ranker.rank(list(test), K)
    values = np.array([r_precision(each, wanted) for each, wanted in zip(ranked, test.values(), strict=True)])
    return {
        "part": "skill extraction", "data": name, "method": method, "measure": f"RP@{K}",
        "value": float(values.mean()), "standard_error": float(values.std(ddof=1) / np.sqrt(len(values))),
        "n": len(values), "floor": FLOORS[name], "note": note,
    }  # fmt: skip
