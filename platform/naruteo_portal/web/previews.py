"""A course as a learner sees it, for its instructors: read-only pages of an edition or of an upload; nothing counts."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, url_for

from naruteo_portal.assessment.exchange import may_try
from naruteo_portal.assessment.previews import Preview, ShownCell, Source, notebooks_shown, previewed
from naruteo_portal.catalogue.models import Edition
from naruteo_portal.catalogue.reading import FIGURE_TYPES, cell_html, figure_path, figure_type, reading_html
from naruteo_portal.catalogue.words import (
    attempt_words,
    due_words,
    late_words,
)
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import Tree
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.web.courses import FIGURE_POLICY, TABLE, about
from naruteo_portal.web.notebooks import assignment_address

blueprint = Blueprint("previews", __name__, url_prefix="/previews/<any(edition, upload):source>/<int:source_id>")
PUBLISHERS = any_of(Role.INSTRUCTOR, Role.ADMINISTRATOR)


@blueprint.get("")
@permit(PUBLISHERS)
def course(source: Source, source_id: int) -> str:
    """The course's page."""
    with previewed(current_session(), reader(), source, source_id, blobs()) as preview:
        edition = preview.edition
        return render_template(
            "previews/course.html",
            edition=edition,
            back=_back(source, source_id, edition),
            task_address=_to("previews.task", source, source_id, "name"),
            reading_address=_to("previews.reading", source, source_id, "number"),
            **about(edition),
        )


@blueprint.get("/reading/<int:number>")
@permit(PUBLISHERS)
def reading(source: Source, source_id: int, number: int) -> str:
    """One text of the course's reading."""
    with previewed(current_session(), reader(), source, source_id, blobs()) as preview:
        edition = preview.edition
        parts = edition.manifest["reading"]
        if not 1 <= number <= len(parts):
            raise NotFound
        part = parts[number - 1]
        kept = {file.path for file in Tree.from_json(edition.figures).files}

        def address(figure: str) -> str | None:
            path = figure_path(part["file"], figure)
            return _to("previews.figure", source, source_id, "path")(path) if path in kept else None

        return render_template(
            "previews/reading.html",
            edition=edition,
            back=_back(source, source_id, edition),
            number=number,
            part=part,
            before=parts[number - 2] if number > 1 else None,
            after=parts[number] if number < len(parts) else None,
            reading_address=_to("previews.reading", source, source_id, "number"),
            course_address=url_for("previews.course", source=source, source_id=source_id),
            # `reading_html` cleans what it makes.
            text=reading_html(part["markdown"], locale(), address, TABLE.said_in(locale())),
        )


@blueprint.get("/figures/<path:path>")
@permit(PUBLISHERS)
def figure(source: Source, source_id: int, path: str) -> Response:
    """A figure of the reading."""
    with previewed(current_session(), reader(), source, source_id, blobs()) as preview:
        return _image(Tree.from_json(preview.edition.figures), path)


@blueprint.get("/tasks/<name>")
@permit(PUBLISHERS)
def task(source: Source, source_id: int, name: str) -> str:
    """One task with its notebooks as learners receive them."""
    with previewed(current_session(), reader(), source, source_id, blobs()) as preview:
        edition, shown = preview.edition, preview.get_task(name)
        released = preview.released[name]
        position = edition.tasks.index(shown)
        slug = edition.course.slug
        tried = source == "edition" and may_try(current_session(), reader().account_id, slug, shown)
        return render_template(
            "previews/task.html",
            edition=edition,
            back=_back(source, source_id, edition),
            task=shown,
            notebooks=notebooks_shown(released, blobs()),
            text_of=partial(_text, _pictures(preview, source, source_id, name)),
            files=[file for file in released.files if not file.path.endswith(".ipynb")],
            before=edition.tasks[position - 1] if position else None,
            after=edition.tasks[position + 1] if position + 1 < len(edition.tasks) else None,
            task_address=_to("previews.task", source, source_id, "name"),
            course_address=url_for("previews.course", source=source, source_id=source_id),
            try_address=assignment_address(slug, name) if tried else None,
            attempt_words=attempt_words,
            late_words=late_words,
            due_words=due_words,
        )


@blueprint.get("/tasks/<name>/pictures/<path:path>")
@permit(PUBLISHERS)
def picture(source: Source, source_id: int, name: str, path: str) -> Response:
    """A picture among the files that learners receive."""
    with previewed(current_session(), reader(), source, source_id, blobs()) as preview:
        preview.get_task(name)
        return _image(preview.released[name], path)


def _to(endpoint: str, source: Source, source_id: int, argument: str) -> Callable[[Any], str]:
    """Gives the address of a page of this preview for the last part of it."""

    def address(value: Any) -> str:
        values: dict[str, Any] = {argument: value}
        return url_for(endpoint, source=source, source_id=source_id, **values)

    return address


def _back(source: Source, source_id: int, edition: Edition) -> str:
    if source == "upload":
        return url_for("uploads.found", upload_id=source_id)
    return url_for("editions.edition", slug=edition.course.slug, edition=edition.number)


def _pictures(preview: Preview, source: Source, source_id: int, name: str) -> Callable[[str], str | None]:
    kept = {file.path for file in preview.released[name].files}

    def address(path: str) -> str | None:
        path = path.removeprefix("./")
        if path not in kept or not path.lower().endswith(tuple(FIGURE_TYPES)):
            return None
        return url_for("previews.picture", source=source, source_id=source_id, name=name, path=path)

    return address


def _text(address: Callable[[str], str | None], cell: ShownCell) -> str:
    # `cell_html` cleans what it makes; the number tells the tables of two cells apart.
    return cell_html(cell.source, locale(), address, f"{TABLE.said_in(locale())} {cell.number}.")


def _image(tree: Tree, path: str) -> Response:
    found = next((each for each in tree.files if each.path == path), None)
    if found is None or not path.lower().endswith(tuple(FIGURE_TYPES)):
        raise NotFound
    response = Response(blobs().get(found.sha256), content_type=figure_type(path))
    response.headers["Content-Security-Policy"] = FIGURE_POLICY
    return response
