"""The course catalogue, and the page of one course."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, render_template, request, url_for

from naruteo_portal.assessment.queries import get_learner_course
from naruteo_portal.catalogue.cohort_queries import may_offer
from naruteo_portal.catalogue.models import Delivery, Edition, EnrolmentState, Level
from naruteo_portal.catalogue.progress import CompletionRules
from naruteo_portal.catalogue.queries import (
    CourseFilter,
    Length,
    find_courses,
    get_course,
    get_edition,
    skills_taught,
)
from naruteo_portal.catalogue.reading import figure_path, figure_type, reading_html
from naruteo_portal.catalogue.words import (
    ADMISSIONS,
    DELIVERIES,
    LANGUAGES,
    LENGTHS,
    LEVELS,
    attempt_words,
    completion_words,
    due_words,
    late_words,
    remaining_words,
)
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_, Message, choose
from naruteo_portal.core.storage import Tree
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader_or_none
from naruteo_portal.identity.permissions import publishes_courses
from naruteo_portal.learning.traces import note_reading
from naruteo_portal.web.enrolment_states import ENROLMENT_WORDS

blueprint = Blueprint("courses", __name__, url_prefix="/courses")
Choice = TypeVar("Choice", bound=StrEnum)
TABLE = N_("Table")
# A figure is only ever an image: nothing in it runs or fetches anything, even when it is opened by itself.
FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
YEAR_SECONDS = 365 * 24 * 3600


@blueprint.get("")
@permit(ANYONE)
def catalogue() -> str:
    """All courses, with a search and filters that stand in the address."""
    asked = request.args
    wanted = CourseFilter(
        text=asked.get("q", "").strip(),
        level=_choice(Level, asked.get("level")),
        length=_choice(Length, asked.get("length")),
        language=asked.get("language", "") if asked.get("language") in LANGUAGES else "",
        delivery=_choice(Delivery, asked.get("delivery")),
        skill=asked.get("skill", ""),
        starts_from=_day(asked.get("starts")),
    )
    session = current_session()
    return render_template(
        "courses/catalogue.html",
        wanted=wanted,
        page=find_courses(session, wanted, asked.get("page", 1, type=int)),
        filtered=wanted != CourseFilter(),
        may_publish=(asking := reader_or_none()) is not None and not publishes_courses(asking).is_empty,
        level_options=_options(LEVELS),
        length_options=_options(LENGTHS),
        delivery_options=_options(DELIVERIES),
        language_options=list(LANGUAGES.items()),
        skill_options=[(label["en"], choose(label, locale())) for label in skills_taught(session)],
        levels=LEVELS,
        deliveries=DELIVERIES,
        languages=LANGUAGES,
    )


@blueprint.get("/<slug>")
@permit(ANYONE)
def course(slug: str) -> str:
    """What a course teaches, what it asks for, and when one can take it."""
    reader = reader_or_none()
    page = get_course(current_session(), slug, reader)
    edition = page.edition
    place = next((each for each in page.own.values() if each.state is EnrolmentState.ADMITTED), None)
    learning = get_learner_course(current_session(), reader, place.cohort_id) if reader and place else None
    return render_template(
        "courses/course.html",
        edition=edition,
        cohorts=page.cohorts,
        own=page.own,
        place=place,
        progress=learning.progress(now()) if learning else None,
        remaining_words=remaining_words,
        at=now(),
        may_offer=reader is not None and may_offer(reader, edition.course.organisation_id),
        may_publish=reader is not None and publishes_courses(reader).covers(edition.course.organisation_id),
        admissions=ADMISSIONS,
        enrolment_words=ENROLMENT_WORDS,
        **about(edition),
    )


def about(edition: Edition) -> dict[str, object]:
    """What `courses/about.html` says of an edition, besides the edition itself."""
    return {
        "completion": completion_words(CompletionRules.of_manifest(edition.manifest), edition.tasks, locale()),
        # Most courses have one rule for all tasks, which is then said once.
        "attempts": said_once(attempt_words(task) for task in edition.tasks),
        "late": said_once(late_words(task) for task in edition.tasks),
        "attempt_words": attempt_words,
        "late_words": late_words,
        "due_words": due_words,
        "levels": LEVELS,
        "deliveries": DELIVERIES,
        "languages": LANGUAGES,
    }


@blueprint.get("/<slug>/reading/<int:number>")
@permit(ANYONE)
def reading(slug: str, number: int) -> str:
    """One text of a course's reading; learners read the edition that their cohort takes."""
    asked = request.args.get("edition", type=int)
    edition = get_edition(current_session(), slug, asked)
    parts = edition.manifest["reading"]
    if not 1 <= number <= len(parts):
        raise NotFound
    part = parts[number - 1]
    reader = reader_or_none()
    if reader is not None:
        note_reading(current_session(), reader, edition, number)
    return render_template(
        "courses/reading.html",
        edition=edition,
        asked=asked,
        number=number,
        part=part,
        before=parts[number - 2] if number > 1 else None,
        after=parts[number] if number < len(parts) else None,
        # `reading_html` cleans what it makes.
        text=reading_html(
            part["markdown"], locale(), lambda address: _figure(edition, part["file"], address), TABLE.said_in(locale())
        ),
    )


@blueprint.get("/<slug>/editions/<int:edition>/<path:path>")
@permit(ANYONE)
def figure(slug: str, edition: int, path: str) -> Response:
    """A figure of an edition's reading."""
    figures = Tree.from_json(get_edition(current_session(), slug, edition).figures).files
    found = next((each for each in figures if each.path == path), None)
    if found is None:
        raise NotFound
    response = Response(blobs().get(found.sha256), content_type=figure_type(path))
    response.headers["Content-Security-Policy"] = FIGURE_POLICY
    # Its address changes with its content.
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def _figure(edition: Edition, file: str, address: str) -> str | None:
    path = figure_path(file, address)
    found = next((each for each in Tree.from_json(edition.figures).files if each.path == path), None)
    if found is None:
        return None
    return url_for(
        "courses.figure", slug=edition.course.slug, edition=edition.number, path=found.path, v=found.sha256[:12]
    )


def _choice(kind: type[Choice], value: str | None) -> Choice | None:
    return kind(value) if value in list(kind) else None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def _options(words: Mapping[Choice, Message]) -> list[tuple[str, str]]:
    return [(value.value, message.said_in(locale())) for value, message in words.items()]


def said_once(sentences: Iterable[Message]) -> Message | None:
    """The sentence, if it is the same for all tasks."""
    different = {str(sentence): sentence for sentence in sentences}
    return next(iter(different.values())) if len(different) == 1 else None
