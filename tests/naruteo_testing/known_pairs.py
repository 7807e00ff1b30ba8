"""Pairs of candidates and openings with outcomes that follow from their features, for tests of suitability."""

import csv
from pathlib import Path

import numpy as np


def write_pairs(path: Path, candidates: int = 360, options: int = 5, seed: int = 0) -> Path:
    """Write a CSV as `naruteo match fit` reads it: a third of the candidates in each of three years."""
    random = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        names = ["outcome", "period", "candidate", "opening", "region", "group:sex", "skill_cover", "region_match"]
        writer.writerow(names)
        for candidate in range(candidates):
            for opening in random.choice(20, options, replace=False):
                cover, match = random.random(), int(random.random() < 0.4)
                yes = random.random() < 1 / (1 + np.exp(-(4 * cover + match - 3)))
                writer.writerow([
                    int(yes), 2024 + candidate * 3 // candidates, f"c{candidate}", f"o{opening}",
                    ("busan", "ulsan")[opening % 2], "FM"[candidate % 2],
                    "" if random.random() < 0.05 else round(cover, 3), match,
                ])  # fmt: skip
    return path
