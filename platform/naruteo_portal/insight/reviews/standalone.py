"""A review as one HTML file that needs nothing else: no script, no other origin, charts and letters within it.

It shows what the review pages show, from the same tables: whatever is hidden there is hidden here.
"""

import base64
from collections.abc import Callable, Iterator, Sequence
from html import escape

from naruteo_analytics.documents import CROSS, View
from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.insight.reviews.definitions import definitions_of
from naruteo_portal.insight.reviews.faces import DASH, Crossed, Said, cross_of, face_of
from naruteo_portal.insight.reviews.pages import FUNNEL, PAGES, Page, Part
from naruteo_portal.insight.reviews.sentences import sentence_of
from naruteo_portal.insight.reviews.words import REASONS, attribute_name

Draw = Callable[[str, Sequence[View], Locale], bytes]
"""Draws a chart (`drawing.draw`)."""
LEFT_OUT = ("compare",)
"""Pages that need somebody's choice."""

STYLE = """
:root{color-scheme:light}body{font-family:"Pretendard GOV",Pretendard,"Malgun Gothic","Apple SD Gothic Neo",
"Noto Sans KR",sans-serif;color:#1e2124;background:#fff;margin:0 auto;max-width:72rem;padding:1rem;line-height:1.5}
h1{font-size:1.6rem}h2{font-size:1.3rem;border-top:2px solid #1e2124;padding-top:1rem;margin-top:2.5rem}
h3{font-size:1.1rem;margin-top:2rem}.wide{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0;font-size:.9rem}
caption{text-align:start;font-weight:bold;padding:.25rem 0}th,td{border:1px solid #8a949e;padding:.25rem .5rem;
text-align:start;vertical-align:top}thead th{background:#eef1f4}.figure{text-align:end;
font-variant-numeric:tabular-nums}.why{color:#464c53}small{color:#464c53;display:block}figure{margin:1rem 0}
img{max-width:100%;height:auto}summary{cursor:pointer;padding:.5rem 0;font-weight:bold}dt{font-weight:bold}
dd{overflow-wrap:anywhere}
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page_of(views: Sequence[View], cover: Sequence[tuple[Message, Message | str]], locale: Locale, draw: Draw) -> str:
    """The file's text.

    Parameters
    ----------
    views : sequence of View
        Of one release: each cohort and the whole ('') by each attribute.
    cover : sequence of (what, its value)
    locale : Locale
    draw : callable
    """
    page = _Writer(locale, draw)
    title = page.say(N_("Review of a programme"))
    names: list[str] = []
    body = list(_cover(cover, page))
    for name, each in PAGES.items():
        if name not in LEFT_OUT:
            body += page.chapter(name, each, views, names)
    body += page.legend(names)
    return (
        f'<!doctype html>\n<html lang="{locale}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n{chr(10).join(body)}\n</main>\n"
        "</body>\n</html>\n"
    )


def _cover(cover: Sequence[tuple[Message, Message | str]], page: "_Writer") -> Iterator[str]:
    yield "<dl>"
    for name, value in cover:
        yield f"<dt>{escape(page.say(name))}</dt><dd>{escape(page.say(value))}</dd>"
    yield "</dl>"


class _Writer:
    """Writes parts of the file in one language."""

    def __init__(self, locale: Locale, draw: Draw) -> None:
        self.locale, self.draw = locale, draw

    def say(self, words: Message | str) -> str:
        return words.said_in(self.locale) if isinstance(words, Message) else words

    def chapter(self, name: str, page: Page, views: Sequence[View], names: list[str]) -> Iterator[str]:
        """A page of the review as a chapter; the definitions that its tables need are added to `names`."""
        yield f"<h2>{escape(self.say(page.title))}</h2><p>{escape(self.say(page.lead))}</p>"
        if name in ("overview", "items"):
            yield from self.parts(page.parts, [view for view in views if view["cohort"] and not view["by"]], names)
            return
        whole = [view for view in views if not view["cohort"]]
        if name != "equity":
            yield from self.parts(page.parts, [view for view in whole if not view["by"]], names)
            return
        for view in whole:
            if view["by"] and CROSS not in view["by"]:
                yield f"<h3>{escape(self.say(attribute_name(view['by']).label))}</h3>"
                yield from self.parts((FUNNEL, *page.parts), [view], names)

    def parts(self, parts: Sequence[Part], views: Sequence[View], names: list[str]) -> Iterator[str]:
        """Tables, each with its chart before it."""
        for part in parts:
            table = part.make(views)
            title = escape(self.say(table.title))
            if not table.rows:
                yield f"<p>{title}: {escape(self.say(N_('There are no figures of this in the release.')))}</p>"
                continue
            names += table.definitions
            if part.chart:
                picture = base64.b64encode(self.draw(part.chart, views, self.locale)).decode()
                alt = escape(self.say(sentence_of(table)), quote=True)
                yield f'<figure><img alt="{alt}" src="data:image/svg+xml;base64,{picture}"></figure>'
            cross = cross_of(table, part.down, part.across, self.locale) if part.down else None
            if cross is not None:
                head = [(cross.corner, False), *((each, True) for each in cross.head)]
                rows = [[escape(name), *map(_crossed, cells)] for name, cells in cross.rows]
            else:
                face = face_of(table, self.locale)
                head, rows = list(face.head), [[_cell(each) for each in row] for row in face.rows]
            written = _table(title, head, rows)
            yield f"<details><summary>{title}</summary>{written}</details>" if part.folded else written

    def legend(self, names: Sequence[str]) -> Iterator[str]:
        """What the figures mean, and why some are not shown."""
        yield f"<h2>{escape(self.say(N_('Definitions')))}</h2><dl>"
        for each in definitions_of((*names, "suppression")):
            yield f"<dt>{escape(self.say(each.title))}</dt><dd>{escape(each.said_in(self.locale))}</dd>"
        yield f"</dl><h2>{escape(self.say(N_('Why a figure is not shown')))}</h2><dl>"
        for sign, reason in REASONS.values():
            yield f"<dt>{escape(self.say(sign))}</dt><dd>{escape(self.say(reason))}</dd>"
        yield "</dl>"


def _table(title: str, head: Sequence[tuple[str, bool]], rows: Sequence[Sequence[str]]) -> str:
    """A table; the first cell of a row is its heading."""
    signs = [' class="figure"' if figures else "" for _label, figures in head]
    top = "".join(f'<th scope="col"{sign}>{escape(label)}</th>' for (label, _), sign in zip(head, signs, strict=True))
    lines = [
        f'<tr><th scope="row"{signs[0]}>{row[0]}</th>'
        + "".join(f"<td{sign}>{cell}</td>" for cell, sign in zip(row[1:], signs[1:], strict=True))
        + "</tr>"
        for row in rows
    ]
    # Wide tables scroll by themselves, also by keys.
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{title}"><table><caption>{title}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(said: Said) -> str:
    text = escape(said.text)
    return f'<span class="why">{text}</span>' if said.why else text


def _crossed(cell: Crossed | None) -> str:
    if cell is None:
        return DASH
    n = f"n {cell.n.text}" if cell.n is not None and cell.n.why is None else ""
    more = " · ".join(each for each in (cell.interval, n) if each)
    return f"{_cell(cell.rate)}<small>{escape(more)}</small>" if more else _cell(cell.rate)
