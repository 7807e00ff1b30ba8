"""The calendar feed: a learner's due dates for calendar programs, under an address that is its own key."""

import hashlib

from flask import Blueprint, Response, request

from naruteo_portal.assessment.calendars import calendar_of
from naruteo_portal.assessment.due_dates import DueDate
from naruteo_portal.assessment.queries import learner_courses
from naruteo_portal.catalogue.feeds import owner_of_feed
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.tokens import token_sha256
from naruteo_portal.edge.application import portal, settings
from naruteo_portal.edge.guards import PROGRAM, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.identity.limits import FEED_BY_TOKEN, FEED_GUESSES_FROM_ADDRESS, count_try
from naruteo_portal.identity.readers import reader_of

blueprint = Blueprint("calendar", __name__)


@blueprint.get("/calendar/<token>.ics")
@permit(PROGRAM)
def feed(token: str) -> Response:
    """The due dates of whoever made this address; programs that ask again unchanged get 304."""
    session, engine = current_session(), portal().engine
    owner = owner_of_feed(session, token)
    if owner is None:
        count_try(engine, FEED_GUESSES_FROM_ADDRESS, request.remote_addr or "")
        raise NotFound
    count_try(engine, FEED_BY_TOKEN, token_sha256(token))
    reader = reader_of(session, owner, session_id=0)
    due = [DueDate(course, work) for course in learner_courses(session, reader) for work in course.work]
    content = calendar_of(due, reader.locale, settings().portal_url)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.headers["Cache-Control"] = "private, no-cache"
    # Whatever shows this must not tell other sites where it came from: the address is the key.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.make_conditional(request)
    return response
