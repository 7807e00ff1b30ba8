"""Grading a cohort again, for its instructors: start, watch, pause, look through the changes, publish or discard."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.models import Keeping, Regrade, RegradeScope
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.assessment.regrade_queries import (
    CHANGED,
    Change,
    RegradeProgress,
    cohort_regrades,
    count_changes,
    count_newcomers,
    find_changes,
    get_regrade,
    progress_of_regrade,
)
from naruteo_portal.assessment.regrades import (
    add_newcomers,
    choose_keeping,
    discard_regrade,
    hold_open,
    pause_regrade,
    publish_regrade,
    resume_regrade,
    start_regrade,
)
from naruteo_portal.assessment.tests_in_force import newest_tests
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_, Message, choose
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.bulk.sheets import write_table
from naruteo_portal.identity.models import Role
from naruteo_portal.web.forms.regrades import CohortRegradeForm, DecideForm, KeepingForm
from naruteo_portal.web.learner_names import learner_called
from naruteo_portal.web.regrade_words import (
    CHANGE_WORDS,
    KEEPING_WORDS,
    KEPT_WORDS,
    REGRADE_WORDS,
    SCOPE_WORDS,
    VIEWS,
    WHY_WORDS,
    csv_rows,
)
from naruteo_portal.web.states import STATE_WORDS
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("regrades", __name__)
TEACHERS = any_of(Role.INSTRUCTOR)
MOST_ROWS_OF_A_FILE = 100_000


@blueprint.route("/cohorts/<int:cohort_id>/regrades", methods=["GET", "POST"])
@permit(TEACHERS)
def cohort(cohort_id: int) -> AnyResponse | tuple[str, int]:
    """The newest tests of each task, the re-grades so far, and the form that starts one."""
    session = current_session()
    taught = get_taught_cohort(session, reader(), cohort_id)
    tests = {each.task.name: each for each in newest_tests(session, blobs(), taught)}
    form = CohortRegradeForm(task=request.args.get("task"))
    form.choose_among("task", [(name, choose(each.task.title, locale())) for name, each in tests.items()])
    if form.validate_on_submit():
        try:
            regrade = start_regrade(
                session,
                taught,
                tests[form.task.data],
                scope=RegradeScope(form.scope.data),
                keeping=Keeping(form.keeping.data),
                reason=form.reason.data,
                actor=actor(),
            )
        except Refusal as refusal:
            form.refuse(refusal, "task")
        else:
            return _back_to(regrade, N_("The submissions are being graded again. Learners see nothing of it yet."))
    page = render_template(
        "regrades/cohort.html",
        cohort=taught,
        tests=list(tests.values()),
        regrades=cohort_regrades(session, reader(), cohort_id),
        form=form,
        words=REGRADE_WORDS,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/regrades/<int:regrade_id>")
@permit(TEACHERS)
def regrade(regrade_id: int) -> AnyResponse | str | tuple[str, int]:
    """How far a re-grade is and what it changes; for htmx the progress alone."""
    session = current_session()
    found = get_regrade(session, reader(), regrade_id)
    progress = progress_of_regrade(session, found)
    version = version_of(found.state, sorted(progress.counts.items(), key=str), locale())
    if is_seen(version):
        return "", 204
    if is_part():
        if progress.finished:
            # Now there is something to decide, which stands outside the part.
            return Response(headers={"HX-Refresh": "true"})
        return render_template("regrades/progress.html", **_standing(found, progress, version))
    counts = count_changes(session, found)
    view = request.args.get("view", "")
    view = view if view in VIEWS else "changed"
    return render_template(
        "regrades/regrade.html",
        **_standing(found, progress, version),
        counts=counts,
        changed=sum(counts[change] for change in CHANGED),
        listed=_listed(found, counts),
        newcomers=count_newcomers(session, found) if found.state.open else 0,
        view=view,
        tabs=[(name, words, sum(counts[change] for change in kinds)) for name, (words, kinds) in VIEWS.items()],
        changes=find_changes(session, found, VIEWS[view][1], page=request.args.get("page", 1, type=int)),
        change_words=CHANGE_WORDS,
        learner_called=learner_called,
        scope=SCOPE_WORDS[found.scope],
        keeping=KEEPING_WORDS[found.keeping],
        keeping_form=KeepingForm(keeping=found.keeping.value),
        kept_words=KEPT_WORDS,
        why_words=WHY_WORDS,
    )


@blueprint.get("/regrades/<int:regrade_id>/changes.csv")
@permit(TEACHERS)
def changes(regrade_id: int) -> Response:
    """Every submission of a re-grade with both results, for a spreadsheet."""
    session = current_session()
    found = get_regrade(session, reader(), regrade_id)
    rows = find_changes(session, found, list(Change), page=1, size=MOST_ROWS_OF_A_FILE).rows
    return table_file(
        write_table("csv", csv_rows(rows, found.cohort, locale())), "csv", f"naruteo-regrade-{regrade_id}"
    )


@blueprint.post("/regrades/<int:regrade_id>/pause")
@permit(TEACHERS)
def pause(regrade_id: int) -> AnyResponse:
    """Begin nothing more until somebody goes on."""
    found = get_regrade(current_session(), reader(), regrade_id)
    pause_regrade(current_session(), found, actor=actor())
    return _back_to(found, N_("Paused. What is being graded just now still comes to its end."))


@blueprint.post("/regrades/<int:regrade_id>/resume")
@permit(TEACHERS)
def resume(regrade_id: int) -> AnyResponse:
    """Go on."""
    found = get_regrade(current_session(), reader(), regrade_id)
    resume_regrade(current_session(), found, actor=actor())
    return _back_to(found, N_("It goes on where it stood."))


@blueprint.post("/regrades/<int:regrade_id>/add")
@permit(TEACHERS)
def add(regrade_id: int) -> AnyResponse:
    """Take in what was handed in meanwhile."""
    found = get_regrade(current_session(), reader(), regrade_id)
    added = add_newcomers(current_session(), found, actor=actor())
    return _back_to(found, N_("Submissions added: %(count)s", count=added))


@blueprint.post("/regrades/<int:regrade_id>/keeping")
@permit(TEACHERS)
def keep(regrade_id: int) -> AnyResponse:
    """Choose anew which results shall count."""
    found = get_regrade(current_session(), reader(), regrade_id)
    form = KeepingForm()
    if not form.validate_on_submit():
        return _back_to(found, N_("Choose which result counts."), "warning")
    choose_keeping(current_session(), found, Keeping(form.keeping.data), actor=actor())
    return _back_to(found, N_("Changed. Look through the results, then publish."))


@blueprint.post("/regrades/<int:regrade_id>/publish")
@permit(TEACHERS)
def publish(regrade_id: int) -> AnyResponse:
    """Let the results count, if they are the ones that were looked at."""
    session = current_session()
    found = get_regrade(session, reader(), regrade_id)
    # Held first, or somebody could choose other results between the look and the decision.
    hold_open(session, found)
    if DecideForm().listed.data != _listed(found, count_changes(session, found)):
        return _back_to(found, N_("The changes are not the ones you saw. Please look through them again."), "warning")
    published = publish_regrade(session, found, actor=actor())
    return _back_to(found, N_("Published. New results that count now: %(count)s", count=published))


@blueprint.post("/regrades/<int:regrade_id>/discard")
@permit(TEACHERS)
def discard(regrade_id: int) -> AnyResponse:
    """Leave every result as it is."""
    found = get_regrade(current_session(), reader(), regrade_id)
    discard_regrade(current_session(), found, actor=actor())
    return _back_to(found, N_("Discarded. Every result stays as it was."))


def _back_to(found: Regrade, message: Message, kind: str = "success") -> AnyResponse:
    flash(message.said_in(locale()), kind)
    return redirect(url_for("regrades.regrade", regrade_id=found.id), 303)


def _standing(found: Regrade, progress: RegradeProgress, version: str) -> dict[str, object]:
    """What the progress shows."""
    ready = found.state.open and progress.finished
    return {
        "regrade": found,
        "progress": progress,
        "version": version,
        "words": (N_("Ready to be published"), "warning") if ready else REGRADE_WORDS[found.state],
        "states": STATE_WORDS,
    }


def _listed(found: Regrade, counts: dict[Change, int]) -> str:
    """A mark of the changes that a page lists, by which publishing knows that they are still the same."""
    return version_of(found.keeping, sorted(counts.items()))
