"""What a certificate states about an answer, counted anew from the instance and the answer."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from naruteo_matching.verification.canonical import digest, result_digest
from naruteo_matching.verification.findings import Findings
from naruteo_matching.verification.notions import notion_of
from naruteo_matching.verification.reading import NO_LIMIT, Case, Unreadable
from naruteo_matching.verification.reserves import bounds
from naruteo_matching.verification.sealing import seed_fits

FORMAT = "naruteo-matching-certificate/1"


def statement(instance: Mapping[str, Any], answer: Mapping[str, Any], found: Findings) -> dict[str, Any]:
    """The content of a certificate but for the engine's version and the signature.

    Parameters
    ----------
    instance, answer : mapping
        What was checked.
    found : Findings
        What `examine` found in them.

    Returns
    -------
    dict
        Plain JSON, the same for the same input.
    """
    case, market = found.case, found.case.market
    matched = int(np.count_nonzero(found.matched >= 0))
    return {
        "format": FORMAT,
        "input_sha256": digest(instance, "the instance"),
        "result_sha256": result_digest(answer),
        "mode": case.mode,
        "notion": notion_of(case, caps_lowered=bool(answer.get("lowered_caps"))),
        "verified": not found.faults,
        "counts": {
            "candidates": len(case.candidates),
            "matched": matched,
            "unmatched": len(case.candidates) - matched,
            "openings": len(case.openings),
            "seats": int(market.seats.sum()),
            "acceptable_pairs": len(market.openings),
            "excluded_pairs": len(case.excluded),
            "blocking_pairs": len(found.blocking.edges),
            "tolerated_pairs": found.blocking.tolerated,
            "faults": len(found.faults),
        },
        "value": _value(instance, found),
        "regions": _regions(instance, found),
        "reserves": _reserves(found),
        "lottery": _lottery(case),
        "overrides": list(answer.get("overrides") or ()),
        "blocking_pairs_by_overrides": found.created,
    }


def _value(instance: Mapping[str, Any], found: Findings) -> float | None:
    """What all matched pairs are worth together by the instance's values; none where it states none."""
    worth = instance.get("values")
    if not worth:
        return None
    names = zip(found.case.candidates, found.matched.tolist(), strict=True)
    try:
        rows = ((worth.get(str(name), worth.get(name)) or {}, found.case.openings[at]) for name, at in names if at >= 0)
        return math.fsum(row.get(str(opening), row.get(opening)) or 0 for row, opening in rows)
    except (AttributeError, TypeError, ValueError, OverflowError):
        raise Unreadable("values: an object of candidates, each with an object of openings and numbers") from None


def _regions(instance: Mapping[str, Any], found: Findings) -> list[dict[str, Any]]:
    market, rows = found.case.market, []
    for number, region in enumerate(found.case.regions):
        cap, floor, placed = (int(each[number]) for each in (market.cap, market.floor, found.state.in_region))
        rows.append(
            {
                "region": region,
                "placed": placed,
                "cap": (stated := instance["regions"][number].get("cap")),
                "lowered_cap": None if cap == (NO_LIMIT if stated is None else stated) else cap,
                "floor": floor,
                "cap_kept": placed <= cap,
                "floor_met": placed >= floor,
            }
        )
    return rows


def _reserves(found: Findings) -> list[dict[str, Any]]:
    reserves = found.case.reserves
    filled = bounds(reserves, found.case.market.seats, found.matched, found.state.priority).filled
    return [
        {
            "opening": found.case.openings[opening],
            "group": reserves.groups[group],
            "seats": seats,
            "filled": held,
        }
        for opening, group, seats, held in zip(
            reserves.opening.tolist(), reserves.group.tolist(), reserves.seats.tolist(), filled.tolist(), strict=True
        )
    ]


def _lottery(case: Case) -> dict[str, Any] | None:
    if case.lottery is None:
        return None
    return {
        "seed": case.lottery["seed"],
        "commitment": case.lottery.get("commitment"),
        "seed_fits_commitment": seed_fits(case.lottery),
    }
