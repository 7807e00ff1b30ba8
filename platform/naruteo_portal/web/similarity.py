"""What submissions share with each other, for the instructors of a cohort: a hint to look, never a verdict."""

from array import array

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.models import Submission
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.assessment.similarity.comparisons import ask_for_comparison, note_pair, readable
from naruteo_portal.assessment.similarity.marking import mark_shared
from naruteo_portal.assessment.similarity.queries import (
    SeenPair,
    TaskComparison,
    find_pairs,
    get_pair,
    task_comparisons,
)
from naruteo_portal.assessment.similarity.reading import Part, parts_of
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.storage import Tree
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import is_part
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.web.forms.similarity import NOTHING, PairNoteForm
from naruteo_portal.web.learner_names import learner_called

blueprint = Blueprint("similarity", __name__)
TEACHERS = any_of(Role.INSTRUCTOR)


@blueprint.get("/cohorts/<int:cohort_id>/similarity")
@permit(TEACHERS)
def cohort(cohort_id: int) -> str:
    """The tasks of a cohort, and what comparing their submissions found."""
    taught = get_taught_cohort(current_session(), reader(), cohort_id)
    return render_template(
        "similarity/cohort.html", cohort=taught, compared=task_comparisons(current_session(), taught)
    )


@blueprint.get("/cohorts/<int:cohort_id>/similarity/<name>")
@permit(TEACHERS)
def task(cohort_id: int, name: str) -> AnyResponse | str | tuple[str, int]:
    """The pairs of a task, those that share most first; for htmx whether comparing has come to its end."""
    taught, compared = _compared(cohort_id, name)
    comparison = compared.comparison
    if is_part():
        if comparison is None or comparison.finished_at is None:
            return "", 204
        return Response(headers={"HX-Refresh": "true"})
    aside = request.args.get("view") == "aside"
    page = request.args.get("page", 1, type=int)
    return render_template(
        "similarity/task.html",
        cohort=taught,
        compared=compared,
        aside=aside,
        pairs=find_pairs(current_session(), reader(), comparison, set_aside=aside, page=page) if comparison else None,
        learner_called=learner_called,
    )


@blueprint.post("/cohorts/<int:cohort_id>/similarity/<name>")
@permit(TEACHERS)
def compare(cohort_id: int, name: str) -> AnyResponse:
    """Compare what has been handed in by now."""
    taught, compared = _compared(cohort_id, name)
    ask_for_comparison(current_session(), taught, compared.task, actor=actor())
    flash(N_("The submissions are being compared. You can leave this page meanwhile.").said_in(locale()), "success")
    return redirect(url_for("similarity.task", cohort_id=cohort_id, name=name), 303)


@blueprint.route("/similar-pairs/<int:pair_id>", methods=["GET", "POST"])
@permit(TEACHERS)
def pair(pair_id: int) -> AnyResponse | tuple[str, int]:
    """Both submissions side by side with what they share, the notes on them, and the form for another."""
    seen = get_pair(current_session(), reader(), pair_id)
    form = PairNoteForm()
    if form.validate_on_submit():
        note_pair(
            current_session(), seen.pair, words=form.words.data.strip(), set_aside=form.standing.data == NOTHING,
            actor=actor(),
        )  # fmt: skip
        flash(N_("Your note is kept. Nothing has changed for the learners.").said_in(locale()), "success")
        comparison = seen.pair.comparison
        return redirect(
            url_for("similarity.task", cohort_id=comparison.cohort_id, name=comparison.task.name), 303
        )  # fmt: skip
    return _show(seen, form), 422 if form.is_submitted() else 200


def _compared(cohort_id: int, name: str) -> tuple[Cohort, TaskComparison]:
    taught = get_taught_cohort(current_session(), reader(), cohort_id)
    compared = next((each for each in task_comparisons(current_session(), taught) if each.task.name == name), None)
    if compared is None:
        raise NotFound
    return taught, compared


def _show(seen: SeenPair, form: PairNoteForm) -> str:
    ignored = set(array("Q", seen.pair.comparison.ignored))
    own, other = mark_shared(_parts(seen.pair.submission), _parts(seen.pair.other), ignored)
    return render_template(
        "similarity/pair.html",
        seen=seen,
        pair=seen.pair,
        cohort=seen.pair.comparison.cohort,
        task=seen.pair.comparison.task,
        own=own,
        # The text of a cohort that the reader does not teach stays with its instructors.
        other=other if seen.other else [],
        form=form,
        learner_called=learner_called,
    )


def _parts(submission: Submission) -> list[Part]:
    return parts_of(blobs().get_tree(readable(Tree.from_json(submission.tree))))
