"""The course catalogue, and the page of one course."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, render_template, request

from naruteo_portal.catalogue.cohort_queries import may_offer
from naruteo_portal.catalogue.models import Delivery, Level
from naruteo_portal.catalogue.progress import CompletionRules
from naruteo_portal.catalogue.queries import CourseFilter, Length, find_courses, get_course, skills_taught
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
)
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import Message, choose
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader_or_none
from naruteo_portal.web.enrolment_states import ENROLMENT_WORDS

blueprint = Blueprint("courses", __name__, url_prefix="/courses")
Choice = TypeVar("Choice", bound=StrEnum)


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
    rules = CompletionRules.of_manifest(edition.manifest)
    return render_template(
        "courses/course.html",
        edition=edition,
        cohorts=page.cohorts,
        own=page.own,
        at=now(),
        may_offer=reader is not None and may_offer(reader, edition.course.organisation_id),
        completion=completion_words(rules, edition.tasks, locale()),
        # Most courses have one rule for all tasks, which is then said once.
        attempts=_said_once(attempt_words(task) for task in edition.tasks),
        late=_said_once(late_words(task) for task in edition.tasks),
        attempt_words=attempt_words,
        late_words=late_words,
        due_words=due_words,
        levels=LEVELS,
        deliveries=DELIVERIES,
        languages=LANGUAGES,
        admissions=ADMISSIONS,
        enrolment_words=ENROLMENT_WORDS,
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


def _said_once(sentences: Iterable[Message]) -> Message | None:
    """The sentence, if it is the same for all tasks."""
    different = {str(sentence): sentence for sentence in sentences}
    return next(iter(different.values())) if len(different) == 1 else None
