"""Lists in order: typed places, steps, and how a list stands between saving and certifying."""

from hypothesis import given, settings
from hypothesis import strategies as st

from naruteo_portal.talent.choices.arranging import Standing, rearranged, standing_of, stepped, without

LISTS = st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=8)


def test_typed_places_move_openings_and_the_others_make_room() -> None:
    assert rearranged([7, 8, 9], {}) == [7, 8, 9]
    assert rearranged([7, 8, 9], {9: 1}) == [9, 7, 8]
    assert rearranged([7, 8, 9], {7: 3}) == [8, 9, 7]
    assert rearranged([7, 8, 9], {7: 2, 8: 1}) == [8, 7, 9]
    assert rearranged([7, 8, 9], {7: 99}) == [8, 9, 7]
    assert rearranged([7, 8, 9], {8: 1, 9: 1}) == [8, 9, 7]


@given(listed=LISTS, data=st.data())
@settings(max_examples=25)
def test_rearranging_keeps_every_opening_once(listed: list[int], data: st.DataObject) -> None:
    typed = data.draw(st.dictionaries(st.sampled_from(listed), st.integers(1, 12)))
    after = rearranged(listed, typed)
    assert sorted(after) == sorted(listed)
    # Whoever alone was moved stands where it was asked to.
    if len(typed) == 1:
        ((one, place),) = typed.items()
        assert after.index(one) == min(place, len(listed)) - 1


def test_steps_stop_at_the_ends() -> None:
    assert stepped([1, 2, 3], 2, -1) == [2, 1, 3]
    assert stepped([1, 2, 3], 2, 1) == [1, 3, 2]
    assert stepped([1, 2, 3], 1, -1) == [1, 2, 3]
    assert stepped([1, 2, 3], 3, 1) == [1, 2, 3]
    assert without([1, 2, 3], 2) == [1, 3]


def test_saving_is_not_certifying() -> None:
    assert standing_of([], None) is Standing.EMPTY
    assert standing_of([1], None) is Standing.SAVED
    assert standing_of([1, 2], [1, 2]) is Standing.CERTIFIED
    assert standing_of([2, 1], [1, 2]) is Standing.CHANGED
    assert standing_of([], [1]) is Standing.CHANGED
