"""Cohorts for the people who look after them: planning, members, waiting list, schedule."""

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.catalogue.access import teaches_cohort
from naruteo_portal.catalogue.cohort_queries import (
    STAFF,
    count_members,
    courses_to_offer,
    find_cohorts,
    find_members,
    get_cohort,
    get_members,
    instructors_of,
    may_staff,
    require_staffing,
)
from naruteo_portal.catalogue.cohorts import (
    change_cohort,
    open_cohort,
    planned_by_rules,
    reschedule,
    set_instructors,
    set_state,
)
from naruteo_portal.catalogue.enrolment import admit, decline
from naruteo_portal.catalogue.errors import DueInThePast
from naruteo_portal.catalogue.free_days import free_day_of_due, free_day_of_opening
from naruteo_portal.catalogue.models import Cohort, CohortState, EnrolmentState, ScheduledTask
from naruteo_portal.catalogue.substitutes import is_to_come_or_now, substitutes_of
from naruteo_portal.catalogue.words import ADMISSIONS, late_words
from naruteo_portal.core.errors import Invalid, NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.edge.words import called
from naruteo_portal.identity.permissions import publishes_courses
from naruteo_portal.web.enrolment_states import COHORT_WORDS, ENROLMENT_WORDS
from naruteo_portal.web.forms.cohorts import (
    ChangedCohortForm,
    DecisionForm,
    NewCohortForm,
    StateForm,
    schedule_form,
)
from naruteo_portal.web.register_words import warnings_said

blueprint = Blueprint("cohorts", __name__, url_prefix="/cohorts")
STAFF_ONLY = any_of(*STAFF)
# The views of a cohort's members: a word for the address, what it is called, and the states in it.
VIEWS: dict[str, tuple[Message, tuple[EnrolmentState, ...]]] = {
    "applied": (N_("To decide"), (EnrolmentState.APPLIED,)),
    "admitted": (N_("Members"), (EnrolmentState.ADMITTED,)),
    "waiting": (N_("Waiting list"), (EnrolmentState.WAITING,)),
    "left": (N_("Declined or withdrawn"), (EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN)),
}
ACTS = {"applied": ("admit", "decline"), "waiting": ("decline",)}
STATE_SAID: dict[CohortState, Message] = {
    CohortState.DRAFT: N_("The cohort is in preparation again; nobody else sees it."),
    CohortState.OPEN: N_("The cohort is open."),
    CohortState.CLOSED: N_("The cohort is closed."),
}


@blueprint.get("")
@permit(STAFF_ONLY)
def cohorts() -> str:
    """The cohorts that the reader looks after."""
    wanted = request.args.get("state", "")
    state = CohortState(wanted) if wanted in list(CohortState) else None
    text = request.args.get("q", "").strip()
    return render_template(
        "cohorts/cohorts.html",
        page=find_cohorts(
            current_session(), reader(), state=state, text=text, page=request.args.get("page", 1, type=int)
        ),
        text=text,
        state=state,
        filtered=bool(text or state),
        state_options=[(each.value, words.said_in(locale())) for each, (words, _kind) in COHORT_WORDS.items()],
        words=COHORT_WORDS,
        may_set_up=bool(courses_to_offer(current_session(), reader())),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permit(STAFF_ONLY)
def new() -> Response | str | tuple[str, int]:
    """Choose a course, then say when, for how many and by whom; the schedule follows from the course's rules."""
    session = current_session()
    editions = {edition.course.slug: edition for edition in courses_to_offer(session, reader())}
    slug = request.args.get("course")
    if slug is None:
        return render_template("cohorts/choose_course.html", editions=editions)
    if slug not in editions:
        raise NotFound
    edition = editions[slug]
    form = NewCohortForm()
    teachers = instructors_of(session, [edition.course.organisation_id])
    form.choose_among("instructors", [(str(account.id), called(account.person)) for account in teachers])
    if request.method == "GET":
        form.instructors.data = [account.id for account in teachers if account.id == reader().account_id]
    if form.validate_on_submit():
        try:
            cohort = open_cohort(
                session,
                edition,
                form.plan(),
                actor=actor(),
                instructors=form.instructors.data,
                state=CohortState(form.state.data),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(N_("The cohort is set up. Please check its schedule.").said_in(locale()), "success")
            return redirect(url_for("cohorts.cohort", cohort_id=cohort.id), 303)
    page = render_template("cohorts/new.html", form=form, edition=edition)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<int:cohort_id>")
@permit(STAFF_ONLY)
def cohort(cohort_id: int) -> str:
    """A cohort: its dates, its people and its schedule."""
    return _show(get_cohort(current_session(), reader(), cohort_id), DecisionForm())


@blueprint.post("/<int:cohort_id>/decisions")
@permit(STAFF_ONLY)
def decide(cohort_id: int) -> Response | tuple[str, int]:
    """Admit or decline the people who were chosen."""
    session = current_session()
    found = get_cohort(session, reader(), cohort_id)
    form = DecisionForm()
    reason = (form.reason.data or "").strip()
    valid = form.validate_on_submit()
    if not form.enrolments.data:
        form.refuse(N_("Choose at least one person."))
    elif form.act.data == "decline" and not reason:
        form.refuse(N_("Write the reason; the people you decline are told it."), "reason")
    elif valid and form.act.data in ("admit", "decline"):
        people = get_members(session, found, form.enrolments.data)
        if form.act.data == "admit":
            admit(session, found, people, actor=actor())
            seated = sum(each.state is EnrolmentState.ADMITTED for each in people)
            flash(_admitted(seated, len(people) - seated).said_in(locale()), "success")
        else:
            decline(session, found, people, actor=actor(), reason=reason)
            flash(N_("People declined: %(count)s. They get a mail.", count=len(people)).said_in(locale()), "success")
        return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)
    return _show(found, form), 422


@blueprint.route("/<int:cohort_id>/edit", methods=["GET", "POST"])
@permit(STAFF_ONLY)
def edit(cohort_id: int) -> Response | tuple[str, int]:
    """Change a cohort's name, dates, seats and instructors."""
    session = current_session()
    found = get_cohort(session, reader(), cohort_id)
    require_staffing(reader(), found)
    form = ChangedCohortForm.of(found)
    known = {account.id: account for account in instructors_of(session, [found.edition.course.organisation_id])}
    known |= {instructor.account_id: instructor.account for instructor in found.instructors}
    form.choose_among("instructors", [(str(account.id), called(account.person)) for account in known.values()])
    if form.validate_on_submit():
        try:
            windows = planned_by_rules(session, found.edition_id, form.plan()) if form.replan.data else None
            change_cohort(session, found, form.plan(), actor=actor(), windows=windows)
            set_instructors(session, found, form.instructors.data, actor=actor())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(N_("The changes are saved.").said_in(locale()), "success")
            return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)
    page = render_template(
        "cohorts/edit.html",
        form=form,
        cohort_id=cohort_id,
        warnings=warnings_said(found, substitutes_of(session, found)),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:cohort_id>/state")
@permit(STAFF_ONLY)
def change_state(cohort_id: int) -> Response:
    """Open a cohort, close it, or take it back into preparation."""
    found = get_cohort(current_session(), reader(), cohort_id)
    wanted = StateForm().state.data
    if wanted not in list(CohortState):
        raise NotFound
    state = CohortState(wanted)
    set_state(current_session(), found, state, actor=actor())
    flash(STATE_SAID[state].said_in(locale()), "success")
    return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)


@blueprint.route("/<int:cohort_id>/schedule", methods=["GET", "POST"])
@permit(STAFF_ONLY)
def schedule(cohort_id: int) -> Response | tuple[str, int]:
    """Change when the tasks open and are due; making open work late at once must be confirmed."""
    session = current_session()
    found = get_cohort(session, reader(), cohort_id)
    rows = _in_order(found)
    form = schedule_form(rows)
    confirm = form.past_confirmed.data
    if form.validate_on_submit():
        try:
            reschedule(session, found, form.windows(rows), actor=actor(), past_confirmed=form.past_confirmed.data)
        except Invalid as refusal:
            confirm = confirm or isinstance(refusal, DueInThePast)
            form.refuse(refusal, "past_confirmed" if isinstance(refusal, DueInThePast) else None)
        else:
            flash(N_("The schedule is saved.").said_in(locale()), "success")
            return redirect(url_for("cohorts.cohort", cohort_id=cohort_id), 303)
    page = render_template(
        "cohorts/schedule.html", cohort=found, rows=rows, form=form, confirm=confirm, late_words=late_words,
        free_day_of_due=free_day_of_due, free_day_of_opening=free_day_of_opening,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _show(found: Cohort, form: DecisionForm) -> str:
    session = current_session()
    counts = count_members(session, found)
    substitutes = substitutes_of(session, found)
    view = _view(request.args.get("view"), counts)
    text = request.args.get("q", "").strip()
    members = find_members(session, found, states=VIEWS[view][1], text=text, page=request.args.get("page", 1, type=int))
    return render_template(
        "cohorts/cohort.html",
        cohort=found,
        view=view,
        tabs=[(name, words, sum(counts[state] for state in states)) for name, (words, states) in VIEWS.items()],
        members=members,
        text=text,
        acts=ACTS.get(view, ()) if found.state is not CohortState.CLOSED else (),
        form=form,
        chosen=_chosen(form.enrolments.data),
        taken=counts[EnrolmentState.ADMITTED],
        schedule=_in_order(found),
        words=ENROLMENT_WORDS,
        cohort_words=COHORT_WORDS,
        admissions=ADMISSIONS,
        may_publish=publishes_courses(reader()).covers(found.edition.course.organisation_id),
        free_day_of_due=free_day_of_due,
        teaches=teaches_cohort(session, reader().account_id, found.id),
        may_staff=may_staff(reader(), found),
        stand_in=[each for each in substitutes if is_to_come_or_now(each)],
        warnings=warnings_said(found, substitutes),
    )


def _view(asked: str | None, counts: dict[EnrolmentState, int]) -> str:
    if asked in VIEWS:
        return asked
    # What waits for a decision comes first, then who is there.
    return "applied" if counts[EnrolmentState.APPLIED] else "admitted"


def _chosen(enrolments: Collection[int] | None) -> frozenset[int]:
    return frozenset(enrolments or ())


def _in_order(found: Cohort) -> list[ScheduledTask]:
    return sorted(found.schedule, key=lambda scheduled: scheduled.task.position)


def _admitted(seated: int, waiting: int) -> Message:
    if waiting:
        return N_(
            "People admitted: %(seated)s; on the waiting list, because all seats are taken: %(waiting)s. "
            "They get a mail.",
            seated=seated,
            waiting=waiting,
        )
    return N_("People admitted: %(seated)s. They get a mail.", seated=seated)
