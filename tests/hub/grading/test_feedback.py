"""The feedback page shows a learner's work and points, and neither hidden tests nor anything a browser would run."""

import base64
import re

import pytest

from naruteo_hub.grading.cleaning import clean_html, image_source, markdown_html, picture_finder, plain_text
from naruteo_hub.grading.results import cell_anchor
from naruteo_hub.grading.words import FEEDBACK, FLAGS
from naruteo_testing.notebooks import Notebook, code, text

from .conftest import RIGHT, HandIn

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def page(hand_in: HandIn, work: str | Notebook, language: str = "en") -> str:
    return hand_in(work).feedback["ko" if language == "ko" else "en"]["doubling"]


def test_points_stand_in_words_under_an_anchor_in_both_languages(hand_in: HandIn) -> None:
    feedback = hand_in(RIGHT).feedback
    english, korean = feedback["en"]["doubling"], feedback["ko"]["doubling"]
    assert "<strong>4 of 4 points</strong>" in english and "<strong>4점 가운데 4점</strong>" in korean
    for html in (english, korean):
        assert f'id="{cell_anchor("doubling", "twice_test")}"' in html
        assert len(re.findall(r"<h3", html)) == 1 and not re.search(r"<h[12]", html)


def test_hidden_tests_are_never_shown_and_a_failure_in_one_says_only_so(hand_in: HandIn) -> None:
    html = page(hand_in, "def twice(number):\n    print('I was given', number)\n    return min(4, 2 * number)")
    assert "assert twice(2) == 4" in html and "a test that is not shown did not" in html
    for secret in ("1234", "2468", "secret case", "HIDDEN TESTS"):
        assert secret not in html


def test_a_failure_that_can_be_seen_names_its_line_only(hand_in: HandIn) -> None:
    html = page(hand_in, "def twice(number):\n    return 5")
    assert html.count("assert twice(2) == 4") == 2 and "It stopped at this line" in html
    assert "secret case" not in html and "1234" not in html


def test_a_hidden_test_is_nowhere_that_a_learners_code_could_find_it(hand_in: HandIn, solved: Notebook) -> None:
    spy = (
        "import sys\nseen = []\n"
        "def twice(number):\n"
        "    frame = sys._getframe(1)\n"
        "    import linecache\n"
        "    seen.append(''.join(linecache.getlines(frame.f_code.co_filename)))\n"
        "    return 2 * number"
    )
    for cell in solved["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "twice":
            cell["source"] = spy
    solved["cells"] += [code("print(seen[0])"), code("seen")]
    result = hand_in(solved)
    for html in (result.feedback["en"]["doubling"], result.feedback["ko"]["doubling"]):
        assert "1234" not in html and "secret case" not in html


def test_nothing_in_the_page_runs_or_loads_anything(hand_in: HandIn, solved: Notebook) -> None:
    hostile = (
        "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)><script>4</script></svg>"
        '<a href="javascript:alert(5)">link</a><iframe src="https://evil.example/"></iframe>'
        '<form action="https://evil.example/"><input name=a><button>b</button></form>'
        '<p style="background:url(https://evil.example/a)" onclick="alert(6)" id="top" class="k-button">text</p>'
        '<img src="https://evil.example/pixel.png"><link rel=stylesheet href="https://evil.example/a.css">'
        '<meta http-equiv=refresh content="0;url=https://evil.example/"><base href="https://evil.example/">'
        '<video src="https://evil.example/a"></video><math><mtext><style><img src=x onerror=alert(7)></style></math>'
    )
    solved["cells"] += [
        text(hostile + "\n\n[a](javascript:alert(1)) ![p](https://evil.example/p.png) ![q](javascript:alert(1))"),
        text("# One\n\n<h1>Two</h1>\n\n[good](https://example.org/a)"),
        code(f"from IPython.display import *\ndisplay(HTML({hostile!r}), Markdown({hostile!r}), SVG('<svg/>'))"),
        code("from IPython.display import *\ndisplay(Javascript('alert(1)'), Latex('$x$'))"),
        code(
            "class Evil(Exception): pass\n"
            "Evil.__name__ = '<script>alert(1)</script>'\n"
            "raise Evil('<img src=x onerror=1>')"
        ),
        code("print('\\x1b[31mred\\x1b[0m <b>bold</b>')"),
    ]
    html = page(hand_in, solved)
    assert not re.search(r"<(script|svg|iframe|form|input|button|link|meta|base|video|math|style|object)\b", html)
    assert not re.search(r"<[^>]*\s(on\w+|style|action|srcset|formaction)\s*=", html)
    assert not re.search(
        r'(src|href)="(?!data:image/png;base64,|data:image/jpeg;base64,|https://example\.org/a")', html
    )
    assert "\x1b" not in html and "red &lt;b&gt;bold" in html
    assert 'rel="noopener noreferrer nofollow"' in html and not re.search(r"<[^>]*(k-button|id=.top)", html)
    assert not re.search(r"<h[12]", html)


def test_tables_and_pictures_are_shown(hand_in: HandIn, solved: Notebook) -> None:
    solved["cells"] += [
        code("import pandas\npandas.DataFrame({'온도': [1, 2]})"),
        code("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"),
    ]
    html = page(hand_in, solved, "ko")
    assert "<table>" in html and "<th>온도</th>" in html and "<th></th>" not in html
    assert re.search(r'<img class="nb-image" src="data:image/png;base64,[^"]+" alt="셀 6이 그린 그림">', html)


def test_text_loses_colours_and_signs_that_turn_the_reading_direction() -> None:
    assert plain_text("a\x1b[1;31mb\x1b]0;title\x07c\x1b[\u202ed\x00e\x9bf\ud800") == "abcdef"
    assert plain_text(["a", 1, "b"]) == "ab" and plain_text(None) == ""


@pytest.mark.parametrize(
    "address",
    [
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png;base64,PHN2Zz4=",
        "data:image/png,abc",
        "//evil.example/a.png",
        "a.png",
    ],
)
def test_only_real_png_and_jpeg_pictures_are_kept(address: str) -> None:
    html = markdown_html(f"![words]({address})", picture_finder({}, {}), "Picture", lambda name: f"[{name}]")
    assert "<img" not in html and "[words]" in html


def test_pictures_come_from_the_course_and_from_attachments() -> None:
    encoded = base64.b64encode(PNG).decode()
    attachments = {"a.png": {"image/png": encoded}, "b.png": {"image/svg+xml": "<svg/>"}, "c.png": 3}
    finder = picture_finder({"plan.png": PNG, "fake.png": b"<svg/>"}, attachments)
    assert finder("plan.png") == finder("./plan.png") == finder("attachment:a.png") == image_source("image/png", PNG)
    assert [finder(name) for name in ("fake.png", "attachment:b.png", "attachment:c.png", "../x", "")] == [None] * 5
    html = markdown_html('![a "b"](plan.png)', finder, "Picture", str)
    assert 'alt="a &quot;b&quot;"' in html


def test_html_keeps_plain_markup() -> None:
    assert clean_html('<table border="1" class="dataframe"><tr><td colspan="2">1</td></tr></table>') == (
        '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>'
    )
    assert clean_html('<td colspan="9999999999">x') == "x"


def test_every_phrase_is_there_in_both_languages() -> None:
    for english, korean in (*FLAGS.values(), *FEEDBACK.values()):
        assert english and korean and english != korean
        assert re.findall(r"{\w+}", english).sort() == re.findall(r"{\w+}", korean).sort()
        assert re.search("[가-힣]", korean) and not re.search("[가-힣]", english)


def test_markdown_keeps_tables_in_quotations_and_hints_that_unfold() -> None:
    text = (
        "> | a |\n> |---|\n> | 1 |\n\n<details open onclick=x()><summary>Hint</summary>\n\nLook *twice*.\n\n</details>"
    )
    html = markdown_html(text, lambda address: None, "picture", lambda name: name)
    assert "<td>1</td>" in html
    assert "<details><summary>Hint</summary>" in html
    assert "<em>twice</em>" in html


def test_a_cell_is_known_by_the_heading_above_it(hand_in: HandIn) -> None:
    assert {cell.heading for cell in hand_in(RIGHT).cells} == {"Doubling"}


def test_what_was_given_is_told_from_what_a_learner_wrote(hand_in: HandIn, solved: Notebook) -> None:
    added = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "My own remark"}
    written = page(hand_in, {**solved, "cells": [*solved["cells"], added]})
    texts = re.findall(r'nb-cell--(\w+)[^>]*>\s*<div class="nb-text">\s*<[^>]+>([^<]+)', written)
    assert texts == [("given", "Doubling"), ("own", "My own remark")]
