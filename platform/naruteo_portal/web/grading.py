"""Grading by hand, for instructors: what waits, one submission after the other, and releasing it to the learners."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.errors import SavedMeanwhile
from naruteo_portal.assessment.grading_queue import (
    Scope,
    neighbours_of,
    taught_cohorts,
    waiting_for_a_person,
    with_a_later_attempt,
)
from naruteo_portal.assessment.marks import MarkedCell, Standing, release_marks, save_mark, standing_of
from naruteo_portal.assessment.notebooks import notebooks_in, sources_in
from naruteo_portal.assessment.queries import get_submission, get_taught_cohort
from naruteo_portal.assessment.reviews import ResultHasChanged
from naruteo_portal.assessment.rubrics import add_rubric_item, get_rubric_item, retire_rubric_item, rubric_of
from naruteo_portal.assessment.side_by_side import Exchange, exchanges_in
from naruteo_portal.catalogue.cohorts import set_anonymous_grading
from naruteo_portal.core.errors import NotAllowed, NotFound, Refusal
from naruteo_portal.core.i18n import DEFAULT_LOCALE, N_, choose
from naruteo_portal.core.paging import PAGE_SIZE, Page
from naruteo_portal.core.storage import Tree
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import is_part, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.web.forms.grading import (
    AnonymityForm,
    MarkForm,
    ReleaseForm,
    ReleaseReadyForm,
    RubricForm,
    cell_key,
    mark_form,
    shown_items,
)
from naruteo_portal.web.learner_names import learner_called
from naruteo_portal.web.states import STATE_WORDS

blueprint = Blueprint("grading", __name__)
TEACHERS = any_of(Role.INSTRUCTOR)
TEXT_STUB = "YOUR ANSWER HERE"
"""What nbgrader puts into every cell for a written answer; it says nothing."""


def _scope() -> Scope:
    return Scope(
        request.args.get("cohort", type=int), request.args.get("course") or None, request.args.get("task") or None
    )


@blueprint.get("/grading")
@permit(TEACHERS)
def queue() -> str:
    """What waits for a person in the cohorts that the reader teaches, or in a part of them."""
    session, scope = current_session(), _scope()
    cohorts = taught_cohorts(session, reader())
    waiting = waiting_for_a_person(session, reader(), scope)
    number = max(1, request.args.get("page", 1, type=int))
    page = Page(tuple(waiting[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, len(waiting))
    chosen = next((each for each in cohorts if each.id == scope.cohort), None)
    return render_template(
        "grading/queue.html",
        page=page,
        scope=scope,
        ready=sum(each.ready for each in waiting),
        listed=_listed(waiting),
        first=waiting[0].submission.reference if waiting else None,
        later=with_a_later_attempt(session, page.rows),
        learner_called=learner_called,
        cohort_options=[(each.id, _cohort_words(each)) for each in cohorts],
        course_options=list(
            {each.edition.course.slug: choose(each.edition.title, locale()) for each in cohorts}.items()
        ),
        task_options=list({
            task.name: choose(task.title, locale())
            for each in ([chosen] if chosen else cohorts)
            if not scope.course or each.edition.course.slug == scope.course
            for task in sorted(each.edition.tasks, key=lambda task: task.position)
        }.items()),
        chosen=chosen,
        anonymity=AnonymityForm(formdata=None, data={"hidden": chosen.anonymous_grading}) if chosen else None,
    )  # fmt: skip


@blueprint.post("/grading/release")
@permit(TEACHERS)
def release_ready() -> AnyResponse:
    """Release everything in the list that has all its points and needs no word of its own, all at once."""
    scope = _scope()
    waiting = waiting_for_a_person(current_session(), reader(), scope)
    back = redirect(url_for("grading.queue", **scope.to_query()), 303)
    if ReleaseReadyForm().listed.data != _listed(waiting):
        flash(N_("The list is not the one you saw. Please look at it again.").said_in(locale()), "warning")
        return back
    ready = [each for each in waiting if each.ready]
    for each in ready:
        release_marks(current_session(), each, reason=None, actor=actor())
    flash(N_("Released to the learners: %(count)s", count=len(ready)).said_in(locale()), "success")
    return back


@blueprint.get("/grading/<reference>")
@permit(TEACHERS)
def workplace(reference: str) -> str:
    """One submission: what was asked, what was answered, and what is given for it."""
    return _show(_standing(reference))


@blueprint.post("/grading/<reference>/cells/<int:number>")
@permit(TEACHERS)
def mark(reference: str, number: int) -> AnyResponse:
    """Save points and comment of one cell; nobody but instructors sees them yet."""
    session = current_session()
    standing = _standing(reference)
    marked = _cell_of(standing, number)
    form = mark_form(marked)
    if form.cell.data != cell_key(marked):
        raise ResultHasChanged
    if not form.validate_on_submit():
        return _refused(standing, marked, form, 422)
    try:
        save_mark(
            session, standing.submission, marked.cell, form.draft, version=form.seen_version, actor=actor()
        )  # fmt: skip
    except SavedMeanwhile:
        # What the other one saved, with the version by which this one may then overwrite it knowingly.
        marked = _standing(reference).cells[number]
        form.version.data = str(marked.version)
        return _refused(standing, marked, form, 409, theirs=marked)
    if not is_part():
        return _back_to(reference, number)
    standing = _standing(reference)
    marked = standing.cells[number]
    part = render_template(
        "grading/saved.html", marked=marked, form=mark_form(marked, formdata=None), standing=standing,
        seen=version_of(standing.seen),
    )  # fmt: skip
    return make_response(part)


@blueprint.post("/grading/<reference>/release")
@permit(TEACHERS)
def release(reference: str) -> AnyResponse:
    """Let the points count and show them with the comments to the learner; then on to the next one."""
    session, scope = current_session(), _scope()
    standing = _standing(reference)
    form = ReleaseForm()
    reason = (form.reason.data or "").strip()
    valid = form.validate_on_submit()
    if valid and standing.needs_reason and not reason:
        form.refuse(N_("Please say why; the learner will see it."), "reason")
    elif valid and form.seen.data != version_of(standing.seen):
        form.refuse(N_("Points or comments have changed since you loaded the page. Look at them, then release."))
    elif valid:
        beside = neighbours_of(waiting_for_a_person(session, reader(), scope), reference)
        try:
            release_marks(session, standing, reason=reason or None, actor=actor())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            following = beside.next or beside.previous
            flash(N_("%(reference)s is released to the learner.", reference=reference).said_in(locale()), "success")
            if following is None or beside.number is None:
                return redirect(url_for("submissions.submission", reference=reference), 303)
            return redirect(url_for("grading.workplace", reference=following, **scope.to_query()), 303)
    return make_response(_show(standing, release=form), 422)


@blueprint.post("/grading/<reference>/rubric/<int:number>")
@permit(TEACHERS)
def add_line(reference: str, number: int) -> AnyResponse:
    """Add a line to the rubric of a cell, for all instructors of the course."""
    standing = _standing(reference)
    marked = _cell_of(standing, number)
    form = RubricForm(prefix=f"r{number}")
    if form.cell.data != cell_key(marked):
        raise ResultHasChanged
    if form.validate_on_submit():
        submission = standing.submission
        course_id = submission.enrolment.cohort.edition.course_id
        try:
            add_rubric_item(
                current_session(), course_id, submission.task.name, dict(marked.cell), form.words.data.strip(),
                form.line_points.data, actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "line_points")
        else:
            return _back_to(reference, number)
    return make_response(_show(standing, rubric=(number, form)), 422)


@blueprint.post("/grading/rubric/<int:item_id>/retire")
@permit(TEACHERS)
def retire_line(item_id: int) -> AnyResponse:
    """Take a line out of a rubric; what was released with it stays as it is."""
    item = get_rubric_item(current_session(), reader(), item_id)
    retire_rubric_item(current_session(), item, actor=actor())
    flash(N_("The line is out of the rubric. Where it was used it stays.").said_in(locale()), "success")
    reference = request.args.get("submission")
    if reference is None:
        return redirect(url_for("grading.queue"), 303)
    return _back_to(reference, request.args.get("cell", 0, type=int))


@blueprint.post("/cohorts/<int:cohort_id>/anonymous-grading")
@permit(TEACHERS)
def anonymity(cohort_id: int) -> AnyResponse:
    """Hide learners' names from those who grade the cohort, or show them."""
    taught = get_taught_cohort(current_session(), reader(), cohort_id)
    set_anonymous_grading(current_session(), taught, AnonymityForm().hidden.data, actor=actor())
    words = N_("Names are hidden until results are released.") if taught.anonymous_grading else N_("Names are shown.")
    flash(words.said_in(locale()), "success")
    return redirect(url_for("grading.queue", cohort=cohort_id), 303)


def _standing(reference: str) -> Standing:
    found = get_submission(current_session(), reader(), reference)
    if found.enrolment.account_id == reader().account_id:
        raise NotAllowed
    return standing_of(current_session(), found)


def _cell_of(standing: Standing, number: int) -> MarkedCell:
    if number >= len(standing.cells):
        raise NotFound
    return standing.cells[number]


def _cohort_words(cohort: Any) -> str:
    return f"{choose(cohort.edition.title, locale())} · {choose(cohort.name, locale())}"


def _listed(waiting: list[Standing]) -> str:
    """A mark of a list and of all that was noted in it, by which releasing knows that it is still the same."""
    return version_of([(each.submission.id, each.seen) for each in waiting])


def _back_to(reference: str, number: int) -> AnyResponse:
    address = url_for("grading.workplace", reference=reference, **_scope().to_query(), _anchor=f"cell-{number}")
    return redirect(address, 303)


def _refused(
    standing: Standing, marked: MarkedCell, form: MarkForm, status: int, theirs: MarkedCell | None = None
) -> AnyResponse:
    """The cell with what was entered, and why it was not saved."""
    if not is_part():
        return make_response(_show(standing, entered=(marked.number, form), theirs=theirs), status)
    shown = _shown(standing, entered=(marked.number, form), theirs=theirs)
    cell = next(each for each in shown["cells"] if each["marked"].number == marked.number)
    headers = {"HX-Retarget": f"#cell-{marked.number}", "HX-Reswap": "outerHTML"}
    return Response(render_template("grading/cell.html", each=cell, **shown), status, headers)


def _show(standing: Standing, release: ReleaseForm | None = None, **entered: Any) -> str:
    session, scope = current_session(), _scope()
    submission = standing.submission
    release = release or ReleaseForm(formdata=None)
    # Said at the field already, so that nobody learns it only from a refusal.
    release.reason.flags.required = standing.needs_reason
    return render_template(
        "grading/workplace.html",
        **_shown(standing, **entered),
        release=release,
        beside=neighbours_of(waiting_for_a_person(session, reader(), scope), submission.reference),
        later=submission.id in with_a_later_attempt(session, [standing]),
        seen=version_of(standing.seen),
        learner=learner_called(submission, submission.enrolment.cohort),
        states=STATE_WORDS,
    )


def _shown(
    standing: Standing,
    *,
    entered: tuple[int, MarkForm] | None = None,
    theirs: MarkedCell | None = None,
    rubric: tuple[int, RubricForm] | None = None,
) -> dict[str, Any]:
    """What the cells of a submission show."""
    submission = standing.submission
    items = rubric_of(current_session(), submission.enrolment.cohort.edition.course_id, submission.task.name)
    exchanges = _exchanges(standing)
    given, model = (_sources(tree) for tree in (submission.release.released_tree, submission.release.source_tree))
    cells = []
    for marked in standing.cells:
        form = entered[1] if entered and entered[0] == marked.number else mark_form(marked, formdata=None)
        line = rubric[1] if rubric and rubric[0] == marked.number else None
        place = (marked.cell["notebook"], marked.cell["grade_id"])
        cells.append({
            "marked": marked,
            "form": form,
            "items": shown_items(items, marked, form.rubric.data or ()),
            "line": line or RubricForm(formdata=None, prefix=f"r{marked.number}", data={"cell": cell_key(marked)}),
            "line_refused": line is not None,
            "theirs": theirs if theirs and theirs.number == marked.number else None,
            "exchange": exchanges.get(marked.cell.get("anchor", ""), Exchange()),
            "given": given.get(place) if marked.cell["kind"] == "manual" and given.get(place) != TEXT_STUB else None,
            "model": model.get(place) if marked.cell["kind"] == "manual" else None,
        })  # fmt: skip
    return {"standing": standing, "cells": cells, "scope": _scope()}


def _exchanges(standing: Standing) -> dict[str, Exchange]:
    """Questions and answers by the anchors of their cells, from the pages that the grader wrote."""
    pages = standing.run.feedback.get(locale()) or standing.run.feedback.get(DEFAULT_LOCALE) or {}
    found: dict[str, Exchange] = {}
    for sha256 in pages.values():
        found |= exchanges_in(blobs().get(sha256).decode())
    return found


def _sources(rows: Any) -> dict[tuple[str, str], str]:
    """The text of each marked cell of a tree's notebooks, by notebook and cell."""
    tree = Tree.from_json(rows)
    files = {file.path: file.sha256 for file in tree.files}
    return {
        (name, grade_id): source
        for name, path in notebooks_in(files).items()
        for grade_id, source in sources_in(blobs().get(files[path])).items()
    }
