"""The pages of a review: which tables and charts each has, and which parts of the views they need."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from naruteo_analytics.documents import View
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.insight.reviews import tables
from naruteo_portal.insight.reviews.tables import FigureTable


@dataclass(frozen=True)
class Part:
    """A table of a page: which part of a view it needs, its chart, and how it is crossed where groups are compared."""

    view_part: str
    make: Callable[[Sequence[View]], FigureTable]
    chart: str | None = None
    down: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    folded: bool = False
    """Whether the table is long and has a chart, so that it is opened when wanted."""


@dataclass(frozen=True)
class Page:
    """A page of a review."""

    title: Message
    lead: Message
    parts: tuple[Part, ...]
    by: bool = True
    """Whether its figures can be looked at by groups."""

    @property
    def view_parts(self) -> list[str]:
        """The parts of views that its tables need."""
        return list(dict.fromkeys(part.view_part for part in self.parts))


FUNNEL = Part("funnel", tables.funnel_table, "funnel", ("cohort", "group"), ("stage",))
COHORTS = Part("funnel", tables.funnel_table, None, ("cohort",), ("stage",))
COMPARED = Part("funnel", tables.funnel_table, "funnel", ("group", "stage"), ("cohort",))
ACTIVITY = Part("activity", tables.activity_table, "activity", ("week",), ("cohort", "group"), folded=True)
RETENTION = Part("retention", tables.retention_table, "retention", ("week",), ("cohort", "group"), folded=True)
WITHDRAWAL = Part("withdrawal", tables.withdrawal_table, "withdrawal", folded=True)
QUARTILES = Part("quartiles", tables.quartiles_table)
GRADES = Part("grades", tables.grades_table, "grades", ("from", "to"), ("cohort", "group"))
PLACEMENT = Part("placement", tables.placement_table, "placement", folded=True)

PAGES: Mapping[str, Page] = {
    "overview": Page(
        N_("Overview"), N_("How far the enrolments of each cohort came: share of the registered, interval and n."),
        (COHORTS, Part("persons", tables.persons_table)), by=False,
    ),
    "funnel": Page(
        N_("Progress and retention"), N_("Who started, stayed, passed and found work, and when others left."),
        (FUNNEL, ACTIVITY, RETENTION, WITHDRAWAL, Part("withdrawal", tables.withdrawal_summary)),
    ),
    "grades": Page(N_("Grades"), N_("How grades are spread, and where the middle of them lies."), (GRADES, QUARTILES)),
    "items": Page(
        N_("Tasks"), N_("Which tasks measure something, and which somebody should look at."),
        (Part("items", tables.items_table),), by=False,
    ),
    "placement": Page(
        N_("Time to placement"), N_("How long after the end of the cohort people found work or went on to study."),
        (PLACEMENT, Part("placement", tables.placement_summary)),
    ),
    "equity": Page(
        N_("Equity"), N_("Whether groups come equally far, in all and within the same courses."),
        (Part("equity", tables.equity_table, "equity"),),
    ),
    "compare": Page(
        N_("Comparison"), N_("Two cohorts side by side."), (COMPARED, ACTIVITY, RETENTION, QUARTILES),
    ),
}  # fmt: skip
