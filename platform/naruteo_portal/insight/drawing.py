"""Charts and Parquet files, by libraries that a process loads when somebody first asks for one.

Both are made from views that are protected and rounded, and from nothing else. A chart is drawn once for each release,
view and language, and kept.
"""

import io
import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from naruteo_analytics.documents import View
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.core.paper import FONTS
from naruteo_portal.insight.models import DrawnChart, Release
from naruteo_portal.insight.reviews.faces import said_label
from naruteo_portal.insight.reviews.files import FIELDS, Cover, about, figures_of
from naruteo_portal.insight.reviews.selection import Filters, Ways, declared, views_of
from naruteo_portal.insight.reviews.tables import FigureTable
from naruteo_portal.insight.reviews.words import CAUSES, STAGES, UNITS, cohort_name, group_name

SHARE = N_("Share of the registered, %")
WEEK = N_("Week from the start of the cohort")
HIDDEN = N_("not shown")
CHARTS: Mapping[str, tuple[Message, Message, Message]] = {
    "funnel": (N_("How far enrolments came"), SHARE, N_("Stage")),
    "activity": (N_("Active enrolments by week"), WEEK, SHARE),
    "retention": (N_("Retention by week"), WEEK, N_("Share of those who started, %")),
    "withdrawal": (N_("Withdrawal over time"), N_("Time from the start of the cohort"), N_("Still enrolled, %")),
    "grades": (N_("Spread of grades"), N_("Grade"), N_("Enrolments (n)")),
    "placement": (N_("Time to placement"), N_("Time from the end of the cohort"), N_("To whom it happened, %")),
    "equity": (N_("Outcomes by group"), N_("Difference to all others, points"), N_("Group")),
}
"""Title and axes (across, up) of each chart."""
CURVES = ("withdrawal", "placement")


def chart_of(
    session: Session, release: Release, ways: Ways, name: str, filters: Filters, locale: Locale
) -> bytes:  # fmt: skip
    """A chart as SVG; NotFound for one that there is not, NotDeclared for filters that the release has no view of."""
    if name not in CHARTS:
        raise NotFound
    wanted = declared([(cohort, filters.by) for cohort in filters.cohorts], ways)
    key = "/".join([name, filters.by, *filters.cohorts])
    drawn = session.get(DrawnChart, (release.id, key, locale))
    if drawn is not None:
        return drawn.svg
    svg = draw(name, views_of(session, release, wanted, [name]), locale)
    values = {"release_id": release.id, "name": key, "language": locale, "svg": svg}
    session.execute(insert(DrawnChart).values(values).on_conflict_do_nothing())
    return svg


def draw(name: str, views: Sequence[View], locale: Locale) -> bytes:
    """A chart of one view, or of several side by side."""
    charts = import_module("naruteo_analytics.charts")
    rows, names = _rows_of(name, views, locale)
    title, across, up = (each.said_in(locale) for each in CHARTS[name])
    if name in CURVES and views:
        unit = UNITS[views[0][name]["unit"]].said_in(locale)  # type: ignore[literal-required]
        across = f"{across} ({unit})"
    words = charts.Words(
        title, across, up, names, hidden=HIDDEN.said_in(locale),
        mark=N_("within courses").said_in(locale), note=N_("within courses the other way").said_in(locale),
    )  # fmt: skip
    svg: str = charts.as_svg(charts.DRAW[name](rows, words), FONTS)
    return svg.encode()


def _rows_of(name: str, views: Sequence[View], locale: Locale) -> tuple[list[Any], dict[str, str]]:
    """The rows of a chart, each group under its cohort where there are several, and what their keys are called."""
    names = {key: label.said_in(locale) for key, label in {**STAGES, **CAUSES}.items()}
    rows = []
    for view in views:
        part: Any = view[name]  # type: ignore[literal-required]
        for row in part["steps"] if name in CURVES else part:
            group, label = row["group"], said_label(group_name(row["group"]).label, locale)
            if len(views) > 1:
                cohort = cohort_name(view["cohort"])
                group = f"{cohort.key}/{group}"
                label = " · ".join([said_label(cohort.label, locale), *([label] if row["group"] else [])])
            names[group] = label
            rows.append({**row, "group": group})
    return rows, names


def as_parquet(tables: Sequence[FigureTable], cover: Cover, locale: Locale) -> bytes:
    """One figure a row, typed; what it is about stands in the file's metadata. Without statistics of columns."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    figures = list(figures_of(tables))
    columns = {name: [getattr(each, name) for each in figures] for name in FIELDS}
    types = {"value": arrow.float64()}
    notes = json.dumps([list(row) for row in about(tables, cover, locale)], ensure_ascii=False)
    schema = arrow.schema(
        [("release", arrow.int32()), *((name, types.get(name, arrow.string())) for name in FIELDS)],
        metadata={"naruteo": notes},
    )
    table = arrow.table({"release": [cover.number] * len(figures), **columns}, schema=schema)
    content = io.BytesIO()
    parquet.write_table(table, content, write_statistics=False, compression="zstd")
    return content.getvalue()
