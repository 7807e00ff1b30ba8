"""A learner's due dates across all courses, and how calendar programs get them."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.calendars import calendar_of
from naruteo_portal.assessment.due_dates import WEEK, DueDate, due_dates, week_of
from naruteo_portal.assessment.queries import get_learner_course, learner_courses
from naruteo_portal.catalogue.feeds import end_feed, make_feed, present_feed
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.addresses import full_address
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.web.states import STATE_WORDS

blueprint = Blueprint("due_dates", __name__)


@blueprint.get("/due-dates")
@permit(SIGNED_IN)
def overview() -> str:
    """All that is due, what is overdue first, then week by week."""
    at = now()
    courses = learner_courses(current_session(), reader())
    return render_template(
        "due_dates/due_dates.html",
        due=due_dates(courses, at),
        at=at,
        this_week=week_of(at),
        next_week=week_of(at) + WEEK,
        states=STATE_WORDS,
        feed=present_feed(current_session(), reader().account_id),
    )


@blueprint.post("/due-dates/calendar")
@permit(SIGNED_IN)
def new_address() -> str:
    """Make an address for calendar programs and show it, this once; the one before ends."""
    token = make_feed(current_session(), reader().account_id, actor=actor())
    return render_template("due_dates/address.html", address=full_address(url_for("calendar.feed", token=token)))


@blueprint.post("/due-dates/calendar/end")
@permit(SIGNED_IN)
def end_address() -> AnyResponse:
    """End the address for calendar programs."""
    end_feed(current_session(), reader().account_id, actor=actor())
    flash(N_("The calendar address has ended; nobody can read your due dates by it.").said_in(locale()), "success")
    return redirect(url_for("due_dates.overview", _anchor="calendar"), 303)


@blueprint.get("/cohorts/<int:cohort_id>/tasks/<name>/due.ics")
@permit(SIGNED_IN)
def task_file(cohort_id: int, name: str) -> Response:
    """One due date as a file for a calendar program."""
    course = get_learner_course(current_session(), reader(), cohort_id)
    work = course.find_work(name)
    if work is None or work.deadline.excused:
        raise NotFound
    content = calendar_of([DueDate(course, work)], locale(), settings().portal_url)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
