"""What an employer has to do about its training incentives: deadlines, the year's ceiling, and who stands where."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import keeps_employers, reads_employers
from naruteo_portal.incentives.employers.access import employers_page, get_employer, kept_employers
from naruteo_portal.incentives.employers.facts import EMPLOYER_TRAINING, definition_of, stated_facts
from naruteo_portal.incentives.employers.trainings import trainees_page
from naruteo_portal.incentives.overview import Overview, claimed_by, overview_of
from naruteo_portal.incentives.programmes import programme_in_force
from naruteo_portal.rules.explaining import Said
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.saying import LACKS, label_of
from naruteo_portal.rules.tracing import Missing
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("employers", __name__, url_prefix="/employers")
READ = any_of(Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER)
SHOWN = 10
"""Deadlines of one kind on the page."""
SOON_DAYS = 7
MOST_AT_HOME = 2
"""Employers on the home of their HR; nearly everybody is HR of one."""


@blueprint.get("")
@permit(READ)
def employers() -> Response | str:
    """The employers that the reader may see; whoever is of one alone is led to it."""
    words = request.args.get("q", "").strip()
    page = employers_page(current_session(), reader(), words, wanted_page())
    if page.total == 1 and not words and not reads_employers(reader()).everywhere:
        return redirect(url_for("employers.employer", slug=page.rows[0].slug))
    return render_template("employers/employers.html", page=page, words_wanted=words)


@blueprint.get("/<slug>")
@permit(READ)
def employer(slug: str) -> str:
    """What is to be done, until when, what is left of the ceiling, and each person in each training."""
    session = current_session()
    found = get_employer(session, reader(), slug)
    stated, at = stated_facts(session, found.id), now()
    today = at.astimezone(KST).date()
    programme = programme_in_force(session, EMPLOYER_TRAINING)
    page = trainees_page(session, found, programme, stated, at, wanted_page())
    return render_template(
        "employers/employer.html",
        employer=found,
        overview=overview_of(session, found, programme, stated, today),
        shown=SHOWN,
        soon_days=SOON_DAYS,
        keeps=keeps_employers(reader()).covers(found.id),
        page=page,
        claimed_by=claimed_by(session, found, [each.course.enrolment.id for each in page.rows]),
        programme=programme,
        fact_label=fact_label,
        missing_words=lambda missing: missing_words(programme, missing),
        money=money,
    )


def own_overviews() -> list[Overview]:
    """The overviews of the employers whose HR the reader is, for their home."""
    session = current_session()
    kept = kept_employers(session, reader(), MOST_AT_HOME)
    if not kept:
        return []
    programme, today = programme_in_force(session, EMPLOYER_TRAINING), today_in_korea()
    return [overview_of(session, each, programme, stated_facts(session, each.id), today) for each in kept]


def fact_label(name: str) -> str:
    """How an employer's fact is asked."""
    return definition_of(name).ask.said_in(locale())


def missing_words(programme: Programme, missing: Missing) -> str:
    """What stands in the way of an answer, and why."""
    return f"{label_of(programme, missing.name, locale())}: {LACKS[missing.lack].said_in(locale())}"


def money(amount: Said) -> str:
    """Won as people write them; a part of a won, which is never paid, is shown as it is."""
    return N_("%(won)s won", won=f"{amount:,}" if isinstance(amount, int) else amount).said_in(locale())
