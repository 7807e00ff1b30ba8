"""The first page after signing in: what to do next."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from naruteo_portal.assessment.queries import cohort_workloads, learner_courses
from naruteo_portal.catalogue.queries import own_applications
from naruteo_portal.catalogue.words import remaining_words, standing_words
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.choices.queries import rounds_under_way
from naruteo_portal.talent.choices.tracking import ACTORS
from naruteo_portal.talent.choices.zones import own_zone
from naruteo_portal.talent.rankings.due import due_orders
from naruteo_portal.talent.rankings.models import InterviewState
from naruteo_portal.talent.rankings.pipeline import own_interviews
from naruteo_portal.web.employers import SHOWN, SOON_DAYS, fact_label, own_overviews
from naruteo_portal.web.enrolment_states import ENROLMENT_WORDS
from naruteo_portal.web.notebooks import assignment_address
from naruteo_portal.web.states import STATE_WORDS
from naruteo_portal.web.zones import there

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True)
class Duty:
    """A place where people with a role do their work."""

    endpoint: str
    label: Message
    hint: Message
    roles: tuple[Role, ...]


STAFF = (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER)
DUTIES = (
    Duty("cohorts.cohorts", N_("Cohorts"), N_("Admit learners, set dates, see who waits for a place."), STAFF),
    Duty(
        "claims.claims",
        N_("Claims"),
        N_("Training grants: fill claims in, follow them, answer what officers ask."),
        (Role.EMPLOYER_HR, Role.CLAIM_PROXY),
    ),
    Duty(
        "claim_queue.queue",
        N_("Claim queue"),
        N_("Review and decide claims of employers, and have them paid."),
        (Role.PROGRAMME_OFFICER,),
    ),
    Duty(
        "openings.openings",
        N_("Opening desk"),
        N_("Write openings, look at candidates, put them in order, and see who takes a place."),
        (Role.EMPLOYER_HR, Role.ADMISSIONS),
    ),
    Duty(
        "rounds.rounds",
        N_("Matching rounds"),
        N_("Plan rounds, run and confirm them, and see what was published."),
        (Role.PROGRAMME_OFFICER,),
    ),
    Duty(
        "outcome_questions.questions",
        N_("Questions about results"),
        N_("Explain results of matching rounds, and answer refusals and appeals in time."),
        (Role.PROGRAMME_OFFICER,),
    ),
    Duty("people.people", N_("People"), N_("Find, invite and help people."), (*STAFF, Role.EMPLOYER_HR)),
    Duty("organisations.organisations", N_("Organisations"), N_("Employers, universities, training providers."), STAFF),
    Duty("audit.events", N_("Audit trail"), N_("Who did what, and when."), (Role.AUDITOR, Role.ADMINISTRATOR)),
)


def duties_of(reader: Reader) -> list[Duty]:
    """The places where the reader has work to do."""
    return [duty for duty in DUTIES if reader.has(*duty.roles)]


@blueprint.get("/")
@permit(SIGNED_IN)
def home() -> str:
    """What this person should do next: as a learner, then as an instructor, then by their other roles."""
    at = now()
    courses = [(course, course.progress(at)) for course in learner_courses(current_session(), reader())]
    # The task that is due first stands on top, whichever course it is of.
    courses.sort(key=lambda pair: (pair[1].due_at is None, pair[1].due_at or at))
    return render_template(
        "home/home.html",
        reader=reader(),
        at=at,
        courses=courses,
        applications=own_applications(current_session(), reader()),
        # Most people teach nothing, and whoever no longer teaches may not open these pages.
        cohorts=cohort_workloads(current_session(), reader()) if reader().has(Role.INSTRUCTOR) else [],
        overviews=own_overviews(),
        duties=duties_of(reader()),
        due_orders=due_orders(current_session(), reader()),
        invitations=[
            each
            for each in own_interviews(current_session(), reader().account_id)
            if each.state is InterviewState.INVITED and each.starts_at > at
        ],
        zone=own_zone(current_session(), reader().account_id),
        there=there,
        rounds=rounds_under_way(current_session(), reader().account_id),
        round_actors=ACTORS,
        states=STATE_WORDS,
        enrolment_words=ENROLMENT_WORDS,
        remaining_words=remaining_words,
        standing_words=standing_words,
        assignment_address=assignment_address,
        shown=SHOWN,
        soon_days=SOON_DAYS,
        fact_label=fact_label,
    )
