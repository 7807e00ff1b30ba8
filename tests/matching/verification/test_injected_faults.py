"""Whatever is changed in a right answer or its certificate is found, and named for what it is."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from naruteo_matching.certificate import certify
from naruteo_matching.verification import Unreadable, find_faults
from naruteo_matching.verification.canonical import canonical_json
from naruteo_matching.verification.faults import WORDS
from naruteo_testing.slow_markets import lottery, random_instance, right_answer

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
Object = dict[str, Any]


@pytest.fixture
def instance() -> Object:
    found = random_instance(Random(4), 12, 5, ties=True, caps=True, reserves=True, excluded=True)
    found["regions"][0]["cap"] = found["regions"][1]["cap"] = 5
    return found


@pytest.fixture
def answer(instance: Object) -> Object:
    found = right_answer(instance)
    return {**found, "certificate": certify(instance, found, KEY)}


def kinds(instance: Object, answer: Object) -> set[str]:
    return {fault.kind for fault in find_faults(instance, answer)}


def test_a_right_answer_has_none(instance: Object, answer: Object) -> None:
    assert find_faults(instance, answer, KEY.public_key().public_bytes_raw().hex()) == []
    assert answer["certificate"]["verified"] is True
    assert answer["certificate"]["notion"]["name"] == "kamada-kojima"


def someone(answer: Object) -> str:
    return next(iter(answer["matches"]))


INJECTED: dict[str, Callable[[Object, Object], None]] = {
    "missing": lambda instance, answer: answer["matches"].pop(someone(answer)),
    "twice": lambda instance, answer: answer["unmatched"].append(someone(answer)),
    "unknown_candidate": lambda instance, answer: answer["unmatched"].append("nobody"),
    "unknown_opening": lambda instance, answer: answer["matches"].update({someone(answer): "nowhere"}),
    "mode": lambda instance, answer: answer.update(mode="stable"),
    "seed": lambda instance, answer: instance["lottery"].update(commitment="0" * 64),
    "input_hash": lambda instance, answer: instance["openings"][0].update(seats=instance["openings"][0]["seats"] + 1),
    "result_hash": lambda instance, answer: answer.update(note="changed afterwards"),
    "signature": lambda instance, answer: answer["certificate"].update(engine="another"),
    "certificate": lambda instance, answer: answer["certificate"]["counts"].update(blocking_pairs=7),
    "seats": lambda instance, answer: [each.update(seats=0, reserves=[]) for each in instance["openings"]],
    "cap": lambda instance, answer: [each.update(cap=0) for each in instance["regions"]],
    "not_wanted": lambda instance, answer: instance["candidates"][_number(answer)].update(preferences=[]),
    "not_offered": lambda instance, answer: [each.update(preferences=[]) for each in instance["openings"]],
    "excluded": lambda instance, answer: instance["excluded"].append(
        {"candidate": someone(answer), "opening": answer["matches"][someone(answer)], "rule": "licence"}
    ),
}


def _number(answer: Object) -> int:
    return int(someone(answer)[1:])


@pytest.mark.parametrize("kind", INJECTED)
def test_each_kind_of_change_is_named(instance: Object, answer: Object, kind: str) -> None:
    INJECTED[kind](instance, answer)
    assert kind in kinds(instance, answer)


def test_random_changes_are_all_found(instance: Object, answer: Object) -> None:
    """Any one place in the answer that is changed, taken away or doubled makes a fault."""
    chance = Random(6)
    for _time in range(150):
        changed = deepcopy(answer)
        holder: Any = changed
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = chance.choice(keys)
            if not isinstance(holder[key], dict | list) or not holder[key]:
                break
            holder = holder[key]
        value = holder[key]
        holder[key] = (not value) if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}x"
        if changed != answer:
            assert find_faults(instance, changed), key


def test_a_certificate_signed_with_another_key_is_not_the_expected_one(instance: Object, answer: Object) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    forged = {**answer, "certificate": certify(instance, answer, other)}
    assert find_faults(instance, forged) == []
    assert [each.kind for each in find_faults(instance, forged, KEY.public_key().public_bytes_raw().hex())] == [
        "signer"
    ]
    unsigned = {**answer, "certificate": certify(instance, answer)}
    assert unsigned["certificate"]["signature"] == {"state": "unsigned"}
    assert [each.kind for each in find_faults(instance, unsigned, "00")] == ["signer"]


def test_the_same_input_gives_the_same_bytes(instance: Object, answer: Object) -> None:
    reordered = dict(reversed(instance.items()))
    again = certify(reordered, {**answer, "matches": dict(reversed(answer["matches"].items()))}, KEY)
    assert canonical_json(again) == canonical_json(answer["certificate"])


def test_a_matching_with_faults_is_certified_as_not_verified(instance: Object, answer: Object) -> None:
    answer["matches"].pop(someone(answer))
    certificate = certify(instance, answer, KEY)
    assert certificate["verified"] is False
    assert certificate["counts"]["faults"] > 0


def test_another_seed_orders_ties_in_another_way() -> None:
    """A seed that was changed together with its commitment is found by the order that follows from it."""
    found = 0
    for number in range(20):
        instance = random_instance(Random(number), 10, 4, ties=True)
        answer = right_answer(instance)
        instance["lottery"] = lottery("00" * 16)
        found += bool(find_faults(instance, answer))
    assert found > 5


def test_overrides_are_listed_with_the_pairs_that_they_make_block() -> None:
    instance = {
        "candidates": [{"id": "a", "preferences": ["x", "y"]}, {"id": "b", "preferences": ["x", "y"]}],
        "openings": [{"id": each, "seats": 1, "preferences": ["a", "b"]} for each in ("x", "y")],
    }
    answer: Object = {"matches": {"a": "y", "b": "x"}, "unmatched": [], "mode": "stable"}
    assert [each.kind for each in find_faults(instance, answer)] == ["blocking_rank"]
    answer["overrides"] = [
        {"candidate": "a", "from": "x", "to": "y", "reason": "asked for it by phone"},
        {"candidate": "b", "from": "y", "to": "x"},
    ]
    assert find_faults(instance, answer) == []
    certificate = certify(instance, answer)
    assert certificate["blocking_pairs_by_overrides"] == [{"candidate": "a", "opening": "x", "reason": "rank"}]
    assert certificate["overrides"] == answer["overrides"]
    assert certificate["counts"]["blocking_pairs"] == 1
    answer["overrides"][0]["to"] = "x"
    assert "override" in kinds(instance, answer)


def test_a_matching_before_overrides_that_could_not_be_excuses_nothing() -> None:
    """Everybody at their first choice has no blocking pair, whatever the seats; nor have places that nobody offered."""
    instance: Object = {
        "candidates": [{"id": each, "preferences": ["x", "y"]} for each in "abc"],
        "openings": [
            {"id": "x", "seats": 1, "preferences": ["a", "b", "c"]}, {"id": "y", "seats": 1, "preferences": []},
        ],
    }  # fmt: skip
    answer: Object = {"matches": {"c": "x"}, "unmatched": ["a", "b"], "mode": "stable"}
    answer["overrides"] = [{"candidate": each, "from": "x", "to": None} for each in ("a", "b")]
    assert kinds(instance, answer) == {"seats"}
    assert certify(instance, answer)["verified"] is False
    answer["overrides"] = [
        {"candidate": "a", "from": "x", "to": None}, {"candidate": "b", "from": "x", "to": None},
        {"candidate": "c", "from": "y", "to": "x"},
    ]  # fmt: skip
    assert "not_offered" in kinds(instance, answer)


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ({"candidates": "none", "openings": []}, "candidates"),
        ({"candidates": [{"id": "a"}, {"id": "a"}], "openings": []}, "twice"),
        ({"candidates": [{"id": "a", "preferences": ["q"]}], "openings": []}, "'q' is not known"),
        ({"candidates": [], "openings": [{"id": "x", "seats": -1}]}, "openings[0].seats"),
        ({"candidates": [{"id": 1}, {"id": 2}], "openings": [{"id": "x", "seats": 1, "preferences": [[1, 2]]}]}, "tie"),
        ({"candidates": [], "openings": [], "lottery": {"seed": "zz"}}, "lottery.seed"),
        ({"candidates": [], "openings": [], "note": float("nan")}, "the instance: it holds what JSON cannot"),
        ({"candidates": [], "openings": [], "note": "\ud800"}, "the instance: it holds what JSON cannot"),
    ],
)
def test_what_cannot_be_judged_is_named(broken: Object, place: str) -> None:
    with pytest.raises(Unreadable, match=place.replace("[", r"\[")):
        find_faults(broken, {"matches": {}, "unmatched": [], "mode": "stable", "certificate": {}})


def test_whatever_stands_in_the_files_is_judged_or_refused(instance: Object, answer: Object) -> None:
    """Any value in the place of any other: never an error that nobody expects."""
    chance = Random(8)
    odd: list[Any] = [
        None, -1, 10**30, 0.5, float("nan"), True, "", "c1", "\ud800", [], [[]], ["c1"], {}, {"id": "c1"},
    ]  # fmt: skip
    for _time in range(400):
        files = deepcopy({"instance": instance, "answer": answer})
        holder: Any = files[chance.choice(["instance", "answer"])]
        while True:
            key = chance.choice(list(holder) if isinstance(holder, dict) else list(range(len(holder))))
            if not isinstance(holder[key], dict | list) or not holder[key] or chance.random() < 0.3:
                break
            holder = holder[key]
        holder[key] = chance.choice(odd)
        with suppress(Unreadable):
            for fault in find_faults(files["instance"], files["answer"]):
                fault.said_in("en")


def test_every_fault_has_words_in_both_languages(instance: Object, answer: Object) -> None:
    for kind in INJECTED:
        changed, changed_answer = deepcopy(instance), deepcopy(answer)
        INJECTED[kind](changed, changed_answer)
        for fault in find_faults(changed, changed_answer):
            assert fault.said_in("en") != fault.said_in("ko")
            assert "{" not in fault.said_in("en") or fault.kind == "certificate"
            assert fault.as_json()["kind"] in WORDS
