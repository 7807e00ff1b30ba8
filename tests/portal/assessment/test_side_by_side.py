"""Questions and answers cut out of the grader's feedback page."""

from naruteo_portal.assessment.side_by_side import Exchange, exchanges_in, parts_of


def cell(kind: str, said: str, anchor: str = "") -> str:
    name = f' id="{anchor}"' if anchor else ""
    return f'<div class="nb-cell nb-cell--{kind}"{name}>\n<div class="nb-text"><p>{said}</p></div>\n</div>\n'


def page(*cells: str) -> str:
    return f'<article class="nb-notebook">\n<p class="nb-score">3</p>\n{"".join(cells)}</article>'


def said_in(exchange: Exchange) -> tuple[list[str], list[str]]:
    words = ("q1", "q2", "own", "answer", "test", "after")
    question = [word for word in words if f"<p>{word}</p>" in exchange.question]
    return question, [word for word in words if f"<p>{word}</p>" in exchange.answer]


def test_a_cell_has_what_stands_between_it_and_the_one_before() -> None:
    found = exchanges_in(
        page(
            cell("given", "q1"),
            cell("answer", "answer"),
            cell("test", "test", "nb-1"),
            cell("given", "q2"),
            cell("own", "own"),
            cell("answer", "answer", "nb-2"),
        )
    )
    assert said_in(found["nb-1"]) == (["q1", "test"], ["answer"])
    assert said_in(found["nb-2"]) == (["q2"], ["own", "answer"])


def test_the_cells_after_a_task_cell_answer_it() -> None:
    found = exchanges_in(
        page(cell("given", "q1", "nb-1"), cell("own", "own"), cell("answer", "answer"), cell("given", "q2"),
             cell("own", "after"), cell("answer", "answer", "nb-2"))
    )  # fmt: skip
    assert said_in(found["nb-1"]) == (["q1"], ["own", "answer"])
    assert said_in(found["nb-2"]) == (["q2"], ["answer", "after"])


def test_what_lies_within_a_cell_stays_as_it_was_cleaned() -> None:
    odd = '<div class="nb-output"><div>a &lt;div&gt; b\u2028c</div><img src="data:image/png;base64,AA=="></div>'
    parts = parts_of(page(cell("own", odd), cell("answer", "after", "nb-1")))
    assert odd in parts[0].html
    assert (parts[1].kind, parts[1].anchor) == ("answer", "nb-1")
    assert parts[1].html == cell("answer", "after", "nb-1").rstrip("\n")


def test_a_page_of_another_form_has_nothing_to_show() -> None:
    assert exchanges_in('<section id="nb-1"><p>7</p></section>') == {}
    assert exchanges_in("") == {}
