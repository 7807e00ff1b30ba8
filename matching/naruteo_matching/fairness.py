"""What a matching did to groups and regions, with how sure that is. Everything is reported; nothing is ever corrected.

Groups (sex, for instance) are known only to this report. Leaving such an attribute out of a model does not make it
fair, so it is measured: who was placed at the capacity that there was (parity), who of those with a good outcome was
(equal opportunity), whether a score means the same in each group (calibration), who wants another's place though
neither order, lottery, gate nor reserve says why (unexplained envy), and how evenly regions were filled.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from naruteo_matching.statistics import bootstrap, brier, calibration_error, wilson

FEWEST = 10
"""Groups of fewer people are not reported: nothing could be said, and somebody could be recognised."""


def _share(positive: NDArray[np.bool_]) -> dict[str, Any]:
    low, high = wilson(int(positive.sum()), len(positive))
    return {"people": len(positive), "share": float(positive.mean()), "low": low, "high": high}


def _large(groups: NDArray[Any], among: NDArray[np.bool_]) -> tuple[list[str], list[str]]:
    """Groups with enough people among these, and those with too few."""
    counts = Counter(groups[among].tolist())
    names = sorted(set(groups.tolist()) - {""})
    return [each for each in names if counts[each] >= FEWEST], [each for each in names if counts[each] < FEWEST]


def _shares(selected: NDArray[np.bool_], groups: NDArray[Any], among: NDArray[np.bool_]) -> dict[str, Any]:
    """The share selected in each group, and the widest difference with Newcombe's interval (1998, method 10)."""
    names, small = _large(groups, among)
    found = {name: _share(selected[among & (groups == name)]) for name in names}
    answer: dict[str, Any] = {"groups": found, "too_few": small, "widest": None}
    if len(found) > 1:
        order = sorted(found, key=lambda name: (-found[name]["share"], name))
        most, least = found[order[0]], found[order[-1]]
        gap = most["share"] - least["share"]
        answer["widest"] = {
            "most": order[0], "least": order[-1], "difference": gap,
            "low": gap - float(np.hypot(most["share"] - most["low"], least["high"] - least["share"])),
            "high": gap + float(np.hypot(most["high"] - most["share"], least["share"] - least["low"])),
        }  # fmt: skip
    return answer


def parity(selected: ArrayLike, groups: ArrayLike) -> dict[str, Any]:
    """The share of each group that was placed.

    Parameters
    ----------
    selected : bool array of shape (n_people,)
        Who was placed, at the capacity that there was.
    groups : str array of shape (n_people,)
        Each person's group; "" for whom it is not known (they are left out).

    Returns
    -------
    dict
        ``groups`` {name: people, share, low, high (Wilson 95 %)}, ``too_few`` [names], ``widest`` {most, least,
        difference, low, high (Newcombe 95 %)} or None.
    """
    selected, groups = np.asarray(selected, np.bool_), np.asarray(groups, np.str_)
    return _shares(selected, groups, np.ones(len(groups), np.bool_))


def opportunity(selected: ArrayLike, succeeded: ArrayLike, groups: ArrayLike) -> dict[str, Any]:
    """The same as `parity` among those whose outcome was good (equal opportunity); all of shape (n_people,)."""
    selected, groups = np.asarray(selected, np.bool_), np.asarray(groups, np.str_)
    return _shares(selected, groups, np.asarray(succeeded, np.bool_))


def calibration(scores: ArrayLike, outcomes: ArrayLike, groups: ArrayLike) -> dict[str, Any]:
    """Whether a score means the same in each group.

    Parameters
    ----------
    scores, outcomes, groups : arrays of shape (n_people,)
        The chance that was predicted, whether it came true, the group ("" for not known).

    Returns
    -------
    dict
        ``groups`` {name: people, predicted, observed, low, high (Wilson), brier, brier_low, brier_high (bootstrap),
        ece}, ``too_few`` [names].
    """
    p, y, groups = np.asarray(scores, np.float64), np.asarray(outcomes, np.bool_), np.asarray(groups, np.str_)
    names, small = _large(groups, np.ones(len(groups), np.bool_))
    found = {}
    for name in names:
        rows = np.flatnonzero(groups == name)
        ours, theirs = p[rows], y[rows]
        share = _share(theirs)
        sure = bootstrap(lambda drawn, ours=ours, theirs=theirs: brier(theirs[drawn], ours[drawn]), len(rows))  # type: ignore[misc]
        found[name] = {
            "people": len(rows), "predicted": float(ours.mean()), "observed": share["share"],
            "low": share["low"], "high": share["high"], "brier": brier(theirs, ours),
            "brier_low": sure[0] if sure else None, "brier_high": sure[1] if sure else None,
            "ece": calibration_error(theirs, ours),
        }  # fmt: skip
    return {"groups": found, "too_few": small}


def unexplained_envy(
    instance: Mapping[str, Any], matches: Mapping[Any, Any], groups: Mapping[Any, str] | None = None
) -> dict[str, Any]:
    """Who wants a place that somebody behind them in that opening's order has, though no reserve says why.

    A candidate's envy is explained if the opening ranks the holder higher or equal (a tie is for the lottery), if the
    pair is excluded, or if the holder is of a group for which the opening reserves seats and the candidate is not.

    Parameters
    ----------
    instance : mapping
        The instance (see `naruteo match solve`).
    matches : mapping
        {candidate id: opening id} as the answer has it.
    groups : mapping, optional
        Each candidate's group for this report.

    Returns
    -------
    dict
        ``people`` who have such envy, ``pairs`` (candidate, opening), and ``groups`` {name: people, share, low, high}.
    """
    excluded = {(str(each["candidate"]), str(each["opening"])) for each in instance.get("excluded") or ()}
    held = {str(candidate): str(opening) for candidate, opening in matches.items()}
    member = {str(each["id"]): set(each.get("groups") or ()) for each in instance["candidates"]}
    rank: dict[str, dict[str, int]] = {}
    reserved: dict[str, set[str]] = {}
    for opening in instance["openings"]:
        places = rank.setdefault(str(opening["id"]), {})
        for place, tied in enumerate(opening["preferences"]):
            places |= {str(each): place for each in (tied if isinstance(tied, list) else [tied])}
        reserved[str(opening["id"])] = {each["group"] for each in opening.get("reserves") or ()}
    holders: dict[str, list[str]] = {}
    for candidate, of in held.items():
        holders.setdefault(of, []).append(candidate)
    worst = {of: max(rank[of].get(each, -1) for each in inside) for of, inside in holders.items()}
    pairs = []
    for each in instance["candidates"]:
        one = str(each["id"])
        for wanted in map(str, each["preferences"]):
            if wanted == held.get(one):
                break
            mine = rank.get(wanted, {}).get(one)
            if mine is None or (one, wanted) in excluded:
                continue
            # Nearly always the last holder stands before the candidate, and no reserve has to be looked at.
            if worst.get(wanted, -1) > mine and any(
                rank[wanted].get(other, -1) > mine and not (member[other] & reserved[wanted]) - member[one]
                for other in holders[wanted]
            ):
                pairs.append((each["id"], wanted))
    envious = {str(candidate) for candidate, _opening in pairs}
    of_group = np.array([(groups or {}).get(each["id"], "") for each in instance["candidates"]], np.str_)
    has = np.array([str(each["id"]) in envious for each in instance["candidates"]], np.bool_)
    return {"people": len(envious), "pairs": pairs, **parity(has, of_group)}


def regional_fill(
    regions: Sequence[Any], seats: ArrayLike, filled: ArrayLike, floors: Mapping[Any, int] | None = None,
    caps: Mapping[Any, int] | None = None, seed: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """How evenly regions were filled.

    Parameters
    ----------
    regions : sequence of length n_openings
        Each opening's region; openings with None are left out.
    seats, filled : int arrays of shape (n_openings,)
    floors, caps : mappings, optional
        How many candidates a region ought to get at least and takes at most.

    Returns
    -------
    dict
        ``regions`` {name: seats, filled, share, low, high (Wilson), short_of_floor, over_cap}, ``share`` of all,
        ``worst``, ``gini`` and ``cv`` (standard deviation by mean) of the regions' shares with their bootstrap over
        openings, and the sums ``short_of_floor`` and ``over_cap``.
    """
    inside = np.array([each is not None for each in regions], np.bool_)
    names = list(dict.fromkeys(each for each in regions if each is not None))
    seats, filled = np.asarray(seats, np.int64)[inside], np.asarray(filled, np.int64)[inside]
    at = np.array([names.index(each) for each in regions if each is not None], np.int64)

    def shares(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        offered = np.bincount(at[rows], seats[rows], len(names))
        taken = np.bincount(at[rows], filled[rows], len(names))
        return taken[offered > 0] / offered[offered > 0]

    every = np.arange(len(at))
    found = {}
    for number, name in enumerate(names):
        offered, taken = int(seats[at == number].sum()), int(filled[at == number].sum())
        low, high = wilson(taken, offered)
        found[name] = {
            "seats": offered, "filled": taken, "share": taken / offered if offered else None, "low": low, "high": high,
            "short_of_floor": max(0, (floors or {}).get(name, 0) - taken),
            "over_cap": max(0, taken - (caps or {}).get(name, taken)),
        }  # fmt: skip
    known = {name: each for name, each in found.items() if each["share"] is not None}
    return {
        "regions": found,
        "share": float(filled.sum() / seats.sum()) if seats.sum() else None,
        "worst": min(known, key=lambda name: (known[name]["share"], str(name))) if known else None,
        "gini": gini(shares(every)), "gini_interval": bootstrap(lambda rows: gini(shares(rows)), len(at), seed=seed),
        "cv": variation(shares(every)),
        "cv_interval": bootstrap(lambda rows: variation(shares(rows)), len(at), seed=seed),
        "short_of_floor": sum(each["short_of_floor"] for each in found.values()),
        "over_cap": sum(each["over_cap"] for each in found.values()),
    }  # fmt: skip


def gini(shares: NDArray[np.float64]) -> float | None:
    """Gini's coefficient of regions' shares, (n_regions,): 0 all alike; None if there are none, or all are 0.

    Examples
    --------
    >>> gini(np.array([0.5, 0.5])), gini(np.array([1.0, 0.0]))
    (0.0, 0.5)
    """
    if not len(shares) or not shares.sum():
        return None
    ordered = np.sort(shares)
    places = np.arange(1, len(ordered) + 1)
    return float(((2 * places - len(ordered) - 1) * ordered).sum() / (len(ordered) * ordered.sum()))


def variation(shares: NDArray[np.float64]) -> float | None:
    """The standard deviation of regions' shares, (n_regions,), by their mean; None if there are none, or all are 0."""
    return float(shares.std() / shares.mean()) if len(shares) and shares.sum() else None


def report(
    instance: Mapping[str, Any], matches: Mapping[Any, Any], groups: Mapping[str, Mapping[Any, str]],
    scores: Mapping[Any, float] | None = None, outcomes: Mapping[Any, bool] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everything that can be said of one answer.

    Parameters
    ----------
    instance : mapping
        What was solved.
    matches : mapping
        {candidate id: opening id}.
    groups : mapping
        {attribute: {candidate id: group}}; who is missing is not known. Kept apart from what decides.
    scores, outcomes : mappings, optional
        {candidate id: predicted chance} and {candidate id: whether it came true}, once they are known.

    Returns
    -------
    dict
        ``groups`` {attribute: parity, opportunity, calibration, unexplained_envy} (None where outcomes or scores are
        not known yet), ``regions`` or None, ``confidence`` (95 %) and ``fewest`` (smaller groups are not shown).
    """
    people = [each["id"] for each in instance["candidates"]]
    with_a_place = set(map(str, matches))
    placed = np.array([str(each) in with_a_place for each in people], np.bool_)
    came = np.array([bool((outcomes or {}).get(each)) for each in people], np.bool_)
    both = [at for at, each in enumerate(people) if scores and outcomes and each in scores and each in outcomes]
    found = {}
    for attribute, of in groups.items():
        group = np.array([of.get(each, "") for each in people], np.str_)
        envy = unexplained_envy(instance, matches, of)
        found[attribute] = {
            "parity": parity(placed, group),
            "opportunity": opportunity(placed, came, group) if outcomes else None,
            "calibration": calibration([(scores or {})[people[at]] for at in both], came[both], group[both])
            if both else None,
            "unexplained_envy": {key: value for key, value in envy.items() if key != "pairs"},
        }  # fmt: skip
    openings, taken = instance["openings"], Counter(str(each) for each in matches.values())
    limits = {each["id"]: each for each in instance.get("regions") or ()}
    regions = None
    if any(each.get("region") is not None for each in openings):
        regions = regional_fill(
            [each.get("region") for each in openings], [each["seats"] for each in openings],
            [taken[str(each["id"])] for each in openings],
            {name: each["floor"] for name, each in limits.items() if each.get("floor") is not None},
            {name: each["cap"] for name, each in limits.items() if each.get("cap") is not None},
        )  # fmt: skip
    return {"groups": found, "regions": regions, "confidence": 0.95, "fewest": FEWEST}
