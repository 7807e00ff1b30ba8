"""Writing openings: drafts, publishing what the law has nothing against, closing, and copying."""

from dataclasses import dataclass, field, fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import Conflict, Invalid
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import PROVINCES
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.models import Organisation, OrganisationKind
from naruteo_portal.talent.candidates.models import Degree
from naruteo_portal.talent.openings.declaration import require_declaration
from naruteo_portal.talent.openings.flags import look_again, stops, warns
from naruteo_portal.talent.openings.models import Contract, Opening, OpeningKind, OpeningSkill, OpeningState
from naruteo_portal.talent.skill_names import is_code

KINDS_OF = {
    OrganisationKind.EMPLOYER: (OpeningKind.POSITION,),
    OrganisationKind.UNIVERSITY: (OpeningKind.STUDY, OpeningKind.RESEARCH, OpeningKind.TEACHING),
}
"""What each kind of organisation offers."""
MOST_SEATS, MOST_SKILLS, MOST_TOPIK, MOST_HOURS = 1000, 30, 6, 52
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")


class OpeningRefused(Invalid):
    """An opening cannot be like this; `field` says what is wrong."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field


class OpeningHasMoved(Conflict):
    """Somebody has saved the opening since it was loaded."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody else has saved this opening since you loaded it. Nothing of theirs was overwritten.")
        )


class NotInThisState(Conflict):
    """What can only be done with an opening in another state."""


class LawStops(Conflict):
    """The checks of law found something that has to be put right first."""

    def __init__(self) -> None:
        super().__init__(N_("The law does not allow this opening as it is. Put right what is flagged, then publish."))


class WarningsUnread(Invalid):
    """Warnings stop nothing, but have to be read."""

    def __init__(self) -> None:
        super().__init__(N_("Say that you have read the warnings and answer for publishing the opening."))


@dataclass(frozen=True)
class Plan:
    """What somebody writes of an opening."""

    kind: OpeningKind
    title: dict[str, str]
    description: dict[str, str]
    region: str
    place: dict[str, str]
    seats: int
    contract: Contract
    starts_on: date
    ends_before: date | None = None
    occupation: str | None = None
    yearly_wage: int | None = None
    weekly_hours: int | None = None
    visa_support: bool = False
    statuses: tuple[str, ...] = ()
    least_topik: int | None = None
    least_english: str | None = None
    least_degree: Degree | None = None
    least_experience_months: int | None = None
    licences: tuple[str, ...] = ()
    required: tuple[str, ...] = field(default=())
    """Skills without which the work cannot be done."""
    desired: tuple[str, ...] = field(default=())


OWN_COLUMNS = tuple(each.name for each in fields(Plan) if each.name not in ("required", "desired"))


def plan_of(opening: Opening) -> Plan:
    """What an opening says, as it would be written again; its skills must be loaded."""
    values = {name: getattr(opening, name) for name in OWN_COLUMNS}
    return Plan(
        **values | {"statuses": tuple(opening.statuses), "licences": tuple(opening.licences)},
        required=tuple(each.concept for each in opening.skills if each.required),
        desired=tuple(each.concept for each in opening.skills if not each.required),
    )


def write_opening(session: Session, organisation: Organisation, plan: Plan, *, actor: Actor) -> Opening:
    """Begin a draft, which nobody else sees; what the law has against it is kept beside it."""
    _check(organisation, plan)
    at = now()
    opening = Opening(
        reference=new_reference(
            Numbered.OPENING, at,
            lambda number: session.scalar(select(Opening.id).where(Opening.reference == number)) is not None,
        ),
        organisation_id=organisation.id, organisation=organisation, state=OpeningState.DRAFT, gate_facts={}, version=1,
        created_at=at, changed_at=at, published_at=None, skills=[], flags=[],
        **{name: None for name in ("occupation", "ends_before", "yearly_wage")},
    )  # fmt: skip
    _fill(opening, plan)
    session.add(opening)
    record(session, actor, "wrote an opening", opening, organisation=organisation.slug, kind=plan.kind.value)
    look_again(session, opening)
    return opening


def change_opening(session: Session, opening: Opening, plan: Plan, *, version: int, actor: Actor) -> None:
    """Change a draft that was seen in its `version`; its organisation and skills must be loaded."""
    _hold(session, opening)
    if opening.version != version:
        raise OpeningHasMoved
    if opening.state is not OpeningState.DRAFT:
        raise NotInThisState(
            N_(
                "What was published stays as it is, as people decide by it (Fair Hiring Procedure Act, article 4). "
                "Close it, and publish a changed copy."
            )
        )
    _check(opening.organisation, plan)
    before = plan_of(opening)
    _fill(opening, plan)
    opening.version, opening.changed_at = version + 1, now()
    changed = [each.name for each in fields(Plan) if getattr(before, each.name) != getattr(plan, each.name)]
    record(session, actor, "changed an opening", opening, fields=changed)
    look_again(session, opening)


def publish(session: Session, opening: Opening, *, actor: Actor, warnings_read: bool = False) -> None:
    """Open a draft to candidates and rounds, if the operator may and the law has nothing against it.

    Its organisation must be loaded. NotDeclared, LawStops and WarningsUnread say what is missing.
    """
    _hold(session, opening)
    if opening.state is not OpeningState.DRAFT:
        raise NotInThisState(N_("Only a draft can be published."))
    require_declaration(session)
    if opening.starts_on < today_in_korea():
        raise OpeningRefused("starts_on", N_("The first day has passed. Choose another one."))
    flags = look_again(session, opening)
    if any(stops(each) for each in flags):
        raise LawStops
    if any(warns(each) for each in flags) and not warnings_read:
        raise WarningsUnread
    opening.state, opening.published_at, opening.changed_at = OpeningState.OPEN, now(), now()
    record(
        session, actor, "published an opening", opening, warnings=sorted({each.rule for each in flags if warns(each)}),
        lifted=sorted({each.rule for each in flags if each.lifted}),
    )  # fmt: skip


def close(session: Session, opening: Opening, *, actor: Actor) -> None:
    """Take an open opening, or a draft, away; rounds that hold it already keep it as they froze it."""
    _hold(session, opening)
    if opening.state is OpeningState.CLOSED:
        raise NotInThisState(N_("This opening is closed already."))
    opening.state, opening.changed_at = OpeningState.CLOSED, now()
    record(session, actor, "closed an opening", opening)


def duplicate(session: Session, opening: Opening, *, actor: Actor) -> Opening:
    """A draft that says the same; its organisation and skills must be loaded."""
    copy = write_opening(session, opening.organisation, plan_of(opening), actor=actor)
    copy.gate_facts = dict(opening.gate_facts)
    record(session, actor, "copied an opening", copy, source=opening.reference)
    return copy


def _hold(session: Session, opening: Opening) -> None:
    session.refresh(opening, ["state", "version"], with_for_update=True)


def _fill(opening: Opening, plan: Plan) -> None:
    for name in OWN_COLUMNS:
        value = getattr(plan, name)
        setattr(opening, name, list(value) if isinstance(value, tuple) else value)
    wanted = {concept: True for concept in plan.required} | {
        concept: False for concept in plan.desired if concept not in plan.required
    }
    kept = {each.concept: each for each in opening.skills}
    for concept, skill in kept.items():
        if concept not in wanted:
            opening.skills.remove(skill)
    for concept, required in wanted.items():
        if concept in kept:
            kept[concept].required = required
        else:
            opening.skills.append(OpeningSkill(concept=concept, required=required))


def _check(organisation: Organisation, plan: Plan) -> None:
    for name, right, message in (
        ("kind", plan.kind in KINDS_OF.get(organisation.kind, ()), N_("Your organisation does not offer this kind.")),
        ("title_ko", bool(plan.title["ko"]), N_("Write the title in Korean.")),
        ("title_en", bool(plan.title["en"]), N_("Write the title in English: foreign candidates read it.")),
        ("region", plan.region in PROVINCES, N_("Choose a province.")),
        ("seats", 1 <= plan.seats <= MOST_SEATS, N_("Offer between 1 and %(most)d seats.", most=MOST_SEATS)),
        (
            "contract", (plan.contract is Contract.STUDY) <= (plan.kind is not OpeningKind.POSITION),
            N_("A position at an employer is employment."),
        ),
        (
            "last_day", plan.contract is not Contract.FIXED_TERM or plan.ends_before is not None,
            N_("Enter the last day of the fixed term."),
        ),
        (
            "last_day", plan.ends_before is None or plan.starts_on < plan.ends_before,
            N_("The last day must not be before the first."),
        ),
        ("yearly_wage", plan.yearly_wage is None or plan.yearly_wage > 0, N_("Write a number above 0, or nothing.")),
        (
            "weekly_hours", plan.weekly_hours is None or 1 <= plan.weekly_hours <= MOST_HOURS,
            N_("Between 1 and 52 hours: more a week are not allowed (Labour Standards Act, article 53)."),
        ),
        ("least_topik", plan.least_topik is None or 1 <= plan.least_topik <= MOST_TOPIK, N_("Not a valid choice.")),
        ("least_english", plan.least_english is None or plan.least_english in CEFR, N_("Not a valid choice.")),
        (
            "required", len(plan.required) + len(plan.desired) <= MOST_SKILLS,
            N_("Name at most %(most)d skills.", most=MOST_SKILLS),
        ),
    ):  # fmt: skip
        if not right:
            raise OpeningRefused(name, message)
    for field_name in ("required", "desired"):
        unknown = [each for each in getattr(plan, field_name) if not is_code(each)]
        if unknown:
            raise OpeningRefused(field_name, N_("The catalogue has no skill “%(code)s”.", code=unknown[0]))
    for field_name in ("title", "description", "place"):
        for language, text in getattr(plan, field_name).items():
            if holds_resident_number(text):
                raise OpeningRefused(
                    f"{field_name}_{language}",
                    N_("This looks like a resident registration number. We may not take it."),
                )
