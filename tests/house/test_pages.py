"""What the strict Content-Security-Policy forbids does not stand in a template."""

import re

import pytest

from naruteo_testing.checkout import python_files, shown, templates

FORBIDDEN = {
    "style attribute": re.compile(r"<[^>{]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx event attribute": re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*['\"]js:|\bhx-vars\b|['\"]js:"),
    "script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "another site": re.compile(r"\b(?:src|href|action)\s*=\s*['\"](?:https?:)?//", re.IGNORECASE),
    "no escaping": re.compile(r"\{%-?\s*autoescape\s+false", re.IGNORECASE),
}
# Where HTML goes out as it is, and why that is safe.
UNESCAPED = {
    "courses/reading.html": "reading_html() cleans what it renders by nh3",
    "grading/cell.html": "cut out of feedback that was cleaned by nh3 when it was stored",
    "previews/reading.html": "reading_html() cleans what it renders by nh3",
    "previews/task.html": "cell_html() cleans what it renders by nh3",
    "suitability/fit.html": "reading_html() cleans what it renders by nh3",
    "submissions/result.html": "feedback was cleaned by nh3 when it was stored",
    "ui/records.html": "a constant of the template itself",
}
MARKUP_MODULES = {"platform/naruteo_portal/edge/words.py": "format() escapes what it puts in"}


def comments_out(text: str) -> str:
    return re.sub(r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_hold_nothing_that_the_policy_forbids(what: str) -> None:
    found = [
        f"{shown(path)}:{text[: match.start()].count(chr(10)) + 1}"
        for path in templates()
        for text in [comments_out(path.read_text(encoding="utf-8"))]
        for match in FORBIDDEN[what].finditer(text)
    ]
    assert found == []


def test_html_goes_out_unescaped_only_where_said() -> None:
    unescaped = {
        path.as_posix().partition("/templates/")[2]
        for path in templates()
        if re.search(r"\|\s*safe\b", comments_out(path.read_text(encoding="utf-8")))
    }
    assert unescaped == set(UNESCAPED)


def test_python_makes_html_only_where_said() -> None:
    makes = {shown(path) for path in python_files("platform") if re.search(r"\bMarkup\b", path.read_text("utf-8"))}
    assert makes == set(MARKUP_MODULES)


def test_own_scripts_evaluate_no_text() -> None:
    folder = templates()[0].parents[3] / "static"
    for script in folder.glob("*.js"):
        assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|document\.write", script.read_text("utf-8")), (
            script.name
        )
