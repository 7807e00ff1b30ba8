"""Charts as SVG text, from the rows of `documents.View` and from nothing else.

Rows are protected and rounded before they come here, so a chart cannot show what its table hides: its axes end where
the shown values end, a hidden value leaves a gap or a mark that says so, and the label of each mark (`aria-label`: for
screen readers, and for pages that show it on pointing) holds the rows' own numbers. Groups are told apart by dashes and
markers beside colour; many groups get a small chart each. The letters that a picture needs are in it; nothing is loaded
from anywhere, and it holds no script.
"""

import base64
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from fontTools import subset
from fontTools.ttLib import TTFont

from naruteo_analytics.documents import Bin, Gap, Stage, Step, Week

FONT = "Naruteo Document Sans"
FONTS = f"{FONT}, Pretendard GOV, Pretendard, Malgun Gothic, Apple SD Gothic Neo, Noto Sans KR, sans-serif"
INK, FAINT, PAPER = "#1e2124", "#6d7882", "#ffffff"
# Each at least 4.5 : 1 on white, and apart for people who see few colours (after Okabe and Ito, darkened).
COLOURS = ("#0b50d0", "#a8410a", "#0f6b45", "#8c2f86", "#5c5600", "#4d4d4d")
DASHES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (4, 4), (12, 4))
MARKERS = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
TOGETHER = len(COLOURS)
"""Up to so many groups share one chart."""
ROWS_APART = 12
"""Between entries of a legend, in pixels: so far apart, a finger means one of them."""
SMALL = 180
"""Width of each of many small charts, in pixels."""

Chart = Any
"""A chart of Altair, which is made of many types that share no useful name."""


@dataclass(frozen=True)
class Words:
    """What a chart says, in one language.

    Attributes
    ----------
    title : str
    x, y : str
        Titles of the axes.
    names : mapping of str to str
        What the rows' keys (groups, stages, causes, outcomes) are called; a key without a name stands for itself.
    hidden : str
        Said where a value is not shown.
    mark : str
        What the extra line or marker is: the pass mark of grades, the gap within courses.
    note : str
        Said beside a gap that reverses within courses.
    """

    title: str
    x: str
    y: str
    names: Mapping[str, str] = field(default_factory=dict)
    hidden: str = ""
    mark: str = ""
    note: str = ""

    def name(self, key: str) -> str:
        """A key's name."""
        return self.names.get(key, key)


def as_svg(chart: Chart, fonts: Path) -> str:
    """The chart as SVG text, the same for the same chart.

    Parameters
    ----------
    chart : a chart made here
    fonts : Path
        The folder of the platform's fonts for documents, which have Hangul. Letters are measured by them, and the
        picture carries those that it writes (some kilobytes), so that it looks the same wherever it is shown.

    Raises
    ------
    FileNotFoundError
        No ``…-Regular.otf`` in the folder.
    """
    regular = _regular(fonts)
    # Only data within the chart is allowed: no address is ever asked.
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    texts = "".join(sorted(set(unescape("".join(re.findall(r">([^<]+)</text>", svg))))))
    face = f'@font-face{{font-family:"{FONT}";src:url(data:font/otf;base64,{_letters(regular, texts)})}}'
    return svg.replace(">", f"><title>{escape(str(chart.title.text))}</title><style>{face}</style>", 1)


@cache
def _regular(fonts: Path) -> Path:
    """The font that pictures carry; all of the folder are made known for measuring, once for each process."""
    regular = next(iter(sorted(fonts.glob("*-Regular.otf"))), None)
    if regular is None:
        raise FileNotFoundError(f"{fonts.name} holds no font that ends in -Regular.otf.")
    vl_convert.register_font_directory(str(fonts))
    return regular


def _letters(font: Path, texts: str) -> str:
    """A font of just these letters, in Base64."""
    options = subset.Options(layout_features=[], name_IDs=[], hinting=False, notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE"]
    subsetter, place = subset.Subsetter(options), io.BytesIO()
    subsetter.populate(text=texts)
    with TTFont(font, lazy=True, recalcTimestamp=False) as found:
        subsetter.subset(found)
        found.save(place)
    return base64.b64encode(place.getvalue()).decode()


def funnel(stages: Sequence[Stage], words: Words, width: int = 640) -> Chart:
    """Bars of the share that came as far as each stage, with interval, count and rate; a group's under one another."""
    rows = []
    for each in stages:
        share = each["rate"]["per_cent"]
        count = each["count"]["n"]
        told = [f"{count:,}"] if count is not None else []
        told += [f"{share:g} %"] if share is not None else []
        rows.append({
            "stage": words.name(each["stage"]), "group": words.name(each["group"]), "share": share,
            "low": each["rate"]["low"], "high": each["rate"]["high"],
            "told": " · ".join(told) or words.hidden, "from": share if share is not None else 0,
            "value": " · ".join([*told[:-1], _with_interval(share, each["rate"]["low"], each["rate"]["high"], " %")]),
        })  # fmt: skip
    _label(rows, "group", "stage")
    stage, group = _order(rows, "stage"), _order(rows, "group")
    by_group = len(group) > 1
    y = alt.Y("group:N", sort=group, title=None) if by_group else alt.Y("stage:N", sort=stage, title=words.y or None)
    base = alt.Chart({"values": rows}).encode(y=y)
    scale = alt.Scale(domain=[0, 100])
    bar = base.mark_bar(color=COLOURS[0], height=alt.RelativeBandSize(0.6), aria=True).encode(
        x=alt.X("share:Q", scale=scale, title=words.x), description="label:N"
    )
    whisker = base.mark_rule(color=INK, strokeWidth=2).encode(x=alt.X("low:Q", title=words.x), x2="high:Q")
    label = base.mark_text(align="left", dx=4, dy=-9, color=INK, fontSize=11).encode(x="from:Q", text="told:N")
    layers = alt.layer(bar, whisker, label)
    if not by_group:
        return _finished(layers.properties(width=width - 190, height=34 * len(stage)), words)
    layers = layers.properties(width=width - 190, height=26 * len(group))
    return _finished(layers.facet(row=alt.Row("stage:N", sort=stage, **_HEADER)), words)


def weekly(weeks: Sequence[Week], words: Words, width: int = 640) -> Chart:
    """Lines of the share by week (activity, retention), each with the band of its intervals."""
    rows = [
        {
            "series": words.name(each["group"]), "x": each["week"], "share": each["rate"]["per_cent"],
            "low": each["rate"]["low"], "high": each["rate"]["high"],
        }
        for each in weeks
    ]  # fmt: skip
    return _lines(rows, words, width, "linear")


def curve(steps: Sequence[Step], words: Words, width: int = 640) -> Chart:
    """Steps of a curve over time (staying, or the incidence of competing ends), each with the band of its intervals."""
    groups, causes = ({each[key] for each in steps} for key in ("group", "cause"))

    def series(each: Step) -> str:
        parts = [each["group"]] if len(groups) > 1 or len(causes) < 2 else []
        parts += [each["cause"]] if len(causes) > 1 else []
        return " · ".join(words.name(part) for part in parts)

    rows = [
        {
            "series": series(each), "x": each["time"], "share": each["rate"]["per_cent"], "low": each["rate"]["low"],
            "high": each["rate"]["high"],
        }
        for each in steps
    ]  # fmt: skip
    return _lines(rows, words, width, "step-after")


def grades(bins: Sequence[Bin], words: Words, pass_mark: float | None = None, width: int = 640) -> Chart:
    """Bars of how many have a grade in each bin, and the pass mark; every group has a chart of its own."""
    rows = [
        {
            "group": words.name(each["group"]), "low": each["low"], "high": each["high"], "count": each["count"]["n"],
            "told": words.hidden if each["count"]["n"] is None else "", "middle": (each["low"] + each["high"]) / 2,
            "mark": None, "bin": f"{words.x} {each['low']:g}–{each['high']:g}",
            "value": "" if each["count"]["n"] is None else f"{words.y} {each['count']['n']:,}",
        }
        for each in bins
    ]  # fmt: skip
    _label(rows, "group", "bin")
    group = _order(rows, "group")
    for name in group if pass_mark is not None else ():
        # One row of each group's chart draws its line.
        next(row for row in rows if row["group"] == name)["mark"] = pass_mark
    base = alt.Chart({"values": rows})
    x = alt.X("low:Q", title=words.x, scale=alt.Scale(domain=[0, 100]), bin="binned")
    layers = [
        base.mark_bar(color=COLOURS[0], stroke=PAPER, aria=True).encode(
            x=x, x2="high:Q", y=alt.Y("count:Q", title=words.y), description="label:N"
        ),
        base.mark_text(angle=270, align="left", color=FAINT, fontSize=10).encode(
            x="middle:Q", y=alt.datum(0), text="told:N"
        ),
    ]
    if pass_mark is not None:
        layers.append(base.mark_rule(color=COLOURS[1], strokeDash=[6, 4], strokeWidth=2).encode(x="mark:Q"))
        layers.append(
            base.mark_text(align="right", dx=-4, baseline="top", color=COLOURS[1]).encode(
                x="mark:Q", y=alt.value(2), text=alt.value(f"{words.mark} {pass_mark:g}")
            )
        )
    return _finished(_one_or_many(layers, "group", group, width, 220), words)


def gaps(rows: Sequence[Gap], words: Words, width: int = 640) -> Chart:
    """Dots of each group's gap to all others with its interval, and diamonds for the gap within courses."""
    shown = []
    for each in rows:
        told = words.hidden if each["difference"] is None else words.note if each["reverses"] else ""
        place = {"group": words.name(each["group"]), "outcome": words.name(each["outcome"]), "zero": 0}
        raw = {"kind": words.x, "gap": each["difference"], "low": each["low"], "high": each["high"], "told": told}
        end = max((end for end in (each["high"], each["within"]) if end is not None), default=0)
        raw["value"] = _with_interval(each["difference"], each["low"], each["high"])
        within = {"kind": words.mark, "gap": each["within"], "value": _with_interval(each["within"], None, None)}
        shown += [{**place, **raw, "at": end}, {**place, **within}]
    _label(shown, "group", "outcome", "kind")
    group, outcome = _order(shown, "group"), _order(shown, "outcome")
    kinds = [words.x, words.mark]
    legend = alt.Legend(title=None, orient="bottom", columns=2, labelLimit=300, rowPadding=ROWS_APART)
    base = alt.Chart({"values": shown}).encode(y=alt.Y("group:N", sort=group, title=words.y or None))
    layers = alt.layer(
        base.mark_tick(color=INK, thickness=2, height=26).encode(x="zero:Q"),
        base.mark_rule(color=COLOURS[0], strokeWidth=3).encode(x=alt.X("low:Q", title=words.x), x2="high:Q"),
        base.mark_point(filled=True, size=90, opacity=1, aria=True).encode(
            x="gap:Q", description="label:N", color=alt.Color("kind:N", scale=_scale(kinds, COLOURS), legend=legend),
            shape=alt.Shape("kind:N", scale=_scale(kinds, ("circle", "diamond")), legend=legend),
        ),
        base.mark_text(align="left", dx=8, color=INK, fontSize=11).encode(x="at:Q", text="told:N"),
    ).properties(width=width - 190, height=30 * len(group) + 10)  # fmt: skip
    if len(outcome) > 1:
        layers = layers.facet(row=alt.Row("outcome:N", sort=outcome, **_HEADER))
    return _finished(layers, words)


_HEADER: Mapping[str, Any] = {
    "title": None, "header": alt.Header(labelAngle=0, labelAlign="left", labelOrient="top", labelAnchor="start"),
}  # fmt: skip


def _lines(rows: list[dict[str, Any]], words: Words, width: int, interpolate: str) -> Chart:
    for row in rows:
        row["at"] = f"{words.x} {row['x']}"
        row["value"] = _with_interval(row["share"], row["low"], row["high"], " %")
    _label(rows, "series", "at")
    series = _order(rows, "series")
    several, together = len(series) > 1, len(series) <= TOGETHER
    legend = alt.Legend(
        title=None, orient="bottom", columns=2, symbolOpacity=1, symbolSize=100, labelLimit=260, rowPadding=ROWS_APART
    )

    told = {
        "color": alt.Color("series:N", scale=_scale(series, COLOURS), legend=legend),
        "strokeDash": alt.StrokeDash("series:N", scale=_scale(series, [list(each) for each in DASHES]), legend=None),
    } if several and together else {"color": alt.value(COLOURS[0])}  # fmt: skip
    base = alt.Chart({"values": rows})
    x = alt.X("x:Q", title=words.x, axis=alt.Axis(tickMinStep=1, format="d"))
    y = alt.Y("share:Q", title=words.y, scale=alt.Scale(domain=[0, 100]))
    # A week that is hidden is a gap: a line drawn across it would guess its value.
    how: dict[str, Any] = {"interpolate": interpolate, "invalid": "break-paths-show-domains"}
    layers = [
        base.mark_area(opacity=0.16, **how).encode(
            x=x, y=alt.Y("low:Q", title=words.y), y2="high:Q", color=told["color"]
        ),
        base.mark_line(strokeWidth=2, **how).encode(x=x, y=y, **told),
    ]
    shape = (
        {"shape": alt.Shape("series:N", scale=_scale(series, MARKERS), legend=legend)} if "strokeDash" in told else {}
    )
    point = base.mark_point(filled=True, size=34, opacity=1, invalid="filter", aria=True)
    layers.append(point.encode(x=x, y=y, color=told["color"], description="label:N", **shape))
    if several and not together:
        return _finished(_one_or_many(layers, "series", series, width, 120), words)
    return _finished(alt.layer(*layers).properties(width=width - 80, height=300), words)


def _one_or_many(layers: list[Chart], key: str, keys: list[str], width: int, height: int) -> Chart:
    layered = alt.layer(*layers)
    if len(keys) < 2:
        return layered.properties(width=width - 80, height=height)
    columns = max(1, width // (SMALL + 20))
    layered = layered.properties(width=(width - 70) / columns - 10, height=height * 0.7)
    header = alt.Header(title=None, labelAnchor="start")
    return layered.facet(facet=alt.Facet(f"{key}:N", sort=keys, header=header), columns=columns)


def _label(rows: Sequence[dict[str, Any]], *names: str) -> None:
    """Give each row the label of its mark: those of the names in which rows differ, and its value."""
    apart = [name for name in names if len(_order(rows, name)) > 1]
    for row in rows:
        row["label"] = f"{' · '.join(row[name] for name in apart)}: {row['value']}" if apart else row["value"]


def _with_interval(value: float | None, low: float | None, high: float | None, unit: str = "") -> str:
    """A value as its row has it, with its interval; nothing where it is hidden."""
    if value is None:
        return ""
    return f"{value:g}{unit}" if low is None or high is None else f"{value:g}{unit} ({low:g} … {high:g})"


def _scale(keys: list[str], values: Sequence[Any]) -> Any:
    return alt.Scale(domain=keys, range=list(values[: len(keys)]))


def _order(rows: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return list(dict.fromkeys(str(row[key]) for row in rows))


def _finished(chart: Chart, words: Words) -> Chart:
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": "normal"}
    return (
        chart.properties(title=alt.Title(words.title, anchor="start", fontSize=15, color=INK, offset=12))
        .configure(font=FONTS, background=PAPER, padding=8, aria=False)
        .configure_axis(**text, gridColor="#d6d9dd", domainColor=FAINT, tickColor=FAINT, labelLimit=320)
        .configure_legend(labelColor=INK, labelFontSize=12)
        .configure_header(labelColor=INK, labelFontSize=13, labelFontWeight="bold", titleColor=INK)
        .configure_facet(spacing=6)
        .configure_view(stroke=None)
    )


DRAW: Mapping[str, Callable[..., Chart]] = {
    "funnel": funnel, "activity": weekly, "retention": weekly, "grades": grades, "withdrawal": curve,
    "placement": curve, "equity": gaps,
}  # fmt: skip
"""The part of a view, and what draws its rows."""
