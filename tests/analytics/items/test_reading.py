"""Answers from CSV files in three forms, and what is wrong with a file, by its lines."""

from pathlib import Path

import pytest

from naruteo_analytics.faults import BadRows
from naruteo_analytics.items.reading import read


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "answers.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_one_row_for_each_person(tmp_path: Path) -> None:
    given = read(written(tmp_path, "id;지역;q1;q2\nx;울산;1;0\n\ny;;1;\n", "cp949"), by="지역")
    answers = given.answers[0]
    assert (list(answers.enrolments), answers.items) == (["x", "y"], ["q1", "q2"])
    assert answers.given.tolist() == [[True, True], [True, False]]
    assert given.group is not None
    assert given.group["x"] == "울산"
    assert given.notes[0] == "2 columns are items: all but id, 지역."


def test_one_row_for_each_pattern(tmp_path: Path) -> None:
    given = read(written(tmp_path, "q1,q2,times,sex\n1,0,3,f\n0,,0,f\n0,1,2,m\n"), frequency="times", by="sex")
    assert given.answers[0].score.tolist() == [[1, 0]] * 3 + [[0, 1]] * 2
    assert given.group is not None
    assert given.group.tolist() == ["f", "f", "f", "m", "m"]


def test_one_row_for_each_answer(tmp_path: Path) -> None:
    text = "enrolment,item,score,max_score,attempt,omitted,sex\n1,q,1,2,1,0,f\n1,q,2,2,2,false,f\n2,q,,2,1,1,m\n"
    given = read(written(tmp_path, text), by="sex", attempt="first")
    assert given.answers[0].score.tolist() == [[1], [0]]
    assert given.answers[0].omitted.tolist() == [[False], [True]]
    assert given.group is not None
    assert given.group.to_dict() == {"1": "f", "2": "m"}
    assert given.notes == ["The first attempt counts, even if it is not graded yet."]


def test_an_empty_cell_is_what_it_is_said_to_be(tmp_path: Path) -> None:
    path = written(tmp_path, "q1,q2\n1,\n0,1\n")
    assert read(path).answers[0].score.tolist()[0] == pytest.approx([1, float("nan")], nan_ok=True)
    left_open = read(path, empty_is_omitted=True).answers[0]
    assert (left_open.score.tolist()[0], left_open.omitted.tolist()[0]) == ([1, 0], [False, True])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("q1,q1\n1,1\n", "look at .'q1', 'q1'"),
        ("q1,q2\n", "no rows below its heading"),
        ("q1,q2\n1,1\n1\n0,1,1\n", "not as many cells as the heading's 2 in line 3, 4"),
        ("q1,q2\n1,1\n\n1,x\n", "line 4: q2: write a number"),
        ("q1,q2\n1,3\n", "q2: not all answers are 0 or 1"),
        ("id,q1\na,1\na,0\n", "lines 2, 3: id: is there more than once"),
        ("q1,freq\n1,1.5\n", "line 2: freq: write how many"),
        ("q1,freq\n1,99999999\n", "together more than 10,000,000 persons"),
        ("item,score,max_score\nq,1,1\n", "no column enrolment"),
        ("enrolment,item,score,max_score,omitted\n1,q,1,1,perhaps\n", "line 2: omitted: write 1"),
        ("enrolment,item,score,max_score,attempt\n1,q,1,1,1\n1,q,1,1,1\n", "line 3: attempt: is there twice"),
        ('q1,q2\n1,"1\n', "line 2: unexpected end"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_by_its_lines(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadRows, match=said):
        read(written(tmp_path, text))


def test_options_that_do_not_fit_the_file_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "q1,q2\n1,1\n")
    for options, said in (
        ({"by": "sex"}, "no column sex. There are: q1, q2"),
        ({"person": "who"}, "no column who"),
        ({"worth": {"q9": 1.0}}, "no item q9"),
        ({"worth": {"q1": 0.0}}, "q1: a full answer is worth"),
    ):
        with pytest.raises(BadRows, match=said):
            read(path, **options)  # type: ignore[arg-type]
    path.write_bytes(b"\xff\xff")
    with pytest.raises(BadRows, match="neither in UTF-8 nor in CP949"):
        read(path)


def test_an_enrolment_of_two_groups_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "enrolment,item,score,max_score,sex\n1,q,1,1,f\n1,p,1,1,m\n")
    with pytest.raises(BadRows, match="lines 2, 3: sex: the enrolment has another"):
        read(path, by="sex")
