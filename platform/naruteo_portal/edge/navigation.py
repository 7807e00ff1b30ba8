"""The main navigation: what each role does here, most used first."""

from dataclasses import dataclass
from enum import StrEnum

from flask import g, request, url_for

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader_or_none
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import REVIEWING
from naruteo_portal.notices.queries import count_unread
from naruteo_portal.talent.openings.declaration import declaration_today
from naruteo_portal.talent.openings.models import OperatorDeclaration
from naruteo_portal.talent.openings.words import SERVICE_KINDS


@dataclass(frozen=True)
class SignedIn:
    """What the page's head shows of the person."""

    name: str
    home_url: str


class Group(StrEnum):
    """What entries stand together where somebody has many."""

    COURSES = "courses"
    MATCHING = "matching"
    INCENTIVES = "incentives"
    PEOPLE = "people"


GROUPS: dict[Group, Message] = {
    Group.COURSES: N_("Courses and cohorts"),
    Group.MATCHING: N_("Positions and matching"),
    Group.INCENTIVES: N_("Training incentives"),
    Group.PEOPLE: N_("People and records"),
}
MOST_IN_A_ROW = 7
"""Whoever has more entries sees them by group, so that the menu stays in one line."""


@dataclass(frozen=True)
class Entry:
    """One entry of the main navigation: a route and the roles it is for (none: everybody)."""

    endpoint: str
    label: Message
    roles: tuple[Role, ...] = ()
    group: Group | None = None
    for_visitors: bool = False


@dataclass(frozen=True)
class Item:
    """What the menu shows: an entry with its address, or a group with its entries."""

    label: str
    is_current: bool
    address: str | None = None
    entries: "tuple[Item, ...]" = ()


ENTRIES = (
    Entry("home.home", N_("Home")),
    Entry("courses.catalogue", N_("Courses"), group=Group.COURSES, for_visitors=True),
    Entry("places.places", N_("Open positions and places"), group=Group.MATCHING),
    Entry("due_dates.overview", N_("My due dates"), (Role.LEARNER,), Group.COURSES),
    Entry("cohorts.cohorts", N_("Cohorts"), (Role.INSTRUCTOR, Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER),
          Group.COURSES),
    Entry("grading.queue", N_("Grading queue"), (Role.INSTRUCTOR,), Group.COURSES),
    Entry("claim_queue.queue", N_("Claim queue"), (Role.PROGRAMME_OFFICER,), Group.INCENTIVES),
    Entry("budgets.budgets", N_("Budgets"), (Role.PROGRAMME_OFFICER, Role.AUDITOR), Group.INCENTIVES),
    Entry("claims.claims", N_("Claims"), (Role.EMPLOYER_HR, Role.CLAIM_PROXY, Role.PROGRAMME_OFFICER, Role.AUDITOR),
          Group.INCENTIVES),
    Entry("rounds.rounds", N_("Matching rounds"), (Role.PROGRAMME_OFFICER, Role.AUDITOR), Group.MATCHING),
    Entry("published_rounds.rounds", N_("Matching rounds"), (Role.LEARNER,), Group.MATCHING, for_visitors=True),
    Entry("people.people", N_("People"), (Role.ADMINISTRATOR, Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER),
          Group.PEOPLE),
    Entry("organisations.organisations", N_("Organisations"),
          (Role.ADMINISTRATOR, Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER), Group.PEOPLE),
    Entry("pre_check.pre_check", N_("Pre-check of incentives"), (Role.EMPLOYER_HR,), Group.INCENTIVES,
          for_visitors=True),
    Entry("candidates.profile", N_("Talent profile"), group=Group.MATCHING),
    Entry("readiness.readiness", N_("Statuses of residence"), (Role.ADMISSIONS,), Group.MATCHING, for_visitors=True),
    Entry("employers.employers", N_("Training incentives"), (Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER),
          Group.INCENTIVES),
    Entry("openings.openings", N_("Opening desk"),
          (Role.EMPLOYER_HR, Role.ADMISSIONS, Role.PROGRAMME_OFFICER, Role.AUDITOR), Group.MATCHING),
    Entry("instructors.register", N_("Instructors"), (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER, Role.INSTRUCTOR),
          Group.COURSES),
    Entry("programmes.programmes", N_("Programmes"),
          (Role.PROGRAMME_OFFICER, Role.EMPLOYER_HR, Role.AUDITOR, Role.ADMINISTRATOR), Group.INCENTIVES),
    Entry("reviews.reviews", N_("Cohort reviews"), REVIEWING, Group.COURSES),
    Entry("audit.events", N_("Audit trail"), (Role.AUDITOR, Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER),
          Group.PEOPLE),
)  # fmt: skip

TALENT = frozenset({
    "candidate_consents", "candidate_legal", "candidate_papers", "candidate_skills", "candidates", "choices",
    "declaration", "interviews", "opening_flags", "openings", "outcome_questions", "places",
    "published_rounds", "rankings", "readiness", "results", "round_plans", "round_runs", "rounds", "suitability",
    "together",
})  # fmt: skip
"""The sections about openings and candidates, whose every page says what the operator is."""


def signed_in() -> SignedIn | None:
    """The person as the page's head shows them."""
    reader = reader_or_none()
    return SignedIn(reader.called(locale()), url_for("home.home")) if reader else None


def unread_notices() -> int:
    """How many notices wait in the person's inbox; templates call it, so that parts of pages do not ask."""
    reader = reader_or_none()
    return count_unread(current_session(), reader) if reader else 0


def operator_today() -> OperatorDeclaration | None:
    """What the operator declared to be today; asked once in a request, as the page's end says it, too."""
    if "operator" not in g:
        g.operator = declaration_today(current_session())
    found: OperatorDeclaration | None = g.operator
    return found


def service_line() -> Message | None:
    """What the operator is by its declaration, for every page about openings and candidates; None on other pages.

    An information service has to show its number where people look (직업안정법 시행령 제28조).
    """
    if not request or request.blueprint not in TALENT:
        return None
    declaration = operator_today()
    if declaration is None:
        return N_("The operator has not declared yet what it is under the Employment Security Act.")
    return N_(
        "%(operator)s: %(kind)s, %(number)s", operator=declaration.operator, kind=SERVICE_KINDS[declaration.kind],
        number=declaration.number or declaration.exempt_ground,
    )  # fmt: skip


def navigation() -> list[Item]:
    """The main menu for the reader: entries in a row where they are few, otherwise by group."""
    reader = reader_or_none()
    shown = [
        entry
        for entry in ENTRIES
        if (entry.for_visitors if reader is None else not entry.roles or reader.has(*entry.roles))
    ]
    if len(shown) <= MOST_IN_A_ROW:
        return [_item(entry) for entry in shown]
    by_group = {group: [entry for entry in shown if entry.group is group] for group in GROUPS}
    found = [_item(entry) for entry in shown if entry.group is None]
    for group, entries in by_group.items():
        items = tuple(map(_item, entries))
        if len(items) > 1:
            found.append(Item(GROUPS[group].said_in(locale()), any(each.is_current for each in items), entries=items))
        else:
            found.extend(items)
    return found


def _item(entry: Entry) -> Item:
    section = (request.blueprint or "") if request else ""
    is_current = entry.endpoint.startswith(f"{section}.")
    return Item(entry.label.said_in(locale()), is_current, url_for(entry.endpoint))
