"""Charts of reviews, and their tables as files."""

import hashlib
from collections.abc import Sequence

from flask import Blueprint, Response, request

from naruteo_portal.audit.events import record
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.insight.drawing import as_parquet, chart_of
from naruteo_portal.insight.reviews.files import as_csv, as_workbook
from naruteo_portal.insight.reviews.looking import Look, changes_since, look, tables_of
from naruteo_portal.insight.reviews.pages import PAGES
from naruteo_portal.insight.reviews.report import Reported, paper_of
from naruteo_portal.insight.reviews.tables import FigureTable
from naruteo_portal.web.reviews import REVIEWERS, since
from naruteo_portal.web.table_files import FileKind, table_file

blueprint = Blueprint("review_files", __name__, url_prefix="/reviews/<programme_reference>")
# A chart that is opened by itself is a picture and nothing else.
PICTURE = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox"


@blueprint.get("/charts/<name>.svg")
@permit(REVIEWERS)
def chart(programme_reference: str, name: str) -> Response:
    """A chart by the filters in the address; a browser that has it already gets 304."""
    session = current_session()
    looked = look(session, reader(), programme_reference, request.args)
    svg = chart_of(session, looked.release, looked.ways, name, looked.filters, locale())
    response = Response(svg, content_type="image/svg+xml; charset=utf-8")
    response.set_etag(hashlib.sha256(svg).hexdigest())
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = PICTURE
    response.make_conditional(request)
    return response


@blueprint.get("/files/<page>.<any(csv, xlsx, parquet, pdf):ending>")
@permit(REVIEWERS)
def file(programme_reference: str, page: str, ending: FileKind) -> Response:
    """The tables of a page with definitions and legend, as a file."""
    if page not in PAGES:
        raise NotFound
    session = current_session()
    looked = look(session, reader(), programme_reference, request.args)
    content = _content(looked, page, ending)
    heeded = looked.heeded(page).in_address
    record(session, actor(), "took a review’s file", looked.release, page=page, kind=ending, **heeded)
    return table_file(content, ending, f"{looked.programme.reference}-{looked.release.number}-{page}")


def _content(looked: Look, page: str, ending: str) -> bytes:
    tables, cover, language = tables_of(current_session(), looked, page), looked.cover(page), locale()
    if ending == "csv":
        return as_csv(tables, cover, language)
    if ending == "xlsx":
        return as_workbook(tables, cover, language)
    return as_parquet(tables, cover, language) if ending == "parquet" else _report(looked, page, tables)


def _report(looked: Look, page: str, tables: Sequence[FigureTable]) -> bytes:
    session, before = current_session(), since(looked)
    heeded = looked.heeded(page)
    parts = []
    for part, table in zip(PAGES[page].parts, tables, strict=True):
        drawn = part.chart if table.rows else None
        svg = chart_of(session, looked.release, looked.ways, drawn, heeded, locale()) if drawn else None
        parts.append(Reported(table, svg.decode() if svg else None))
    changes = changes_since(session, looked, page, before) if before else ()
    made_at = looked.release.made_at or looked.release.asked_at
    paper = paper_of(
        parts, looked.cover(page), made_at, locale(), title=PAGES[page].title, changes=changes,
        since=before.number if before else None,
    )  # fmt: skip
    return write_pdf(paper)
