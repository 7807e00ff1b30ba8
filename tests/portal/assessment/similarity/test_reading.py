"""Reading what was handed in: what stays the same when it is disguised, and what is read of broken files."""

import json
from time import process_time

import pytest

from naruteo_portal.assessment.similarity.reading import MOST_CHARACTERS, code_part, parts_of, words_part
from naruteo_testing.notebooks import code, notebook, text


def symbols(source: str) -> list[str]:
    return [symbol.what for symbol in code_part("work.ipynb", 1, source).symbols]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("total = 0", "합계=1_000"),
        ("x = 'bad'", 'y = f"""good"""'),
        ("x = 'a' 'b'", "x = 'ab'"),
        (
            "def rate(a, b):\n    return a / b",
            "def share(bad, made):\n\n  '''The rate.'''\n  return bad/made  # a comment",
        ),
        ("self.total += part", "self.sum += piece"),
        ("for line in lines:\r\n    print(line)", "for zeile in zeilen:\n\tprint(zeile)"),
    ],
)
def test_names_values_layout_and_comments_do_not_matter(one: str, other: str) -> None:
    assert symbols(one) == symbols(other)


def test_what_is_done_matters() -> None:
    assert symbols("table.groupby(key).mean()") != symbols("table.groupby(key).median()")
    assert symbols("len(lines)") != symbols("sum(lines)")
    assert symbols("a if b else c") != symbols("a and b or c")


@pytest.mark.parametrize(
    "source", ["def (:\n  'open", "$$ ? 가 나\n\tx = (((", "%matplotlib inline\n!ls\nx = 1", "\x00\ud800"]
)
def test_broken_code_is_read_as_far_as_it_goes(source: str) -> None:
    part = code_part("work.ipynb", 1, f"rate = bad / made\n{source}")
    assert [symbol.what for symbol in part.symbols][:5] == ["name", "=", "name", "/", "name"]


def test_symbols_know_where_they_stand() -> None:
    part = code_part("work.ipynb", 1, "총량 = f'{x}' + 3.5")
    assert [part.text[symbol.start : symbol.end] for symbol in part.symbols] == [
        "총량", "=", "f'{", "x", "}'", "+", "3.5",
    ]  # fmt: skip


def test_spacing_marks_and_case_of_words_do_not_matter() -> None:
    def letters(words: str) -> str:
        return "".join(symbol.what for symbol in words_part("work.ipynb", 1, words).symbols)

    assert letters("불량 률은, **2.5%** 입니다.") == letters("불량률은 2.5 % 입니다")
    assert letters("The Rate") == "therate"
    assert len(letters("불량률")) == 9
    assert letters("```\n---\n") == ""


def test_a_letter_of_a_syllable_leads_back_to_it() -> None:
    part = words_part("work.ipynb", 1, "새 값")
    assert [part.text[symbol.start : symbol.end] for symbol in part.symbols] == ["새", "새", "값", "값", "값"]


def test_cells_of_code_and_words_and_files_of_python_are_read() -> None:
    content = json.dumps(notebook(text("답은 이렇습니다"), code("x = 1"), {**text("날것"), "cell_type": "raw"}))
    parts = parts_of({"work.ipynb": content.encode(), "own.py": b"y = 2", "data/a.csv": b"a,b", "picture.png": b"\x89"})
    assert [(part.file, part.number, part.kind.value) for part in parts] == [
        ("work.ipynb", 1, "words"), ("work.ipynb", 2, "code"), ("own.py", 0, "code"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"cells": 3}',
        b'{"cells": [3, {"source": 7}, {"cell_type": null}]}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_is_no_notebook_has_nothing_to_compare(content: bytes) -> None:
    assert [part.symbols for part in parts_of({"work.ipynb": content}) if part.symbols] == []


def test_very_long_submissions_are_read_in_part() -> None:
    cells = ["x = 1\n" * (MOST_CHARACTERS // 10)] * 4
    parts = parts_of({"work.ipynb": json.dumps(notebook(*map(code, cells))).encode()})
    assert sum(part.symbols[-1].end for part in parts if part.symbols) <= MOST_CHARACTERS
    assert [bool(part.symbols) for part in parts] == [True, True, False, False]


@pytest.mark.parametrize("desert", ["\n ", "\n", " ", '"""\n', "(", "f'{", "\\\n"])
def test_hostile_texts_take_no_longer_than_others(desert: str) -> None:
    begin = process_time()
    code_part("work.ipynb", 1, desert * (MOST_CHARACTERS // len(desert)))
    assert process_time() - begin < 10
