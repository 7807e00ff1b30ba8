"""A made-up round that looks like a real one: profiles, openings in regions with caps, and a history to learn from.

People keep to one field of skills and mostly to their own region; the capital has more openings than its quota may
take. Nobody in it exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.conditions import DEGREES, Outcome, gate
from naruteo_matching.gates import LegalResult
from naruteo_matching.skills.shipped import catalogue

REGIONS = (
    "seoul", "busan", "daegu", "incheon", "gwangju", "daejeon", "ulsan", "sejong", "gyeonggi", "gangwon", "chungbuk",
    "chungnam", "jeonbuk", "jeonnam", "gyeongbuk", "gyeongnam", "jeju",
)  # fmt: skip
PEOPLE_IN = np.array([18, 6, 5, 6, 3, 3, 2, 1, 26, 3, 3, 4, 3, 4, 5, 6, 2]) / 100
PLACES_IN = np.array([24, 5, 4, 6, 3, 4, 3, 1, 29, 2, 3, 4, 2, 2, 3, 4, 1]) / 100
CAPITAL = ("seoul", "incheon", "gyeonggi")
LICENCES = ("forklift", "electrician", "gas", "welding", "driving")
ON = date(2027, 3, 2)


@dataclass
class MadeRound:
    """Who and what takes part; `taste` and `favour` are what no feature tells of both sides' choices."""

    people: list[dict[str, Any]]
    openings: list[dict[str, Any]]
    chance: np.random.Generator

    def facts(self) -> list[dict[str, Any]]:
        """What gates look at, of everybody."""
        names = ("id", "language_level", "degree", "licences", "experience_years")
        return [{name: each[name] for name in names} for each in self.people]

    def gates(self) -> dict[str, list[Any]]:
        """The conditions of every opening."""
        return {each["id"]: each["gates"] for each in self.openings}

    def legal(self) -> list[LegalResult]:
        """What the law says of some people: one in a hundred may not work on the first day, of two nothing is known."""
        drawn = self.chance.random(len(self.people))
        return [
            LegalResult(
                "stay_lasts", Outcome.FAILS if drawn[at] < 0.01 else Outcome.UNDETERMINED, candidate=each["id"],
                value="2027-01-31" if drawn[at] < 0.01 else None, threshold=ON.isoformat(), on=ON.isoformat(),
                source="made up", because="" if drawn[at] < 0.01 else "the last day of the stay is not known",
            )
            for at, each in enumerate(self.people)
            if drawn[at] < 0.03
        ]  # fmt: skip


def made_round(people: int, openings: int, seed: int = 6) -> MadeRound:
    """So many people and openings, with about as many seats as people."""
    chance = np.random.default_rng(seed)
    fields = _fields(chance)
    return MadeRound(_people(chance, people, fields), _openings(chance, openings, people, fields), chance)


def _fields(chance: np.random.Generator) -> list[list[str]]:
    """Skills that go together, by the catalogue's groups; a small group is filled up with skills of others."""
    skills = catalogue().skills
    found: dict[str, list[str]] = {}
    for each in skills:
        found.setdefault(each.broader[0] if each.broader else "", []).append(each.code)
    every = [each.code for each in skills]
    return [list(dict.fromkeys([*group, *chance.choice(every, 8).tolist()])) for group in found.values()]


def _some(chance: np.random.Generator, among: Sequence[str], number: int) -> list[str]:
    order = chance.permutation(len(among))[:number]
    return [among[at] for at in order.tolist()]


def _people(chance: np.random.Generator, number: int, fields: list[list[str]]) -> list[dict[str, Any]]:
    field = chance.integers(0, len(fields), number).tolist()
    home = chance.choice(len(REGIONS), number, p=PEOPLE_IN).tolist()
    also = chance.choice(len(REGIONS), number, p=PLACES_IN).tolist()
    level, years = chance.integers(0, 7, number).tolist(), chance.poisson(3, number).tolist()
    degree = chance.choice(len(DEGREES), number, p=[0.02, 0.28, 0.25, 0.35, 0.08, 0.02]).tolist()
    count, proven = chance.integers(4, 10, number).tolist(), chance.random((number, 10)) < 0.4
    licences, unknown, sex = chance.random((number, len(LICENCES))) < 0.2, chance.random(number), chance.random(number)
    made = []
    for at in range(number):
        skills = _some(chance, fields[field[at]], count[at])
        made.append({
            "id": f"c{at}", "skills": dict(zip(skills, proven[at].tolist(), strict=False)),
            "language_level": None if unknown[at] < 0.05 else level[at], "degree": DEGREES[degree[at]],
            "experience_years": years[at], "home": REGIONS[home[at]],
            "regions": list(dict.fromkeys((REGIONS[home[at]], REGIONS[also[at]]))),
            "licences": [name for name, has in zip(LICENCES, licences[at], strict=True) if has],
            "sex": "" if unknown[at] > 0.97 else "f" if sex[at] < 0.48 else "m",
        })  # fmt: skip
    return made


def _openings(chance: np.random.Generator, number: int, people: int, fields: list[list[str]]) -> list[dict[str, Any]]:
    field = chance.integers(0, len(fields), number).tolist()
    region = chance.choice(len(REGIONS), number, p=PLACES_IN).tolist()
    share = chance.dirichlet(np.full(number, 8.0)) * people
    before = chance.lognormal(3, 1, number).astype(int).tolist()
    made = []
    for at in range(number):
        skills = _some(chance, fields[field[at]], 7)
        least = int(chance.integers(0, 4))
        gates = [gate("language", "language_level", "at_least", least)] if least else []
        if chance.random() < 0.3:
            gates.append(gate("degree", "degree", "degree", str(chance.choice(DEGREES[1:4]))))
        if chance.random() < 0.15:
            gates.append(gate("licence", "licences", "has", (str(chance.choice(LICENCES)),)))
        made.append({
            "id": f"o{at}", "region": REGIONS[region[at]], "seats": max(1, round(share[at])), "gates": gates,
            "required": skills[:4], "desired": skills[4:], "language_level": least,
            "experience_years": int(chance.integers(0, 4)), "chosen_before": before[at],
            "name": {"ko": f"{at}번 자리", "en": f"opening {at}"},
        })  # fmt: skip
    return made


def outcomes(chance: np.random.Generator, features: NDArray[np.float64], weights: Sequence[float]) -> NDArray[np.bool_]:
    """Who said yes in earlier years, by features (n_pairs, 7) and what no feature tells."""
    known = np.nan_to_num(features - np.nanmean(features, axis=0))
    said: NDArray[np.bool_] = known @ np.array(weights) + chance.logistic(size=len(features)) > 0
    return said
