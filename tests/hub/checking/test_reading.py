"""What can be told of a course without running it: words, pictures, promises, declarations."""

from pathlib import Path

import pytest

from naruteo_hub.checking.equivalents import declared_equivalents
from naruteo_hub.checking.figures import check_texts, silent_plots
from naruteo_hub.checking.findings import Finding, Judgement, NotebookFacts, Report
from naruteo_hub.checking.known_answers import read_known_answers
from naruteo_hub.checking.languages import check_languages
from naruteo_hub.checking.report_html import as_html
from naruteo_hub.checking.report_text import as_text
from naruteo_hub.checking.sources import SourceNotebook, check_source
from naruteo_hub.grading.document import as_notebook
from naruteo_testing.notebooks import Cell, answer, check, notebook, text

BOTH = "한국어로 말합니다.\n\n> **EN** — This says it in English."


def read(*cells: Cell, name: str = "work") -> SourceNotebook:
    return SourceNotebook("week1", name, as_notebook(notebook(*cells)).cells)


def said(*notebooks: SourceNotebook, bilingual: bool = True) -> list[str]:
    found: list[Finding] = []
    check_languages(list(notebooks), bilingual, found.append)
    return [finding.reason for finding in found]


# Languages.


def test_a_cell_in_both_languages_is_fine() -> None:
    assert said(read(text(BOTH), text("```python\n1 + 1\n```"))) == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("한국어로만 말합니다.", "There is no English part"),
        ("Only in English, as it happens.", "There is no English part"),
        ("> **EN** — This says it in English.", "There is no Korean"),
        ("한국어입니다.\n\n> **EN** — ", "The English part is empty"),
        ("한국어입니다.\n\n> **EN** — Two words of it.\n> 이 줄은 아직 옮기지 않았습니다.", "There is Korean in"),
        ("한국어 $$x$$ 입니다.\n\n> **EN** — There is no formula here.", "The two versions differ"),
    ],
)
def test_a_cell_that_is_not_in_both_languages(source: str, reason: str) -> None:
    (found,) = said(read(text(source)))
    assert found.startswith(reason)


def test_an_english_part_may_explain_korean_words() -> None:
    assert said(read(text("한국어입니다.\n\n> **EN** — The words: 생산 = produced, 불량 = defects."))) == []


def test_a_course_in_one_language_is_not_asked_for_two() -> None:
    assert said(read(text("Only in English.")), bilingual=False) == []


def test_a_message_in_korean_only() -> None:
    graded = check("t", "assert f() == 1, '하나여야 합니다'\nassert f() == 1, '하나 / one thing'")
    assert said(read(text(BOTH), graded)) == ["The message is in Korean only: 하나여야 합니다"]


def test_two_notebooks_agree_but_for_words() -> None:
    korean = read(check("t", "# 하나\nassert f() == 1, '하나여야 합니다'", 2), name="work-ko")
    english = read(check("t", "# one\nassert f() == 1, 'it must be one'", 2), name="work-en")
    assert said(korean, english) == []
    other = read(check("t", "assert f() == 2", 3), name="work-en")
    assert said(korean, other) == ["points is 2 here and 3 in work-en.", "The code differs from that in work-en."]


# Points and ids.


def test_headings_keep_their_promises() -> None:
    found: list[Finding] = []
    cells = [text("## 과제 (3점) · Task (4 points)"), answer("f", "1"), check("a", "1", 1), check("b", "1", 2)]
    check_source(read(*cells), found.append)
    assert [finding.reason for finding in found] == ["The heading promises 4 points, its cells give 3."]


def test_ids_and_points_of_cells() -> None:
    found: list[Finding] = []
    check_source(read(check("a", "1", 1), check("a", "1", -1), check("", "1")), found.append)
    assert [(finding.rule, finding.cell) for finding in found] == [("ids", "a"), ("points", "a"), ("ids", "c2")]


# Pictures.


def test_pictures_have_words() -> None:
    found: list[Finding] = []
    cells = [text("![](a.png)"), text('<img src="b.png" alt=" ">'), text("![words](c.png) `![](code.png)`")]
    check_texts(read(*cells), found.append)
    assert [finding.cell for finding in found] == ["c0", "c1"]


@pytest.mark.parametrize(
    ("data", "silent"),
    [
        ({"image/png": "…", "text/plain": "<Figure size 640x480 with 1 Axes>"}, 1),
        ({"image/png": "…", "text/plain": "The rate rises from May on."}, 0),
        ({"text/html": '<img src="data:…">'}, 1),
        ({"text/html": '<img alt="The rate rises." src="data:…">', "image/png": "…"}, 0),
        ({"text/plain": "42"}, 0),
    ],
)
def test_plots_have_words(data: dict[str, str], silent: int) -> None:
    assert silent_plots([{"output_type": "display_data", "data": data, "metadata": {}}]) == silent


def test_a_plot_may_say_its_words_as_jupyter_keeps_them() -> None:
    data = {"image/png": "…", "text/plain": "<IPython.core.display.Image object>"}
    for alt, silent in (("The rate rises.", 0), (" ", 1)):
        about = {"image/png": {"alt": alt}}
        assert silent_plots([{"output_type": "display_data", "data": data, "metadata": about}]) == silent


# Declarations.


def test_known_answers_say_what_they_must_lose(tmp_path: Path) -> None:
    folder = tmp_path / "checks" / "week1"
    folder.mkdir(parents=True)
    (folder / "all.py").write_text("# cell: f\n# loses: a\nf = 1\n")
    (folder / "some.py").write_text("# cell: f\n# loses: a\n# gets: b\n# score: 7\nf = 1\n")
    (folder / "silent.py").write_text("f = 1\n")
    found: list[Finding] = []
    every, some = read_known_answers(tmp_path, "week1", found.append)
    assert [finding.reason[:40] for finding in found] == ["checks/week1/silent.py cannot be used: i"]
    assert every.faults({"a"}, ["a", "b", "c"], 9) == []
    assert every.faults({"b"}, ["a", "b", "c"], 9) == [
        "It must lose a, and gets the points.",
        "It must get b, and loses the points.",
    ]
    assert some.faults({"a", "c"}, ["a", "b", "c"], 7) == []
    assert some.faults({"a"}, ["a", "b", "c"], 8) == ["It must score 7, and scores 8."]


def test_mutants_that_change_nothing_are_declared_with_a_reason(tmp_path: Path) -> None:
    folder = tmp_path / "checks" / "week1"
    folder.mkdir(parents=True)
    written = folder / "equivalent.yaml"
    written.write_text("- {cell: f, was: 'x < 0', becomes: 'x <= 0', reason: Zero stays zero.}\n- {cell: f}\n")
    found: list[Finding] = []
    declared = declared_equivalents(tmp_path, "week1", found.append)
    assert declared.reason_for(Judgement("f", "comparison", 1, "x < 0", "x <= 0", "survived")) == "Zero stays zero."
    assert declared.reason_for(Judgement("g", "comparison", 1, "x < 0", "x <= 0", "survived")) == ""
    assert len(found) == 1
    written.write_text("- {")
    declared_equivalents(tmp_path, "week1", found.append)
    assert len(found) == 2


# The report.


def test_the_report_counts_only_mutants_that_change_something() -> None:
    states = ["killed"] * 9 + ["survived", "unchanged", "declared"]
    mutants = [Judgement("f", "operator", 1, "a + b", "a - b", state, diff="-a + b\n+a - b") for state in states]
    report = Report("press", [], [NotebookFacts("week1", "work", mutants=mutants)])
    assert report.mutation_score() == 90.0
    assert "press passes, mutation score 90 %" in as_text(report)
    assert as_html(report).count("<details") == 3
    report.findings.append(Finding("points", "They <do not> add up.", "week1", "work", "f", "more"))
    assert report.status == 1
    assert "week1 · work\n  ✗ [points] f: They <do not> add up.\n      more\n" in as_text(report)
    assert "They &lt;do not&gt; add up." in as_html(report)
    assert report.to_json()["findings"][0]["cell"] == "f"
