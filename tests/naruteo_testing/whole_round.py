"""Leads a made-up round from profiles to written explanations, and prints each stage's seconds and memory as JSON.

`python -m naruteo_testing.whole_round PEOPLE OPENINGS LENGTH FOLDER`
"""

import json
import resource
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from numpy.typing import NDArray
from scipy.sparse import csr_array

from naruteo_matching.explaining import Explainer
from naruteo_matching.fairness import report
from naruteo_matching.gates import Gating, apply
from naruteo_matching.lottery import commitment
from naruteo_matching.market import UNMATCHED
from naruteo_matching.nearest import document_frequency, nearest, weigh
from naruteo_matching.retrieval import Place, suggest
from naruteo_matching.solving import solve
from naruteo_matching.suitability.model import SuitabilityModel
from naruteo_matching.suitability.pairs import FEATURES, Pairs, pair_features
from naruteo_matching.suitability.scoring import Scorer
from naruteo_matching.verification import find_faults
from naruteo_testing.made_round import CAPITAL, ON, REGIONS, MadeRound, made_round, outcomes

HISTORY = 20_000
"""Pairs of earlier years that both models learn from."""
WEIGHTS = {"candidate": (1.0, 0.5, 0.8, 0.0, 0.1, 1.2, 0.3), "opening": (2.0, 1.5, 0.8, 0.2, 0.2, 0.3, 0.0)}
SCORED = 200_000
"""Pairs whose features are held at a time."""
ASKING = 50
"""People whose short list is filled up while they wait."""
SEED = bytes(range(32))


class Stages:
    """What each stage took."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        cpu, wall = process_time(), perf_counter()
        yield
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.taken.append({"name": name, "cpu": process_time() - cpu, "wall": perf_counter() - wall, "peak": peak})
        print(f"{name}: {self.taken[-1]}", file=sys.stderr, flush=True)  # noqa: T201


def fitted(made: MadeRound, side: str) -> Scorer:
    """A model of one side, learned from pairs of earlier years."""
    people = made.chance.integers(0, len(made.people), HISTORY)
    places = made.chance.integers(0, len(made.openings), HISTORY)
    features = pair_features(made.people, made.openings, people, places)
    said = outcomes(made.chance, features, WEIGHTS[side])
    return SuitabilityModel(FEATURES, side=side, learner="logistic").fit(features, said).scorer_


def retrieved(made: MadeRound, gating: Gating, k: int) -> NDArray[np.int32]:
    """The openings with the most similar skills for everybody, among those that nothing excludes: (n_people, k)."""
    codes: dict[str, int] = {}
    wanted = _table([{**dict.fromkeys(each["desired"], 0.5), **dict.fromkeys(each["required"], 1.0)}
                     for each in made.openings], codes)  # fmt: skip
    had = _table([{code: 1.5 if proven else 1.0 for code, proven in each["skills"].items()}
                  for each in made.people], codes)  # fmt: skip
    wanted, had = (csr_array((each.data, each.indices, each.indptr), (each.shape[0], len(codes)))
                   for each in (wanted, had))  # fmt: skip
    frequency = document_frequency(wanted)
    rows, others = (weigh(each, frequency, len(made.openings)) for each in (had, wanted))
    return nearest(rows, others, k, gating.mask).places


def _table(rows: list[dict[str, float]], codes: dict[str, int]) -> csr_array:
    columns = [codes.setdefault(code, len(codes)) for row in rows for code in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_array(([weight for row in rows for weight in row.values()], columns, ends), (len(rows), len(codes)))


def scores(
    made: MadeRound, scorer: Scorer, people: NDArray[np.int64], places: NDArray[np.int64]
) -> NDArray[np.float64]:
    """One side's scores of pairs, a part of the pairs at a time."""
    found, pairs = np.empty(len(people)), Pairs(made.people, made.openings)
    for begin in range(0, len(people), SCORED):
        part = slice(begin, begin + SCORED)
        found[part] = scorer.score(pairs.features(people[part], places[part]))
    return found


def listed(made: MadeRound, near: NDArray[np.int32], score: NDArray[np.float64], length: int) -> list[list[int]]:
    """Everybody's list: the best by their score and by what they alone know."""
    value = score + made.chance.logistic(scale=0.15, size=near.shape)
    value[near == UNMATCHED] = -np.inf
    best = np.take_along_axis(near, np.argsort(-value, axis=1, kind="stable")[:, :length], axis=1)
    return [[place for place in row if place != UNMATCHED] for row in best.tolist()]


def filled_up(made: MadeRound, gating: Gating, lists: list[list[int]], length: int) -> int:
    """What the people who ask are suggested when only half of their list is there; how many openings in all."""
    wanted_by = np.bincount(np.concatenate([np.array(each, np.int64) for each in lists]), minlength=len(made.openings))
    places = [
        Place(each["id"], {**dict.fromkeys(each["desired"], 0.5), **dict.fromkeys(each["required"], 1.0)},
              each["region"], int(wanted_by[at]))
        for at, each in enumerate(made.openings)
    ]  # fmt: skip
    found = 0
    for at in range(ASKING):
        admissible = [places[place] for place in np.flatnonzero(gating.mask(at, at + 1)[0]).tolist()]
        half = {made.openings[each]["id"] for each in lists[at][: length // 2]}
        skills = {code: 1.5 if proven else 1.0 for code, proven in made.people[at]["skills"].items()}
        found += len(suggest(skills, made.people[at]["regions"], admissible, half, length))
    return found


def ranked(made: MadeRound, lists: list[list[int]], scorer: Scorer) -> list[list[Any]]:
    """Every opening's order of who listed it, by scores in steps of a hundredth: equal ones are tied."""
    places = np.concatenate([np.array(each, np.int64) for each in lists])
    people = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
    step = np.round(scores(made, scorer, people, places) * 100).astype(np.int64)
    order = np.lexsort((people, -step, places))
    places, people, step = places[order], people[order], step[order]
    starts = np.flatnonzero(np.r_[True, (places[1:] != places[:-1]) | (step[1:] != step[:-1])])
    orders: list[list[Any]] = [[] for _ in made.openings]
    ids = [each["id"] for each in made.people]
    named = [ids[each] for each in people.tolist()]
    for begin, end in zip(starts.tolist(), [*starts[1:].tolist(), len(places)], strict=True):
        orders[places[begin]].append(named[begin] if end - begin == 1 else named[begin:end])
    return orders


def instance_of(
    made: MadeRound, gating: Gating, lists: list[list[int]], orders: list[list[Any]]
) -> dict[str, Any]:  # fmt: skip
    """What is solved: the capital's regions may take 60 % of their seats; a tenth is reserved for graduates nearby."""
    ids = [each["id"] for each in made.openings]
    regions = []
    for name in REGIONS:
        seats = sum(each["seats"] for each in made.openings if each["region"] == name)
        regions.append({"id": name, "cap": round(seats * (0.6 if name in CAPITAL else 0.95))})
    wished = [[ids[place] for place in row] for row in lists]
    pairs = [(f"c{at}", place) for at, row in enumerate(wished) for place in row]
    return {
        "candidates": [
            {"id": each["id"], "preferences": row, "groups": [f"graduate of {each['home']}"]}
            for each, row in zip(made.people, wished, strict=True)
        ],
        "openings": [
            {"id": each["id"], "seats": each["seats"], "preferences": order, "region": each["region"],
             "target": each["seats"] * (6 if each["region"] in CAPITAL else 9) // 10,
             "reserves": [{"group": f"graduate of {each['region']}", "seats": each["seats"] // 10}]}
            for each, order in zip(made.openings, orders, strict=True)
        ],
        "regions": regions,
        "lottery": {"seed": SEED.hex(), "commitment": commitment(SEED)},
        "excluded": [each.as_record() for each in gating.exclusions(pairs)],
    }  # fmt: skip


def write_explanations(
    instance: Mapping[str, Any], answer: Mapping[str, Any], names: Mapping[str, Mapping[str, str]], path: Path
) -> int:
    """Everybody's explanation in Korean and English, a line each; how many sentences."""
    explainer, sentences = Explainer(instance, answer), 0
    with path.open("w", encoding="utf-8") as file:
        for each in instance["candidates"]:
            explanation = explainer.explain(each["id"])
            said = {
                language: explanation.said_in(language, naming=lambda place, to=language: names[place][to])  # type: ignore[misc]
                for language in ("ko", "en")
            }
            sentences += sum(map(len, said.values()))
            file.write(json.dumps({"candidate": each["id"], **said}, ensure_ascii=False) + "\n")
    return sentences


def lead(people: int, openings: int, length: int, folder: Path) -> dict[str, Any]:
    """Lead the round, and say what it took."""
    stages = Stages()
    with stages.stage("profiles made up (not counted)"):
        made = made_round(people, openings)
    with stages.stage("models of both sides fitted"):
        of_candidates, of_openings = fitted(made, "candidate"), fitted(made, "opening")
    with stages.stage("gates judged"):
        before = apply(made.facts(), made.gates(), on=ON)
    with stages.stage("similar openings found"):
        near = retrieved(made, before, 2 * length)
    with stages.stage("candidates' scores, and their lists"):
        owner = np.repeat(np.arange(people), near.shape[1])
        flat = np.maximum(near.ravel(), 0).astype(np.int64)
        lists = listed(made, near, scores(made, of_candidates, owner, flat).reshape(near.shape), length)
        del near, owner, flat
    with stages.stage(f"suggestions for {ASKING} who ask"):
        suggested = filled_up(made, before, lists, length)
    with stages.stage("openings' scores and rankings"):
        orders = ranked(made, lists, of_openings)
    with stages.stage("gates judged again, with the law; the instance"):
        gating = apply(made.facts(), made.gates(), on=ON, legal=made.legal())
        instance = instance_of(made, gating, lists, orders)
    del before, gating, lists, orders
    with stages.stage("solved, verified, certified and signed"):
        answer = solve(instance, Ed25519PrivateKey.from_private_bytes(SEED))
    with stages.stage("verified again, with certificate and signature"):
        faults = find_faults(instance, answer)
    with stages.stage("fairness report"):
        groups = {name: {each["id"]: each[name] for each in made.people} for name in ("sex", "home")}
        fairness = report(instance, answer["matches"], groups)
    with stages.stage("explanations in Korean and English written"):
        names = {each["id"]: each["name"] for each in made.openings}
        sentences = write_explanations(instance, answer, names, folder / "explanations.jsonl")
    return {
        "stages": stages.taken, "placed": len(answer["matches"]), "faults": [each.said_in("en") for each in faults],
        "signed": answer["certificate"]["signature"].get("algorithm"), "sentences": sentences,
        "suggested": suggested, "excluded": len(instance["excluded"]), "mode": answer["mode"],
        "listed": sum(len(each["preferences"]) for each in instance["candidates"]),
        "tied": sum(len(each) for place in instance["openings"] for each in place["preferences"]
                    if isinstance(each, list)),
        "parity": {name: each["parity"]["widest"] for name, each in fairness["groups"].items()},
    }  # fmt: skip


if __name__ == "__main__":
    found = lead(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    print(json.dumps(found))  # noqa: T201
