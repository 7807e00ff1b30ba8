"""Winnowing: what is kept, what two works surely share, and the stretches that they share."""

from array import array

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from naruteo_portal.assessment.similarity.marking import mark_shared
from naruteo_portal.assessment.similarity.reading import Kind, code_part, words_part
from naruteo_portal.assessment.similarity.winnowing import GRAINS, Fingerprints, fingerprints_of, fragments, winnow

FIRST = "def rate(bad, made):\n    if made == 0:\n        return 0.0\n    return round(bad / made, 4)"
SECOND = "for shift in sorted(shifts):\n    print(shift, len(shifts[shift]), max(shifts[shift]))"
THIRD = "while todo:\n    line = todo.pop()\n    counts[line.strip()] = counts.get(line.strip(), 0) + 1"

# A machine that has much else to do is no fault.
PATIENT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_example_of_the_paper() -> None:
    # Schleimer, Wilkerson and Aiken, figure 2: hashes, windows of four, and what is kept.
    hashes = [77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98]
    assert [value for _place, value in winnow(hashes, 4)] == [17, 17, 8, 39, 17]


@PATIENT
@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 9))
def test_every_window_has_one_that_was_kept(hashes: list[int], window: int) -> None:
    kept = {place for place, _value in winnow(hashes, window)}
    for begin in range(len(hashes) - window + 1):
        places = range(begin, begin + window)
        assert min(hashes[at] for at in places) in {hashes[at] for at in kept.intersection(places)}


@PATIENT
@given(st.lists(st.sampled_from("+-*/%@&|^"), min_size=40, max_size=60), st.data())
def test_a_run_that_is_long_enough_is_always_found(run: list[str], data: st.DataObject) -> None:
    shared = run[: GRAINS[Kind.CODE].sure]
    one, other = (
        data.draw(st.lists(st.sampled_from("<>=~"), max_size=20))
        + shared
        + data.draw(st.lists(st.just(","), max_size=9))
        for _ in range(2)
    )
    prints = [fingerprints_of([code_part("a.py", 0, " ".join(each))]) for each in (one, other)]
    assert set(prints[0].hashes) & set(prints[1].hashes)


def test_words_and_code_are_never_taken_for_each_other() -> None:
    written = "abcdefghijklmnopqrstuvwxyz0123456789"
    assert not set(fingerprints_of([words_part("a", 1, written)]).hashes) & set(
        fingerprints_of([code_part("a", 1, " ".join(written))]).hashes
    )


def test_fingerprints_outlast_being_kept() -> None:
    made = fingerprints_of([code_part("a", 1, FIRST)])
    assert Fingerprints.from_bytes(made.hashes.tobytes(), made.places.tobytes()) == made
    # A later release of Python must come to the same, or what is kept could not be compared.
    assert made.hashes[0] == fingerprints_of([code_part("b", 7, FIRST.replace("bad", "불량"))]).hashes[0]


def test_stretches_are_counted_as_people_see_them() -> None:
    one = fingerprints_of([code_part("a", at, source) for at, source in enumerate((FIRST, SECOND, THIRD))])
    other = fingerprints_of([code_part("a", at, source) for at, source in enumerate((THIRD, FIRST))])
    assert len(fragments(one, other, set())) == 2
    assert fragments(one, Fingerprints(array("Q"), array("I")), set()) == []
    assert fragments(one, other, set(one.hashes)) == []


def test_shared_passages_have_the_same_number_on_both_sides() -> None:
    one = [code_part("a", 1, f"{FIRST}\n\n{SECOND}"), code_part("a", 2, "x = 1")]
    other = [code_part("b", 1, SECOND.replace("shift", "조")), code_part("b", 2, f"{THIRD}\n{FIRST}")]
    marked_one, marked_other = mark_shared(one, other, set())
    for marked in (*marked_one, *marked_other):
        assert "".join(piece.text for piece in marked.pieces) == marked.part.text
    said = {piece.number: piece.text for part in marked_one for piece in part.pieces if piece.number}
    found = {piece.number: piece.text for part in marked_other for piece in part.pieces if piece.number}
    assert said.keys() == found.keys() == {1, 2}
    assert "bad / made" in said[1]
    assert "bad / made" in found[1]
    assert "조" in found[2]
    assert [part.shares for part in marked_one] == [True, False]


@PATIENT
@given(st.lists(st.sampled_from([FIRST, SECOND, THIRD, "x = 1", ""]), min_size=2, max_size=6), st.randoms())
def test_marking_never_loses_a_letter_or_a_number(sources: list[str], chance: object) -> None:
    mixed = sorted(sources, key=lambda _source: chance.random())  # type: ignore[attr-defined]
    sides = mark_shared(
        [code_part("a", 1, "\n".join(sources)), words_part("a", 2, "".join(sources))],
        [code_part("b", 1, "\n".join(mixed)), words_part("b", 2, "".join(mixed))], set(),
    )  # fmt: skip
    numbers = []
    for side in sides:
        numbers.append(sorted(piece.number for part in side for piece in part.pieces if piece.number is not None))
        for part in side:
            assert "".join(piece.text for piece in part.pieces) == part.part.text
    assert numbers[0] == numbers[1] == sorted(set(numbers[0]))
