"""Reasons are exact: the figures are those of the matching, and the smallest changes are found again by solving."""

from copy import deepcopy
from random import Random
from typing import Any

import pytest

from naruteo_matching.explaining import Change, Explainer, Reason, explain
from naruteo_matching.explaining.words import CHANGES, REASONS
from naruteo_matching.solving import solve
from naruteo_testing.slow_markets import SlowMarket, answer_of, lottery, random_instance

Object = dict[str, Any]
KINDS: dict[str, dict[str, bool]] = {
    "gates": {"excluded": True},
    "reserves and ties": {"reserves": True, "ties": True},
    "caps": {"caps": True, "excluded": True},
}


def flat(instance: Object) -> Object:
    """The instance with its ties broken, so that a rank can be changed in it."""
    slow = SlowMarket(instance)
    found = deepcopy(instance)
    for opening in found["openings"]:
        opening["preferences"] = slow.orders[opening["id"]]
    return found


def changed(instance: Object, who: str, reason: Reason, change: Change, step: int) -> Object:
    """The instance after a change that is larger by so many steps."""
    found = flat(instance)
    opening = next(each for each in found["openings"] if each["id"] == reason.opening)
    if change.kind in ("rank", "gate_and_rank"):
        order = [each for each in opening["preferences"] if each != who]
        order.insert(change.facts["needed"] - 1 - step, who)
        opening["preferences"] = order
    if change.kind == "seats":
        opening["seats"] += change.facts["more"] + step
    if change.kind == "cap":
        region = next(each for each in found["regions"] if each["id"] == opening["region"])
        region["cap"] += change.facts["more"] + step
    if reason.kind == "gate":
        pair = (who, opening["id"])
        found["excluded"] = [each for each in found["excluded"] if (each["candidate"], each["opening"]) != pair]
    return found


def is_reached(instance: Object, who: str, reason: Reason) -> bool:
    wishes = next(each["preferences"] for each in instance["candidates"] if each["id"] == who)
    return solve(instance)["matches"].get(who) in wishes[: wishes.index(reason.opening) + 1]


@pytest.mark.parametrize("kind", KINDS)
def test_smallest_changes_do_and_one_step_less_does_not(kind: str) -> None:
    tried = set()
    for number in range(12):
        instance = random_instance(Random(number), 9, 4, **KINDS[kind])
        answer = solve(instance)
        explainer = Explainer(instance, answer)
        for who in answer["unmatched"] + list(answer["matches"])[:3]:
            for reason in explainer.explain(who, changes=True).reasons:
                for change in reason.changes:
                    tried.add((reason.kind, change.kind))
                    _check(instance, who, reason, change)
    assert {("full", "rank"), ("not_ranked", "rank")} <= tried
    if kind == "caps":
        assert ("region_cap", "cap") in tried
    else:
        assert ("full", "seats") in tried
    if "excluded" in KINDS[kind]:
        assert ("gate", "gate") in tried


def _check(instance: Object, who: str, reason: Reason, change: Change) -> None:
    if change.kind == "none":
        first = Change("rank", {"needed": 1})
        assert not is_reached(changed(instance, who, reason, first, 0), who, reason)
        return
    assert is_reached(changed(instance, who, reason, change, 0), who, reason)
    if change.kind == "gate":
        return
    length = len(flat(instance)["openings"][int(str(reason.opening)[1:])]["preferences"])
    last_place = change.facts.get("needed", 0) > length
    if not last_place:
        assert not is_reached(changed(instance, who, reason, change, -1), who, reason)


@pytest.mark.parametrize("kind", KINDS)
def test_figures_are_those_of_the_matching(kind: str) -> None:
    for number in range(15):
        instance = random_instance(Random(number), 9, 4, **KINDS[kind])
        answer = solve(instance)
        slow, explainer = SlowMarket(instance), Explainer(instance, answer)
        for candidate in instance["candidates"]:
            who = candidate["id"]
            got = answer["matches"].get(who)
            found = explainer.explain(who)
            assert found.opening == got
            wishes = candidate["preferences"]
            assert [each.opening for each in found.reasons] == [*wishes[: wishes.index(got) if got else None], got]
            for reason in found.reasons[:-1]:
                _check_figures(slow, answer["matches"], who, reason)


def _check_figures(slow: SlowMarket, matches: dict[str, str], who: str, reason: Reason) -> None:
    opening = str(reason.opening)
    order, held = slow.orders[opening], slow.held(matches, opening)
    gates = {(each["candidate"], each["opening"]) for each in slow.instance.get("excluded", ())}
    assert (reason.kind == "gate") == ((who, opening) in gates)
    if reason.kind == "gate":
        return
    assert (reason.kind == "not_ranked") == (who not in order)
    if reason.kind == "not_ranked":
        return
    ranks = sorted(order.index(each) + 1 for each in held)
    assert reason.facts["rank"] == order.index(who) + 1
    assert reason.facts["held"] == len(held)
    assert reason.facts["seats"] == slow.openings[opening]["seats"]
    if reason.kind == "full":
        assert (len(held), reason.facts["cutoff"]) == (slow.openings[opening]["seats"], ranks[-1])
        assert reason.facts["rank"] > ranks[-1]
        assert reason.audit["last"] == order[ranks[-1] - 1]
    if reason.kind in ("reserve", "all_reserved"):
        assert reason.facts["rank"] < ranks[-1] == reason.audit["last_rank"]
    if reason.kind == "region_cap":
        region = slow.region(opening)
        assert region is not None
        assert slow.in_region(matches, region) == slow.caps[region] == reason.facts["cap"]


def test_a_reserved_seat_that_somebody_behind_holds_is_said() -> None:
    instance = {
        "candidates": [
            {"id": "a", "preferences": ["x"]},
            {"id": "b", "preferences": ["x"]},
            {"id": "c", "preferences": ["x"], "groups": ["local"]},
        ],
        "openings": [
            {"id": "x", "seats": 2, "preferences": ["a", "b", "c"], "reserves": [{"group": "local", "seats": 1}]},
        ],
    }
    answer = solve(instance)
    assert set(answer["matches"]) == {"a", "c"}
    reason = explain(instance, answer, "b").reasons[0]
    assert (reason.kind, reason.facts["cutoff"], reason.facts["reserved"]) == ("reserve", 1, 1)
    assert (reason.audit, reason.changes) == (
        {"last": "c", "last_rank": 3}, (Change("rank", {"needed": 1}), Change("seats", {"more": 1})),
    )  # fmt: skip


def test_where_all_seats_are_held_as_reserved_ones_no_other_cutoff_is_told() -> None:
    instance = {
        "candidates": [{"id": "a", "preferences": ["x"]}, {"id": "b", "preferences": ["x"], "groups": ["local"]}],
        "openings": [
            {"id": "x", "seats": 1, "preferences": ["a", "b"], "reserves": [{"group": "local", "seats": 1}]},
        ],
    }  # fmt: skip
    reason = explain(instance, solve(instance), "a").reasons[0]
    assert (reason.kind, reason.changes) == ("all_reserved", (Change("none"), Change("seats", {"more": 1})))
    assert reason.said_in("en", "auditor")[0] == (
        "x: full (1 seats, all reserved and held by members), rank 1, last held rank 2 by b."
    )


def test_a_lottery_is_said_with_its_tickets_only_to_the_auditor() -> None:
    instance = {
        "candidates": [{"id": each, "preferences": ["x"]} for each in ("a", "b")],
        "openings": [{"id": "x", "seats": 1, "preferences": [["a", "b"]]}],
        "lottery": lottery(),
    }
    answer = solve(instance)
    loser, winner = answer["unmatched"][0], next(iter(answer["matches"]))
    found = explain(instance, answer, loser)
    said = found.said_in("en", naming={"x": "the shipyard"}.get)
    assert said == [
        "the shipyard was full: all 1 seats went to people who stand before you in its order. You stood at place 2; "
        "the last person who was placed stood at place 1.",
        "The opening ranked you and the last person equally; the lottery decided.",
        "If everything else had stayed the same, place 1 or better in that order would have been enough.",
        "If everything else had stayed the same, 1 more seat(s) there would have been enough.",
        "You are not placed in this round: none of the 1 openings on your list could take you, for the reasons given "
        "with each.",
    ]
    first, second = found.reasons[0].audit["tickets"]
    assert first > second
    assert any(winner in line and first in line for line in found.said_in("ko", "auditor"))
    assert "audit" not in found.as_json()["reasons"][0]
    assert found.as_json("auditor")["reasons"][0]["audit"]["last"] == winner


def test_an_override_and_its_consequences_are_called_that() -> None:
    instance = {
        "candidates": [{"id": each, "preferences": ["x", "y"]} for each in ("a", "b")],
        "openings": [{"id": each, "seats": 1, "preferences": ["a", "b"]} for each in ("x", "y")],
    }
    answer = answer_of(instance, {"a": "y"})
    answer["overrides"] = [
        {"candidate": "b", "from": "y", "to": None},
        {"candidate": "a", "from": "x", "to": "y"},
    ]
    assert [each.kind for each in explain(instance, answer, "a").reasons] == ["override", "override"]
    assert [each.kind for each in explain(instance, answer, "b").reasons] == ["override", "full", "override_unplaced"]


def test_what_nothing_explains_is_not_explained_away() -> None:
    instance = {
        "candidates": [{"id": "a", "preferences": ["x"]}],
        "openings": [{"id": "x", "seats": 1, "preferences": ["a"]}],
    }
    reasons = Explainer(instance, answer_of(instance, {})).explain("a").reasons
    assert [each.kind for each in reasons] == ["unexplained", "unplaced"]


def test_a_cap_that_was_lowered_for_a_floor_is_said_to_be_lowered() -> None:
    people = ["a", "b"]
    instance = {
        "candidates": [{"id": each, "preferences": ["city", "coast"]} for each in people],
        "openings": [
            {"id": "city", "seats": 2, "preferences": people, "region": "capital"},
            {"id": "coast", "seats": 1, "preferences": people, "region": "south"},
        ],
        "regions": [{"id": "capital", "cap": 2}, {"id": "south", "floor": 1}],
    }
    answer = solve(instance)
    found = explain(instance, answer, "b")
    assert (found.reasons[0].kind, found.reasons[0].changes) == ("region_cap", ())
    assert "lowered" in found.said_in("en")[1]
    capital, south = answer["certificate"]["regions"]
    assert (capital["cap"], capital["lowered_cap"], south["cap"], south["lowered_cap"]) == (2, 1, None, None)
    assert any("낮춘 상한" in each["ko"] for each in answer["certificate"]["notion"]["limits"])


def test_a_gate_says_what_was_published_of_it() -> None:
    gate = {"rule": "korean-level", "value": 2, "threshold": 4, "on": "2026-11-02", "source": "the opening"}
    instance = {
        "candidates": [{"id": 1, "preferences": [10]}],
        "openings": [{"id": 10, "seats": 1, "preferences": [1]}],
        "excluded": [{"candidate": 1, "opening": 10, **gate}],
    }
    found = explain(instance, solve(instance), 1)
    assert found.reasons[0] == Reason("gate", 10, 1, gate, {}, (Change("gate"),))
    assert found.said_in("ko")[1:3] == ["확인된 값: 2.", "필요한 값: 4."]


def test_every_gate_that_a_pair_fails_is_named_to_the_person_and_by_its_id_to_auditors() -> None:
    pair = {"candidate": 1, "opening": 10}
    instance = {
        "candidates": [{"id": 1, "preferences": [10]}],
        "openings": [{"id": 10, "seats": 1, "preferences": [1]}],
        "excluded": [
            {**pair, "rule": "korean-level", "value": 2, "threshold": 4},
            {**pair, "rule": "degree", "threshold": "master"},
        ],
    }
    names = {"korean-level": "한국어 수준", "degree": "학위", "master": "석사"}
    found = explain(instance, solve(instance), 1)
    (gate, _unplaced) = found.reasons
    assert gate.facts["rule"] == "korean-level" and gate.facts["also"] == [{"rule": "degree", "threshold": "master"}]
    said = gate.said_in("ko", wording=names.__getitem__)
    assert "‘한국어 수준’" in said[0] and "‘학위’" in said[3] and said[4] == "필요한 값: 석사."
    assert said[1:3] == ["확인된 값: 2.", "필요한 값: 4."] and "위 조건을 충족했다면" in said[5]
    assert [line for line in found.said_in("en", "auditor") if "rule degree" in line]


def test_every_reason_can_be_said() -> None:
    for kind, audiences in REASONS.items():
        assert set(audiences) == {"person", "auditor"}, kind
        for english, korean in audiences.values():
            assert _places(english) == _places(korean), kind
    for english, korean in CHANGES.values():
        assert _places(english) == _places(korean)


def _places(words: str) -> set[str]:
    return {part.split("}")[0] for part in words.split("{")[1:]}
