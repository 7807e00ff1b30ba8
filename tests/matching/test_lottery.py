"""The lottery: anybody who has the seed can draw it again."""

import json
from hashlib import sha256

from naruteo_matching.instance import read_instance
from naruteo_matching.lottery import break_tie, commitment, new_seed, ticket
from naruteo_matching.solving import solve

SEED = b"an agreed seed of thirty-two byte"


def test_a_ticket_is_a_hash_that_any_tool_can_make() -> None:
    expected = sha256(SEED + b"\0" + "울산-1".encode() + b"\0" + b"17").hexdigest()
    assert ticket(SEED, "울산-1", 17) == ticket(SEED, "울산-1", "17") == expected
    assert commitment(SEED) == sha256(SEED).hexdigest()


def test_each_opening_draws_for_itself() -> None:
    people = [f"c{number}" for number in range(40)]
    one, other = break_tie(SEED, "one", people), break_tie(SEED, "other", people)
    assert sorted(one) == sorted(other) == sorted(people)
    assert one != other
    assert one == break_tie(SEED, "one", reversed(people))


def test_a_seed_is_chance() -> None:
    assert len(new_seed()) == 32
    assert new_seed() != new_seed()


def test_a_tie_is_broken_in_its_place_and_the_same_seed_gives_the_same_bytes() -> None:
    people = [f"c{number}" for number in range(9)]
    instance = {
        "candidates": [{"id": each, "preferences": ["o", "p"]} for each in people],
        "openings": [
            {"id": "o", "seats": 3, "preferences": ["c8", people[:7], "c7"]},
            {"id": "p", "seats": 3, "preferences": [people]},
        ],
        "lottery": {"seed": SEED.hex(), "commitment": commitment(SEED)},
    }
    drawn = ["c8", *break_tie(SEED, "o", people[:7]), "c7"]
    priority = read_instance(instance).market.priority[::2]
    assert [people[at] for at in priority.argsort()] == drawn
    answer = solve(instance)
    assert {each for each, place in answer["matches"].items() if place == "o"} == set(drawn[:3])
    assert json.dumps(answer) == json.dumps(solve(json.loads(json.dumps(instance))))
