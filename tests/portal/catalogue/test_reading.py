"""A course's reading: its languages are marked, its headings fit the page, and nothing in it can do harm."""

import re
from pathlib import Path

import pytest

from naruteo_portal.catalogue.manifest_reading import inspect_reading
from naruteo_portal.catalogue.reading import (
    cell_html,
    figure_path,
    figures_in,
    language_of,
    reading_html,
    words_of_figure,
)

TEXT = """\
# 제목 · Title

한국어 문장입니다.

> **EN** — An English sentence.

## 표 · Table

| 증상 · Symptom | 할 일 · What to do |
|---|---|
| 낮다 · Low | `NaN` |

#### 깊은 제목

![막대 네 개. Four bars.](figures/bars.svg)
![밖](https://elsewhere.example/spy.png)
[밖으로](https://example.org/a) [안으로](secret.md) [나쁜](javascript:alert(1))

<script>alert(1)</script><img src=x onerror=alert(1)>

- ISO 22400-2:2014, Automation systems
"""


def rendered(text: str, locale: str = "ko") -> str:
    return reading_html(text, "ko" if locale == "ko" else "en", {"figures/bars.svg": "/f/bars.svg"}.get, "표")


def test_passages_say_their_language() -> None:
    korean, english = rendered(TEXT), rendered(TEXT, "en")

    assert '<div lang="en" class="translation">' in korean.replace(
        'class="translation" lang="en"', 'lang="en" class="translation"'
    )
    assert "<p>한국어 문장입니다.</p>" in korean
    assert '<p lang="ko">한국어 문장입니다.</p>' in english
    assert '표 · <span lang="en">Table</span>' in korean
    assert '<span lang="ko">증상</span> · Symptom' in english
    assert '<li lang="en">ISO 22400-2:2014, Automation systems</li>' in korean
    assert "EN" not in korean.replace("OEE", "")


def test_headings_follow_the_pages_own_without_a_gap() -> None:
    html = rendered(TEXT)

    assert "<h1" not in html
    assert "제목 · " not in html.partition("<h2>")[0]
    assert "<h2>" in html
    assert "<h3>깊은 제목</h3>" in html


def test_tables_can_be_read_by_rows_and_scrolled() -> None:
    html = rendered(TEXT)

    assert 'aria-label="표 1"' in html
    assert '<th scope="row">낮다 · <span lang="en">Low</span></th>' in html
    assert "<td><code>NaN</code></td>" in html


def test_figures_come_from_the_portal_alone_with_words_in_the_readers_language() -> None:
    assert '<img src="/f/bars.svg" alt="막대 네 개.">' in rendered(TEXT)
    assert 'alt="Four bars."' in rendered(TEXT, "en")
    assert "elsewhere" not in rendered(TEXT)


def test_nothing_runs_and_only_the_web_is_linked() -> None:
    html = rendered(TEXT)

    assert "<script" not in html
    assert "<img src=x" not in html
    assert "javascript" not in html
    assert "secret.md" not in html
    assert 'href="https://example.org/a"' in html


@pytest.mark.parametrize(
    ("text", "language"),
    [("품질", "ko"), ("Quality 품질", "ko"), ("quality", "en"), ("<code>read_csv</code>", None), ("450 ÷ 405", None)],
)
def test_the_language_of_a_passage(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("alt", "korean", "english"),
    [
        (
            "근무 480분. 450분이 남음. Of 480 minutes 450 remain.",
            "근무 480분. 450분이 남음.",
            "Of 480 minutes 450 remain.",
        ),
        ("막대", "막대", "막대"),
        ("Bars", "Bars", "Bars"),
    ],
)
def test_words_of_a_figure(alt: str, korean: str, english: str) -> None:
    assert (words_of_figure(alt, "ko"), words_of_figure(alt, "en")) == (korean, english)


@pytest.mark.parametrize(
    "address", ["../secret.svg", "/etc/x.svg", "https://x.example/a.svg", "data:image/png;base64,AA.png", "a.html"]
)
def test_figures_stand_beside_the_text(address: str) -> None:
    assert figure_path("reading/a.md", address) is None


def test_a_good_text_has_no_faults(tmp_path: Path) -> None:
    figures = tmp_path / "reading" / "figures"
    figures.mkdir(parents=True)
    (figures / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'></svg>")
    (tmp_path / "reading" / "a.md").write_text("![보기. A view.](figures/a.svg)")

    assert inspect_reading(tmp_path, "reading/a.md") == []
    assert figures_in("![보기. A view.](figures/a.svg)") == [("figures/a.svg", "보기. A view.")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("![](figures/a.svg)", "no words"),
        ("![그림](figures/none.svg)", "does not exist"),
        ("![그림](https://x.example/a.svg)", "must be a file"),
        ("![그림](figures/fake.png)", "not what its name says"),
    ],
)
def test_a_text_with_a_bad_figure_is_refused(tmp_path: Path, text: str, said: str) -> None:
    figures = tmp_path / "reading" / "figures"
    figures.mkdir(parents=True)
    (figures / "a.svg").write_text("<svg></svg>")
    (figures / "fake.png").write_text("<script>alert(1)</script>")
    (tmp_path / "reading" / "a.md").write_text(text)

    faults = inspect_reading(tmp_path, "reading/a.md")

    assert said in " ".join(fault.en for fault in faults)
    assert "does not exist" in inspect_reading(tmp_path, "reading/none.md")[0].en


def test_a_notebooks_cell_keeps_its_headings_below_the_pages_and_its_folded_parts() -> None:
    html = cell_html(
        "# 첫 절\n\n<details><summary>English</summary>\n\nA part.\n\n</details>\n\n## 더", "ko", str, "표"
    )
    assert "<h3>첫 절</h3>" in html
    assert "<summary>English</summary>" in html
    assert "<h3>더</h3>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<img src="//x.example/a.png">',
        "[a](javascript:alert(1))",
        '<iframe src="https://x.example"></iframe>',
        '<p style="position:fixed">a</p>',
        '<form action="/sign-out"><button>a</button></form>',
    ],
)
def test_a_notebooks_cell_brings_nothing_that_acts(text: str) -> None:
    html = cell_html(text, "en", lambda address: None, "Table")
    assert not re.search(r"<script|onerror|x\.example|javascript:|<iframe|style=|<form|<button", html)
