"""Cohort reviews: a programme's protected figures page by page, with filters in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from naruteo_analytics.documents import Why
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.permissions import REVIEWING, keeps_programmes
from naruteo_portal.insight.models import Programme, Release
from naruteo_portal.insight.queries import get_release, programmes_of, release_before
from naruteo_portal.insight.reviews.changes import count_changes
from naruteo_portal.insight.reviews.definitions import DEFINITIONS, Definition, definitions_of
from naruteo_portal.insight.reviews.faces import Cross, Face, cross_of, face_of, said_label
from naruteo_portal.insight.reviews.looking import Look, NotYet, changes_since, look, tables_of
from naruteo_portal.insight.reviews.pages import PAGES, Part
from naruteo_portal.insight.reviews.quality import data_rows, protection_rows
from naruteo_portal.insight.reviews.selection import Filters
from naruteo_portal.insight.reviews.sentences import sentence_of
from naruteo_portal.insight.reviews.tables import FigureTable
from naruteo_portal.insight.reviews.words import ALL, REASONS, WHOLE_PROGRAMME, attribute_name
from naruteo_portal.insight.saved import saved_views
from naruteo_portal.web.forms.reviews import SaveForm
from naruteo_portal.web.review_waits import say_not_yet

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")
blueprint.register_error_handler(NotYet, say_not_yet)
REVIEWERS = any_of(*REVIEWING)
NAMES = "any(funnel, grades, items, placement, equity, compare)"


@dataclass(frozen=True)
class Section:
    """A table of a page as it is drawn: with its chart and the sentence that stands for it."""

    part: Part
    table: FigureTable
    face: Face | None
    cross: Cross | None
    chart: str | None
    sentence: Message | None
    definitions: Sequence[Definition]


@blueprint.get("")
@permit(REVIEWERS)
def reviews() -> str:
    """The programmes that the reader may review, and the views that they or their colleagues have saved."""
    programmes = programmes_of(current_session(), reader())
    kept = saved_views(current_session(), reader(), programmes)
    return render_template(
        "reviews/reviews.html", programmes=programmes, kept=kept, pages=PAGES, opened=address_of,
        keeping=keeps_programmes(reader()),
    )  # fmt: skip


@blueprint.get("/<programme_reference>/")
@permit(REVIEWERS)
def overview(programme_reference: str) -> str:
    """How far all cohorts came, and what changed since the release before."""
    return _page(programme_reference, "overview")


@blueprint.get(f"/<programme_reference>/<{NAMES}:page>")
@permit(REVIEWERS)
def page(programme_reference: str, page: str) -> str:
    """The figures of one page by the filters in the address."""
    return _page(programme_reference, page)


@blueprint.get("/<programme_reference>/definitions")
@permit(REVIEWERS)
def definitions(programme_reference: str) -> str:
    """What every figure means, and what it must not be taken for."""
    looked = look(current_session(), reader(), programme_reference, request.args)
    return render_template("reviews/definitions.html", **_frame(looked, "definitions"), definitions=DEFINITIONS)


@blueprint.get("/<programme_reference>/data")
@permit(REVIEWERS)
def data(programme_reference: str) -> str:
    """How complete the data is, and how people are protected in it."""
    looked = look(current_session(), reader(), programme_reference, request.args)
    return render_template(
        "reviews/data.html",
        **_frame(looked, "data"),
        protection=protection_rows(looked.release.policy, looked.release.summary),
        quality=data_rows(looked.release.summary),
    )


@blueprint.get("/<programme_reference>/changes")
@permit(REVIEWERS)
def changes(programme_reference: str) -> str:
    """What a page shows otherwise than an earlier release: where notices to followers lead."""
    session = current_session()
    looked = look(session, reader(), programme_reference, request.args)
    before = since(looked)
    name = request.args.get("page", "")
    if before is None or name not in PAGES:
        raise NotFound
    found = changes_since(session, looked, name, before)
    return render_template(
        "reviews/changes.html", **_frame(looked, "changes"), changes=found, before=before, of_page=name, pages=PAGES,
        opened=address_of(looked.programme, name, looked.filters.in_address),
    )  # fmt: skip


def since(looked: Look) -> Release | None:
    """The earlier release that the address names, if it names one."""
    number = request.args.get("since")
    return get_release(current_session(), looked.programme, whole_number(number)) if number else None


def address_of(programme: Programme, page: str, filters: Mapping[str, str]) -> str:
    """Where a page with filters is."""
    heeded: dict[str, Any] = Filters.asked(filters).in_address
    if page == "overview":
        return url_for("reviews.overview", programme_reference=programme.reference, **heeded)
    return url_for("reviews.page", programme_reference=programme.reference, page=page, **heeded)


def _page(reference: str, name: str) -> str:
    session, words = current_session(), PAGES[name]
    looked = look(session, reader(), reference, request.args)
    tables = tables_of(session, looked, name)
    before = release_before(session, looked.release) if name == "overview" else None
    earlier = tables_of(session, looked, name, before) if before else ()
    sections = [
        _section(looked, name, at, table, earlier[at] if earlier else None) for at, table in enumerate(tables)
    ]  # fmt: skip
    found = {why for table in tables for why in table.reasons}
    return render_template(
        "reviews/page.html",
        **_frame(looked, name),
        words=words,
        sections=sections,
        before=before,
        reasons=[(REASONS[why], why) for why in Why if why in found],
        heeded=looked.heeded(name),
        choices=_choices(looked, name),
        save_form=SaveForm(formdata=None),
    )


def _section(looked: Look, name: str, at: int, table: FigureTable, earlier: FigureTable | None) -> Section:
    part = PAGES[name].parts[at]
    changed = count_changes(earlier, table, "n") if earlier else None
    cross = cross_of(table, part.down, part.across, locale(), changed) if part.across else None
    heeded = looked.heeded(name).in_address
    address: dict[str, Any] = {"programme_reference": looked.programme.reference, "name": part.chart, **heeded}
    return Section(
        part=part,
        table=table,
        face=None if cross else face_of(table, locale()),
        cross=cross,
        chart=url_for("review_files.chart", **address) if part.chart and table.rows else None,
        sentence=sentence_of(table) if part.chart else None,
        definitions=definitions_of(table.definitions),
    )


def _choices(looked: Look, name: str) -> dict[str, list[tuple[str, str]]]:
    """What the filters of a page offer."""
    said = locale()
    if name == "overview":
        return {}
    cohorts = [("", WHOLE_PROGRAMME.said_in(said)), *((cohort, cohort) for cohort in looked.cohorts)]
    # Tasks are never those of all cohorts, so that one is chosen where any has figures of them.
    choices = {"cohort": cohorts[1:] if name == "items" and looked.tasks else cohorts}
    if name == "compare":
        choices["compare"] = cohorts
    offered = dict.fromkeys(by for ways in looked.ways.values() for by in ways if by)
    if PAGES[name].by and offered:
        named = [(by, said_label(attribute_name(by).label, said)) for by in offered]
        choices["by"] = named if name == "equity" else [("", ALL.said_in(said)), *named]
    return choices


def _frame(looked: Look, name: str) -> dict[str, Any]:
    """What every page of a programme shows around its own."""
    filters = looked.filters.in_address
    address: dict[str, Any] = {"programme_reference": looked.programme.reference, **filters}
    tabs = [
        (address_of(looked.programme, each, filters), words.title, name == each) for each, words in PAGES.items()
    ]  # fmt: skip
    tabs += [
        (url_for("exploration.explore", programme_reference=looked.programme.reference), N_("Free questions"), False),
        (url_for("reviews.definitions", **address), N_("Definitions"), name == "definitions"),
        (url_for("reviews.data", **address), N_("Data and method"), name == "data"),
    ]
    said = [(href, label.said_in(locale()), current) for href, label, current in tabs]
    return {"looked": looked, "programme": looked.programme, "release": looked.release, "tabs": said, "name": name}
