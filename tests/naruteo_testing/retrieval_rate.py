"""A process that finds the 50 nearest of 10,000 openings for 100,000 candidates, and says in how many CPU seconds.

Texts are made of ESCO's words as real profiles and openings are made of skills: an occupation and some of its skills.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from naruteo_matching.nearest import Engine, Nearest, document_frequency, nearest, weigh
from naruteo_matching.skills.importing.esco import read_esco
from naruteo_matching.skills.taxonomy import Taxonomy

CANDIDATES, OPENINGS, K = 100_000, 10_000, 50
SAMPLE = 2_000
"""Candidates whose lists are compared with scores of double precision."""


def texts(esco: Taxonomy, count: int, skills: int, random: np.random.Generator) -> list[str]:
    """An occupation's name and some of its skills' names each."""
    occupations = [code for code in esco.occupations if esco.needed(code)]
    found = []
    for at in random.integers(len(occupations), size=count):
        needed = list(esco.needed(occupations[at]))
        chosen = random.choice(len(needed), min(len(needed), skills), replace=False)
        names = [esco.concepts[needed[each]].label("en") for each in chosen]
        found.append(" ".join([esco.occupations[occupations[at]].label("en"), *names]))
    return found


def vectors(folder: Path) -> tuple[sparse.csr_array, sparse.csr_array]:
    """TF-IDF rows of candidates and openings."""
    zips = folder / "esco_v1.1.1_classification_en_csv.zip", folder / "esco_v1.1.1_relations_csv.zip"
    esco, random = read_esco(*zips), np.random.default_rng(20261128)
    words = CountVectorizer()
    openings = words.fit_transform(texts(esco, OPENINGS, 17, random))
    candidates = words.transform(texts(esco, CANDIDATES, 14, random))
    frequency = document_frequency(openings)
    return weigh(candidates, frequency, OPENINGS), weigh(openings, frequency, OPENINGS)


def recall(found: Nearest, candidates: Any, openings: Any) -> float:
    """The share of the exact lists, by scores of double precision, that was found; any of equal scores is right."""
    scores = (candidates[:SAMPLE].astype(np.float64) @ openings.T.astype(np.float64)).toarray()
    last = np.partition(scores, OPENINGS - K, axis=1)[:, OPENINGS - K]
    held = np.take_along_axis(scores, found.places[:SAMPLE].astype(np.int64), 1)
    return float((held >= last[:, None] - 1e-12).mean())


def main(folder: Path) -> None:
    """Measure and print."""
    candidates, openings = vectors(folder)
    nearest(candidates[:1], openings, K, engine="numba")
    found: dict[str, Any] = {"terms": openings.shape[1], "per_candidate": candidates.nnz / CANDIDATES}
    engines: tuple[Engine, Engine] = ("numba", "scipy")
    for engine in engines:
        began = time.process_time()
        best = nearest(candidates, openings, K, engine=engine)
        found[engine] = time.process_time() - began
        found[f"{engine}_recall"] = recall(best, candidates, openings)
    began = time.process_time()
    nearest(openings[:1000], candidates, K, engine="numba")
    found["per_thousand_openings"] = time.process_time() - began
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
