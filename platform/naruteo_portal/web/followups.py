"""Who of a cohort has not started, handed in or passed, and writing to them."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.assessment.cohort_messages import languages_of, messages_to, send_message, signed
from naruteo_portal.assessment.followups import Learner, Standing, chosen_learners, learners_of
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.catalogue.words import remaining_words
from naruteo_portal.core.errors import Invalid, NotFound
from naruteo_portal.core.i18n import LOCALES, N_, Message, choose
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.arrivals import kept_number
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.accounts import get_account
from naruteo_portal.identity.models import Role
from naruteo_portal.web.forms.followups import MessageForm

blueprint = Blueprint("followups", __name__, url_prefix="/cohorts/<int:cohort_id>")
TEACHERS = any_of(Role.INSTRUCTOR)
PEOPLE_ON_A_PAGE = 50
CHOOSE = N_("Choose at least one person.")
STANDINGS: dict[Standing, Message] = {
    Standing.EVERYBODY: N_("Everybody with a place"),
    Standing.NOT_STARTED: N_("Not started"),
    Standing.NOT_SUBMITTED: N_("Not handed in"),
    Standing.NOT_PASSED: N_("Not passed"),
}


@blueprint.get("/follow-up")
@permit(TEACHERS)
def people(cohort_id: int) -> str:
    """The people of a cohort, narrowed by how they stand."""
    found = get_taught_cohort(current_session(), reader(), cohort_id)
    standing, task = _wanted(found)
    learners = learners_of(current_session(), found)
    rows = [each for each in learners if each.stands(standing, task)]
    return render_template(
        "followups/people.html",
        cohort=found,
        page=page_of_rows(rows, request.args.get("page", 1, type=int), PEOPLE_ON_A_PAGE),
        standing=standing,
        task=task,
        standings=STANDINGS,
        counts={each: sum(learner.stands(each) for learner in learners) for each in Standing},
        task_options=[(each.name, choose(each.title, locale())) for each in found.edition.tasks],
        remaining_words=remaining_words,
    )


@blueprint.route("/messages/new", methods=["GET", "POST"])
@permit(TEACHERS)
def write(cohort_id: int) -> Response | tuple[str, int]:
    """Write to the people of a filter or to chosen ones; nothing is sent before it was previewed."""
    session = current_session()
    found = get_taught_cohort(session, reader(), cohort_id)
    learners = learners_of(session, found)
    if request.method == "GET":
        receivers, form = _asked_for(found, learners)
        if not receivers:
            standing, task = _wanted(found)
            flash(CHOOSE.said_in(locale()), "error")
            return redirect(url_for("followups.people", cohort_id=cohort_id, standing=standing.value, task=task), 303)
        return _compose(found, receivers, form), 200
    form = MessageForm()
    receivers = chosen_learners(learners, _enrolments(form))
    try:
        letter = form.letter() if form.validate() else None
    except Invalid as refusal:
        form.refuse(refusal)
        letter = None
    if not receivers:
        form.refuse(CHOOSE)
    if letter is None or not receivers:
        return _compose(found, receivers, form), 422
    sender = get_account(session, reader().account_id)
    places = [each.enrolment for each in receivers]
    act = request.form.get("act")
    if act == "send":
        send_message(
            session, portal().engine, found, letter, places, standing=_standing(form.standing.data),
            task=_task(found, form.task.data), picked=form.picked.data == "yes", sender=sender, actor=actor(),
        )  # fmt: skip
        flash(N_("Sent. People who got it: %(count)s.", count=len(places)).said_in(locale()), "success")
        return redirect(url_for("followups.messages", cohort_id=cohort_id), 303)
    if act == "change":
        return _compose(found, receivers, form), 200
    languages = languages_of(places)
    page = render_template(
        "followups/preview.html", cohort=found, receivers=receivers, form=form, letter=letter, languages=languages,
        previews=[(each, signed(letter, sender, found), languages[each]) for each in LOCALES if languages[each]],
    )  # fmt: skip
    return page, 200


@blueprint.get("/messages")
@permit(TEACHERS)
def messages(cohort_id: int) -> str:
    """What was written to people of a cohort."""
    found = get_taught_cohort(current_session(), reader(), cohort_id)
    return render_template(
        "followups/messages.html",
        cohort=found,
        page=messages_to(current_session(), found, request.args.get("page", 1, type=int)),
        titles={each.name: each.title for each in found.edition.tasks},
        standings={each.value: words for each, words in STANDINGS.items()},
        languages=LOCALES,
    )


def _compose(found: Cohort, receivers: Sequence[Learner], form: MessageForm) -> str:
    return render_template(
        "followups/write.html", cohort=found, receivers=receivers, form=form,
        languages=languages_of([each.enrolment for each in receivers]),
    )  # fmt: skip


def _asked_for(found: Cohort, learners: Sequence[Learner]) -> tuple[list[Learner], MessageForm]:
    """Whom the list's form asks for, and the form that keeps them."""
    standing, task = _wanted(found)
    picked = request.args.get("to") == "chosen"
    if picked:
        chosen = request.args.getlist("people", type=kept_number)
        receivers = chosen_learners(learners, chosen)
    else:
        receivers = [each for each in learners if each.stands(standing, task)]
    people = ",".join(str(each.enrolment.id) for each in receivers)
    filled = {"people": people, "picked": "yes" if picked else "", "standing": standing.value, "task": task}
    return receivers, MessageForm(formdata=None, data=filled)


def _enrolments(form: MessageForm) -> list[int]:
    try:
        return form.enrolments()
    except ValueError:
        raise NotFound from None


def _wanted(found: Cohort) -> tuple[Standing, str]:
    """The filter in the address; unknown words narrow nothing."""
    return _standing(request.args.get("standing")), _task(found, request.args.get("task"))


def _standing(word: str | None) -> Standing:
    return Standing(word) if word in list(Standing) else Standing.EVERYBODY


def _task(found: Cohort, name: str | None) -> str:
    return name if name in [each.name for each in found.edition.tasks] and name else ""
