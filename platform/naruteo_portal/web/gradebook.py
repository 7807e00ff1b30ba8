"""The gradebook of a cohort, for its instructors: people by tasks on a page, and as a file."""

from flask import Blueprint, Response, render_template, request

from naruteo_portal.assessment.gradebook.columns import status_words
from naruteo_portal.assessment.gradebook.exports import is_being_made, last_exports
from naruteo_portal.assessment.gradebook.files import write_gradebook
from naruteo_portal.assessment.gradebook.standings import (
    BY_NAME,
    BY_SCORE,
    Gradebook,
    View,
    get_gradebook,
    selected,
)
from naruteo_portal.core.i18n import N_, Message, choose
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.bulk.sheets import Kind
from naruteo_portal.identity.models import Role
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("gradebook", __name__, url_prefix="/cohorts/<int:cohort_id>/gradebook")
TEACHERS = any_of(Role.INSTRUCTOR)
ROWS_PER_PAGE = 100
VIEWS: dict[View, Message] = {
    View.ALL: N_("Everybody"),
    View.WAITING: N_("With work that waits for a person"),
    View.OVERDUE: N_("With overdue tasks"),
    View.INCOMPLETE: N_("Not complete yet"),
    View.COMPLETE: N_("Complete"),
}


@blueprint.get("")
@permit(TEACHERS)
def page(cohort_id: int) -> str:
    """People by tasks: points, what came late, what waits, and how far each is."""
    gradebook = get_gradebook(current_session(), reader(), cohort_id)
    orders = _orders(gradebook)
    order = request.args.get("order", BY_NAME)
    order = order if order in dict(orders) else BY_NAME
    view = next((each for each in View if each == request.args.get("view")), View.ALL)
    text = request.args.get("q", "").strip()
    lines = selected(gradebook.lines, locale(), text=text, view=view, order=order)
    return render_template(
        "gradebook/gradebook.html",
        gradebook=gradebook,
        cohort=gradebook.cohort,
        page=page_of_rows(lines, request.args.get("page", 1, type=int), ROWS_PER_PAGE),
        text=text,
        view=view,
        view_options=[(each.value, words.said_in(locale())) for each, words in VIEWS.items()],
        order=order,
        sorted_by=order.removeprefix("-"),
        sort="descending" if order.startswith("-") else "ascending",
        order_options=orders,
        status_words=status_words,
        exports=last_exports(current_session(), reader(), cohort_id),
        is_being_made=is_being_made,
    )


@blueprint.get("/file.<any(csv, xlsx):kind>")
@permit(TEACHERS)
def file(cohort_id: int, kind: Kind) -> Response:
    """All of it for a spreadsheet, with a column for each graded cell if asked."""
    with_cells = bool(request.args.get("cells"))
    gradebook = get_gradebook(current_session(), reader(), cohort_id, with_cells=with_cells)
    content = write_gradebook(kind, gradebook, locale(), with_cells=with_cells)
    return table_file(content, kind, f"naruteo-gradebook-{cohort_id}")


def _orders(gradebook: Gradebook) -> list[tuple[str, str]]:
    orders = [(BY_NAME, N_("Name").said_in(locale()))]
    columns = [(BY_SCORE, N_("Course score").said_in(locale()))]
    columns += [(task.name, choose(task.title, locale())) for task in gradebook.tasks]
    for name, called in columns:
        orders += [
            (f"-{name}", N_("%(column)s, highest first", column=called).said_in(locale())),
            (name, N_("%(column)s, lowest first", column=called).said_in(locale())),
        ]
    return orders
