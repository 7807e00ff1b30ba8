"""What-ifs change a copy of the instance, and nothing that would make it unsound."""

from naruteo_matching.instance import read_instance
from naruteo_portal.talent.clearing.what_if import Change, changed

INSTANCE = {
    "candidates": [{"id": "A", "preferences": ["X", "Y"], "groups": ["g"]}, {"id": "B", "preferences": ["X"]}],
    "openings": [
        {"id": "X", "seats": 2, "preferences": ["A", "B"], "region": "r", "target": 2,
         "reserves": [{"group": "g", "seats": 2}]},
        {"id": "Y", "seats": 1, "preferences": ["A"], "region": "s"},
    ],
    "regions": [{"id": "r", "cap": 2, "floor": 2, "order": ["X"]}, {"id": "s", "order": ["Y"]}],
}  # fmt: skip
WAGES = {"X": 30_000_000, "Y": None}


def test_each_change_leaves_a_sound_instance() -> None:
    before = str(INSTANCE)
    for change in (
        Change(seats={"X": -1}), Change(seats={"X": -5, "Y": 1}), Change(caps={"r": 1, "s": 0}),
        Change(caps={"r": None}), Change(wage_floor=30_000_001), Change(list_length=1), Change(mode="optimal"),
    ):  # fmt: skip
        read_instance(changed(INSTANCE, change, WAGES))
        assert Change.from_json(change.as_json()) == change and not change.is_empty
    assert str(INSTANCE) == before and Change().is_empty


def test_what_is_changed_is_changed() -> None:
    fewer = changed(INSTANCE, Change(seats={"X": -1}), WAGES)["openings"][0]
    assert (fewer["seats"], fewer["target"], fewer["reserves"]) == (1, 1, [{"group": "g", "seats": 1}])
    capped = changed(INSTANCE, Change(caps={"r": 1}), WAGES)["regions"]
    assert capped == [{"id": "r", "order": ["X"], "floor": 1, "cap": 1}, {"id": "s", "order": ["Y"]}]
    paid = changed(INSTANCE, Change(wage_floor=30_000_001), WAGES)["openings"]
    assert [each["seats"] for each in paid] == [0, 1], "an opening without a stated wage stays"
    assert changed(INSTANCE, Change(list_length=1), WAGES)["candidates"][0]["preferences"] == ["X"]
    without = {key: value for key, value in INSTANCE.items() if key != "regions"}
    assert changed(without, Change(caps={"r": 1}), WAGES)["regions"] == [{"id": "r", "cap": 1}, {"id": "s"}]
