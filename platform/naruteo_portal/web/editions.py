"""The editions of a course: what each says otherwise, who takes it, and whether it is still what was published."""

from flask import Blueprint, render_template, request

from naruteo_portal.assessment.affected import affected_cohorts
from naruteo_portal.assessment.edition_contents import content_as_published, content_now, releases_of
from naruteo_portal.assessment.edition_differences import differences
from naruteo_portal.assessment.integrity import check_edition
from naruteo_portal.catalogue.edition_queries import cohorts_using, editions_of
from naruteo_portal.core.errors import NotFound
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import reader
from naruteo_portal.identity.models import Role
from naruteo_portal.web.edition_words import KIND_WORDS, PART_WORDS
from naruteo_portal.web.enrolment_states import COHORT_WORDS

blueprint = Blueprint("editions", __name__, url_prefix="/courses/<slug>/editions")
PUBLISHERS = any_of(Role.INSTRUCTOR, Role.ADMINISTRATOR)


@blueprint.get("")
@permit(PUBLISHERS)
def editions(slug: str) -> str:
    """All editions of a course, with the cohorts that take them."""
    found = editions_of(current_session(), reader(), slug)
    using = cohorts_using(current_session(), [each.id for each in found])
    return render_template("editions/editions.html", editions=found, using=using, cohort_words=COHORT_WORDS)


@blueprint.get("/<int:edition>")
@permit(PUBLISHERS)
def edition(slug: str, edition: int) -> str:
    """One edition; `?check=1` reads all of its stored files again."""
    session = current_session()
    found = editions_of(session, reader(), slug)
    shown = next((each for each in found if each.number == edition), None)
    if shown is None:
        raise NotFound
    before = next((each for each in found if each.number < edition), None)
    releases = releases_of(session, *([before, shown] if before else [shown]))
    changes, affected = None, []
    if before is not None:
        old, new = (content_as_published(releases, each) for each in (before, shown))
        changes = differences(old, new, blobs().get)
        now = content_now(releases, shown)
        affected = affected_cohorts(session, shown.course_id, now.sources, blobs(), before=shown.number)
    return render_template(
        "editions/edition.html",
        edition=shown,
        latest=found[0],
        before=before,
        changes=changes,
        releases={task.id: [each for each in releases if each.task_id == task.id] for task in shown.tasks},
        using=cohorts_using(session, [shown.id])[shown.id],
        affected=affected,
        check=check_edition(session, shown, blobs()) if request.args.get("check") == "1" else None,
        kind_words=KIND_WORDS,
        part_words=PART_WORDS,
        cohort_words=COHORT_WORDS,
        account_id=reader().account_id,
    )
