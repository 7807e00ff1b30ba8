"""Turn what learners and kernels wrote into HTML that is safe in a page: an allow list, no script, nothing loaded."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape, unescape
from typing import Any

import mistune
import nh3

TEXT_TAGS = {
    *("p", "br", "hr", "em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "span", "div"),
    *("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "code", "pre", "kbd", "samp", "var", "a", "img"),
    *("h4", "h5", "h6", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("details", "summary"),
}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
# A page's own headings end at the third level; a notebook's start below it, and none is skipped on the way down.
HEADINGS = {1: 4, 2: 4, 3: 5}
MARKDOWN_PLUGINS = [
    "table",
    "mistune.plugins.table.table_in_quote",
    "mistune.plugins.table.table_in_list",
    "strikethrough",
]
LARGEST_IMAGE = 1_000_000
# Deeply nested tags take the square of their number to clean; such HTML is shown as text.
MOST_TAGS, LONGEST_RAW = 12_000, 20_000
IMAGE_TYPES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
EMPTY_HEADING = re.compile(r"<th[^>]*>\s*</th>")
DATA_IMAGE = re.compile(r"data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=\s]+)\Z")
# Colours, cursor movements and titles of terminals, complete or cut off.
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_a-z]?)")
# Signs that a page cannot hold or that turn the direction of reading.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

Resolve = Callable[[str], str | None]


def plain_text(text: object) -> str:
    """Return text without colour codes and signs that a page cannot hold."""
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    return UNPRINTABLE.sub("", ANSI.sub("", text if isinstance(text, str) else ""))


def image_source(mime_type: str, content: bytes | str) -> str | None:
    """Return a data: address for a PNG or JPEG that really is one and not too large, or None."""
    signature = IMAGE_TYPES.get(mime_type)
    if signature is None or len(content) > LARGEST_IMAGE:
        return None
    if isinstance(content, str):
        try:
            content = base64.b64decode("".join(content.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
    if not content.startswith(signature):
        return None
    return f"data:{mime_type};base64,{base64.b64encode(content).decode('ascii')}"


def _checked_data_image(address: str) -> str | None:
    match = DATA_IMAGE.match(address)
    return image_source(match[1], match[2]) if match else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        return value if DATA_IMAGE.match(value) else None
    if (tag, name) == ("a", "href"):
        return value if re.match(r"https?://[^\s]+\Z", value, re.IGNORECASE) else None
    if (tag, name) == ("th", "scope"):
        return value if value in ("col", "row", "colgroup", "rowgroup") else None
    if name in ("colspan", "rowspan", "start"):
        return value if re.match(r"\d{1,4}\Z", value) else None
    return value


@lru_cache(maxsize=64)  # each page is written once for every language
def clean_html(html: str) -> str:
    """Keep only plain markup: no script, style, event, form, frame, id or class, and no address that loads anything."""
    if html.count("<") > MOST_TAGS:
        return f"<pre>{escape(html[:LONGEST_RAW])}</pre>"
    cleaned = nh3.clean(
        html,
        tags=TEXT_TAGS,
        clean_content_tags={"script", "style", "template", "iframe", "object", "noscript", "svg", "math", "title"},
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "data"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    # pandas leaves the corner of a table empty; a heading without words puzzles screen readers.
    return EMPTY_HEADING.sub("<td></td>", cleaned)


class _Renderer(mistune.HTMLRenderer):
    """Markdown as HTML, with headings below the page's own and pictures only from files that are at hand."""

    def __init__(self, resolve: Resolve, picture: str, left_out: Callable[[str], str]) -> None:
        # Raw HTML is passed on: it is cleaned afterwards together with everything else.
        super().__init__(escape=False)
        self._resolve = resolve
        self._picture = picture
        self._left_out = left_out

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        level = HEADINGS.get(level, 6)
        return f"<h{level}>{text}</h{level}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        source = _checked_data_image(url) or self._resolve(url)
        description = unescape(plain_text(text))
        if source is None:
            return escape(self._left_out(description or url[:100]))
        return f'<img src="{source}" alt="{escape(description or self._picture, quote=True)}">'


def markdown_html(text: str, resolve: Resolve, picture: str, left_out: Callable[[str], str]) -> str:
    """Render a Markdown cell; ``resolve`` gives the data: address of a picture, or None to leave it out."""
    renderer = _Renderer(resolve, picture, left_out)
    render = mistune.create_markdown(renderer=renderer, plugins=MARKDOWN_PLUGINS)
    text = plain_text(text)
    try:
        html = str(render(text))
    except (RecursionError, ValueError, KeyError, IndexError, TypeError):
        # Text made to confuse the renderer is shown as it is.
        html = f"<pre>{escape(text)}</pre>"
    return clean_html(html)


def picture_finder(files: Mapping[str, bytes], attachments: Mapping[str, Any]) -> Resolve:
    """Return a function that finds a picture among the assignment's files and a cell's own attachments."""

    def resolve(address: str) -> str | None:
        if address.startswith("attachment:"):
            bundle = attachments.get(address.removeprefix("attachment:"))
            if not isinstance(bundle, Mapping):
                return None
            found = (image_source(kind, bundle[kind]) for kind in IMAGE_TYPES if isinstance(bundle.get(kind), str))
            return next((source for source in found if source), None)
        content = files.get(address.removeprefix("./"))
        if content is None:
            return None
        return next((source for kind in IMAGE_TYPES if (source := image_source(kind, content))), None)

    return resolve
