"""Judges an answer: every fault of the matching itself, and of the certificate that comes with it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from naruteo_matching.market import UNMATCHED
from naruteo_matching.verification.blocking import Blocking, Placed, Reason, blocking_pairs, placed
from naruteo_matching.verification.faults import Fault
from naruteo_matching.verification.findings import Findings
from naruteo_matching.verification.linking import link_faults
from naruteo_matching.verification.reading import Case, Id, Unreadable, read_case
from naruteo_matching.verification.sealing import seal_faults, seed_fits
from naruteo_matching.verification.statement import statement


def find_faults(instance: Mapping[str, Any], answer: Mapping[str, Any], public_key: str | None = None) -> list[Fault]:
    """Everything that is wrong with an answer and its certificate.

    Parameters
    ----------
    instance, answer : mapping
        As `docs/matching/check.md` describes them.
    public_key : str, optional
        The Ed25519 key (hexadecimal) that the certificate has to be signed with.

    Returns
    -------
    list of Fault
        Empty when the answer is right.

    Raises
    ------
    Unreadable
        When the instance or the answer has not the form that can be judged.
    """
    found = examine(instance, answer)
    certificate = answer.get("certificate")
    if certificate is None and public_key is None:
        return found.faults
    if not isinstance(certificate, Mapping | None):
        raise Unreadable("certificate: an object is wanted")
    return [*found.faults, *seal_faults(certificate or {}, statement(instance, answer, found), public_key)]


def examine(instance: Mapping[str, Any], answer: Mapping[str, Any]) -> Findings:
    """Check a matching against its instance, whatever its certificate says.

    Raises
    ------
    Unreadable
        When the instance or the answer has not the form that can be judged.
    """
    case = _with_lowered_caps(read_case(instance), answer)
    faults: list[Fault] = []
    matched = _read_matched(case, answer, faults)
    if case.lottery is not None and not seed_fits(case.lottery):
        faults.append(Fault("seed"))
    if answer.get("mode") != case.mode:
        faults.append(Fault("mode", facts={"said": answer.get("mode"), "found": case.mode}))
    state = placed(case.market, matched)
    faults += _misplaced(case, instance, matched, state)
    faults += _overfull(case, state)
    before = _before_overrides(case, answer, matched, faults)
    overridden = before is not matched
    blocking = _of_singles(case, blocking_pairs(case.market, matched, case.reserves, state))
    earlier = blocking
    if overridden:
        # Otherwise everybody at their first choice could be claimed to have been before, and excuse anything.
        moved = np.where(before != matched, before, UNMATCHED).astype(np.int32)
        faults += _misplaced(case, instance, moved, placed(case.market, moved))
        earlier_state = placed(case.market, before)
        faults += _overfull(case, earlier_state)
        earlier = _of_singles(case, blocking_pairs(case.market, before, case.reserves, earlier_state))
    if case.mode != "optimal":
        faults += [Fault(f"blocking_{Reason(each['reason']).name.lower()}", each["candidate"], each["opening"])
                   for each in pairs(case, earlier)]  # fmt: skip
        faults += link_faults(case, before)
    new = ~np.isin(blocking.edges, earlier.edges)
    created = [
        {**each, "reason": Reason(each["reason"]).name.lower()}
        for each in pairs(case, Blocking(blocking.edges[new], blocking.reasons[new], 0))
    ]
    return Findings(case, matched, state, blocking, created, faults)


def _with_lowered_caps(case: Case, answer: Mapping[str, Any]) -> Case:
    """The case with the caps that the answer lowered for the sake of floors: never below a region's own floor."""
    lowered = answer.get("lowered_caps")
    if lowered is None:
        return case
    if not isinstance(lowered, Mapping) or case.mode != "flexible" or not case.market.floor.any():
        raise Unreadable("lowered_caps: only the flexible mode lowers caps, and only where a region has a floor")
    numbers = {str(each): at for at, each in enumerate(case.regions)}
    cap = case.market.cap.copy()
    for region, value in lowered.items():
        number = numbers.get(str(region))
        if number is None or type(value) is not int or not case.market.floor[number] <= value <= cap[number]:
            raise Unreadable(f"lowered_caps: {region!r} is no region, or its cap is not between its floor and its cap")
        cap[number] = value
    return replace(case, market=replace(case.market, cap=cap))


def pairs(case: Case, blocking: Blocking) -> Iterator[dict[str, Any]]:
    """Each blocking pair by its ids."""
    market = case.market
    candidates = np.searchsorted(market.starts, blocking.edges, side="right") - 1
    rows = zip(
        candidates.tolist(), market.openings[blocking.edges].tolist(), blocking.reasons.tolist(), strict=True
    )  # fmt: skip
    for candidate, opening, reason in rows:
        yield {"candidate": case.candidates[candidate], "opening": case.openings[opening], "reason": reason}


def _read_matched(case: Case, answer: Mapping[str, Any], faults: list[Fault]) -> NDArray[np.int32]:
    matches, unmatched = answer.get("matches"), answer.get("unmatched")
    if not isinstance(matches, Mapping) or not isinstance(unmatched, list):
        raise Unreadable("the answer: an object with matches and unmatched is wanted")
    matched = np.full(len(case.candidates), UNMATCHED, np.int32)
    named = Counter(str(each) for each in unmatched)
    named.update(str(each) for each in matches)
    for candidate, times in named.items():
        if candidate not in case.candidate_number:
            faults.append(Fault("unknown_candidate", candidate))
        elif times > 1:
            faults.append(Fault("twice", candidate))
    faults += [Fault("missing", each) for each in case.candidates if str(each) not in named]
    for candidate, opening in matches.items():
        number = case.candidate_number.get(str(candidate))
        if number is None:
            continue
        if str(opening) not in case.opening_number:
            faults.append(Fault("unknown_opening", candidate, opening))
            continue
        matched[number] = case.opening_number[str(opening)]
    return matched


def _misplaced(
    case: Case, instance: Mapping[str, Any], matched: NDArray[np.int32], state: Placed
) -> Iterator[Fault]:  # fmt: skip
    for number in np.flatnonzero((matched >= 0) & (state.edge < 0)).tolist():
        candidate, opening = case.candidates[number], case.openings[matched[number]]
        gates = case.excluded.get((number, int(matched[number])))
        if gates:
            yield Fault("excluded", candidate, opening, facts={"rule": gates[0].get("rule")})
        elif str(opening) in {str(each) for each in instance["candidates"][number].get("preferences", ())}:
            yield Fault("not_offered", candidate, opening)
        else:
            yield Fault("not_wanted", candidate, opening)


def _overfull(case: Case, state: Placed) -> Iterator[Fault]:
    for number in np.flatnonzero(state.count > case.market.seats).tolist():
        facts = {"limit": int(case.market.seats[number]), "count": int(state.count[number])}
        yield Fault("seats", opening=case.openings[number], facts=facts)
    for number in np.flatnonzero(state.in_region > case.market.cap).tolist():
        facts = {"limit": int(case.market.cap[number]), "count": int(state.in_region[number])}
        yield Fault("cap", region=case.regions[number], facts=facts)


def _before_overrides(
    case: Case, answer: Mapping[str, Any], matched: NDArray[np.int32], faults: list[Fault]
) -> NDArray[np.int32]:
    """The matching before people changed it: overrides are undone from the last to the first."""
    overrides = answer.get("overrides") or []
    if not isinstance(overrides, list) or not all(isinstance(each, Mapping) for each in overrides):
        raise Unreadable("overrides: a list of objects is wanted")
    if not overrides:
        return matched
    before = matched.copy()
    for each in reversed(overrides):
        candidate = case.candidate_number.get(str(each.get("candidate")))
        if candidate is None:
            faults.append(Fault("unknown_candidate", each.get("candidate")))
        elif before[candidate] != _place(case, each.get("to")):
            faults.append(Fault("override", each["candidate"], each.get("to")))
        else:
            before[candidate] = _place(case, each.get("from"))
    return before


def _place(case: Case, opening: Id | None) -> int:
    if opening is None:
        return UNMATCHED
    if str(opening) not in case.opening_number:
        raise Unreadable(f"overrides: {opening!r} is not known")
    return case.opening_number[str(opening)]


def _of_singles(case: Case, blocking: Blocking) -> Blocking:
    """Only pairs of candidates who apply for themselves; those who apply together are judged together."""
    if not case.links:
        return blocking
    single = ~case.linked[np.searchsorted(case.market.starts, blocking.edges, side="right") - 1]
    return Blocking(blocking.edges[single], blocking.reasons[single], blocking.tolerated)
