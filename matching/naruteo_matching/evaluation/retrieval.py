"""How well like is found with like on real occupations: half of an occupation's tasks look for the other half.

O*NET describes each of about 900 occupations by some twenty tasks. Every other one stands for a candidate's experience,
the rest for an opening; what is looked for is the opening of the same occupation. This shows that similar texts are
found, not that people want or get what is similar: the folder has no choices of people by region and time, so the
baseline "same region, then popular" is undetermined here.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from naruteo_matching.nearest import document_frequency, nearest, weigh
from naruteo_matching.retrieval import popular
from naruteo_matching.skills.importing.tables import decoded, read_file, text_rows
from naruteo_matching.skills.ranking import words

TASKS = "Task Statements.txt"
K = 10


def evaluate(folder: Path) -> list[dict[str, Any]]:
    """Recall and NDCG at 10 of exact TF-IDF retrieval, beside what is popular and what is drawn by lot.

    Parameters
    ----------
    folder : Path
        Holds `onet/` with the table of task statements.

    Returns
    -------
    list of dict
        With part, data, method, measure, value, standard_error, n, floor and note. A value of None is undetermined, and
        the note says why.

    Raises
    ------
    ImportRefused
        The table is missing or faulty.
    """
    candidates, openings = _halves(folder / "onet")
    counted = CountVectorizer(analyzer=words)
    places = counted.fit_transform(openings)
    seekers = counted.transform(candidates)
    frequency, count = document_frequency(places), len(openings)
    found = nearest(weigh(seekers, frequency, count), weigh(places, frequency, count), K).places
    # Nobody's choices are known; the longest description stands for what most would see.
    length = np.asarray(places.sum(axis=1)).ravel().astype(np.int64)
    lot = np.random.default_rng(0).random((count, count)).argsort(axis=1)[:, :K].astype(np.int32)
    methods = {
        "exact TF-IDF top-k": found,
        "the same for everybody, the longest first": popular(length, count, K),
        "drawn by lot": lot,
    }
    records = [each for method, ranked in methods.items() for each in _records(method, ranked)]
    undetermined = {"value": None, "standard_error": None, "n": 0, "note": "no choices of people by region are here"}
    return [*records, records[0] | {"method": "same region, then popular"} | undetermined]


def _halves(folder: Path) -> tuple[list[str], list[str]]:
    tasks: dict[str, list[str]] = {}
    text = decoded(read_file(folder / TASKS), TASKS)
    for row in text_rows(text, TASKS, ("O*NET-SOC Code", "Task"), delimiter="\t"):
        tasks.setdefault(row["O*NET-SOC Code"], []).append(row["Task"])
    several = [each for each in tasks.values() if len(each) > 1]
    return [" ".join(each[::2]) for each in several], [" ".join(each[1::2]) for each in several]


def _records(method: str, ranked: NDArray[np.int32]) -> list[dict[str, Any]]:
    """Row i looks for opening i; with one right answer NDCG is 1 / log2(1 + its place)."""
    right = ranked == np.arange(len(ranked))[:, None]
    gain = (right / np.log2(np.arange(2, ranked.shape[1] + 2))).sum(axis=1)
    return [_record(method, f"recall@{K}", right.any(axis=1).astype(float)), _record(method, f"NDCG@{K}", gain)]


def _record(method: str, measure: str, values: NDArray[np.float64]) -> dict[str, Any]:
    return {
        "part": "retrieval", "data": "O*NET tasks", "method": method, "measure": measure,
        "value": float(values.mean()), "standard_error": float(values.std(ddof=1) / np.sqrt(len(values))),
        "n": len(values), "floor": None, "note": "",
    }  # fmt: skip
