"""Charts are made of protected rows alone, carry their letters, and tell groups apart without colour."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from naruteo_analytics import charts
from naruteo_analytics.documents import Bin, Gap, Rate, Stage, Step, Week, Why
from naruteo_testing.checkout import PORTAL

FONTS = PORTAL / "core" / "fonts"
NAMES = {"women": "여성", "men": "남성", "started": "시작", "passed": "합격", "placed": "취업", "lost": "연락 두절"}
HIDDEN: Rate = {"per_cent": None, "low": None, "high": None, "why": Why.FEW}


def words(**more: str) -> charts.Words:
    return charts.Words(
        "단계별 <도달>", "비율(%)", "주", NAMES, hidden="표시하지 않음", **{"mark": "과정 안", "note": "반대", **more}
    )


def rate(share: float) -> Rate:
    return {"per_cent": share, "low": share - 1.5, "high": share + 1.5}


def weeks(*groups: str, hidden: tuple[int, ...] = ()) -> list[Week]:
    return [
        {"group": group, "week": week, "count": {"n": None if week in hidden else 40},
         "rate": HIDDEN if week in hidden else rate(80.5 - week)}
        for group in groups for week in range(-2, 12)
    ]  # fmt: skip


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<]+)</text>", svg)


def labels(svg: str) -> list[str]:
    return re.findall(r'<path aria-label="([^"]+)"', svg)


def test_a_picture_is_whole_in_itself_and_always_the_same() -> None:
    svg = charts.as_svg(charts.weekly(weeks("women", "men"), words()), FONTS)
    assert svg == charts.as_svg(charts.weekly(weeks("women", "men"), words()), FONTS)
    assert "<title>단계별 &lt;도달&gt;</title>" in svg
    assert {"여성", "남성", "비율(%)"} <= set(texts(svg))
    without_names = re.sub(r'xmlns(:xlink)?="[^"]*"|base64,[^)]*', "", svg)
    assert not re.findall(r"https?:|<script|href", without_names)
    font = re.search(r"base64,([^)]*)\)", svg)
    assert font
    letters = set(TTFont(io.BytesIO(base64.b64decode(font[1]))).getBestCmap())
    assert {ord(letter) for letter in "여성남성비율단계별"} <= letters


def test_a_folder_without_the_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no font"):
        charts.as_svg(charts.weekly(weeks("women"), words()), tmp_path)


def test_groups_differ_by_dash_and_marker_and_a_hidden_week_is_a_gap() -> None:
    svg = charts.as_svg(charts.weekly(weeks("women", "men", hidden=(4,)), words()), FONTS)
    lines = re.findall(r'mark-line role-mark[^>]*><path d="([^"]*)" stroke="#\w+"[^>]*stroke-dasharray="([^"]*)"', svg)
    drawn = {dash: path for path, dash in lines}
    assert len(drawn) == 2
    # Each line is drawn in two pieces, around the hidden week.
    assert all(path.count("M") == 2 for path in drawn.values())
    points = svg.split("mark-symbol role-mark", 1)[1].split("</g>", 1)[0]
    shapes = re.findall(r' d="([^"]*)"', points)
    assert len(shapes) == 2 * 13
    assert len(set(shapes)) == 2


def test_many_groups_get_a_small_chart_each() -> None:
    names = [f"region {at}" for at in range(8)]
    svg = charts.as_svg(charts.weekly(weeks(*names), words()), FONTS)
    assert set(names) <= set(texts(svg))
    assert charts.COLOURS[1] not in svg


@pytest.mark.parametrize("groups", [("",), ("women", "men")])
def test_a_funnel_says_counts_and_rates_and_what_is_hidden(groups: tuple[str, ...]) -> None:
    stages: list[Stage] = [
        {"group": group, "stage": "started", "count": {"n": 1240}, "rate": rate(91.5)} for group in groups
    ]
    stages.append({"group": groups[-1], "stage": "passed", "count": {"n": None, "why": Why.FEW}, "rate": HIDDEN})
    svg = charts.as_svg(charts.funnel(stages, words()), FONTS)
    told = texts(svg)
    # What is hidden has no mark, so it has no label either.
    assert len(labels(svg)) == len(groups)
    assert all(label.endswith("시작: 1,240 · 91.5 % (90 … 93)") for label in labels(svg))
    assert told.count("1,240 · 91.5 %") == len(groups)
    assert "표시하지 않음" in told
    assert {"시작", "합격"} <= set(told)


def test_grades_show_the_pass_mark_and_no_axis_beyond_what_is_shown() -> None:
    bins: list[Bin] = [
        {"group": group, "low": low, "high": low + 10, "count": {"n": 12 if low else None}}
        for group in ("women", "men") for low in range(0, 100, 10)
    ]  # fmt: skip
    svg = charts.as_svg(charts.grades(bins, words(mark="합격선"), pass_mark=60), FONTS)
    told = texts(svg)
    assert labels(svg)[0] == "여성 · 비율(%) 10–20: 주 12"
    assert len(labels(svg)) == 18
    assert told.count("합격선 60") == 2
    assert told.count("표시하지 않음") == 2
    assert "12" in told
    assert not {"14", "15", "16"} & set(told)


def test_ends_that_compete_are_steps() -> None:
    steps: list[Step] = [
        {"group": "", "cause": cause, "time": time, "at_risk": {"n": 30}, "rate": rate(2.0 * time + 2)}
        for cause in ("placed", "lost") for time in range(6)
    ]  # fmt: skip
    svg = charts.as_svg(charts.curve(steps, words()), FONTS)
    assert {"취업", "연락 두절"} <= set(texts(svg))
    # What is said on pointing begins where the table does, and so do the lines: at the axis.
    told = [f"{NAMES[each['cause']]} · 비율(%) {each['time']}: {each['rate']['per_cent']:g} %" for each in steps]
    assert sorted(label.split(" (")[0] for label in labels(svg)) == sorted(told)
    lines = re.findall(r'mark-line role-mark[^>]*><path d="([^"]*)"', svg)
    assert [line.startswith("M0,") for line in lines] == [True, True]


def test_gaps_show_both_ways_and_say_where_they_reverse() -> None:
    def gap(group: str, **more: Any) -> Gap:
        full: dict[str, Any] = {
            "group": group, "outcome": "passed", "rate": rate(50), "difference": -3.0, "low": -5.0, "high": -1.0,
            "ratio": 0.9, "within": 1.0, "reverses": True,
        }  # fmt: skip
        return {**full, **more}  # type: ignore[typeddict-item]

    rows = [gap("women"), gap("men", difference=None, low=None, high=None, within=None, ratio=None, reverses=False)]
    svg = charts.as_svg(charts.gaps(rows, words()), FONTS)
    told = texts(svg)
    assert labels(svg) == ["여성 · 비율(%): -3 (-5 … -1)", "여성 · 과정 안: 1"]
    assert "반대" in told
    assert "표시하지 않음" in told
    assert "과정 안" in told
    twice = [*rows, gap("women", outcome="placed")]
    assert {"합격", "취업"} <= set(texts(charts.as_svg(charts.gaps(twice, words()), FONTS)))


def test_every_part_of_a_view_that_has_rows_can_be_drawn() -> None:
    assert set(charts.DRAW) == {"funnel", "activity", "retention", "grades", "withdrawal", "placement", "equity"}
