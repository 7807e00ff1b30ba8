"""What an employer states of itself: value, days, evidence and who stated it; replaced, never edited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Invalid, NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import PROVINCES
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.incentives.employers.access import hold_employer
from naruteo_portal.incentives.employers.models import EmployerFact
from naruteo_portal.incentives.programmes import shipped_programme
from naruteo_portal.rules.cases import BadFacts, read_facts
from naruteo_portal.rules.model import Fact, FactType, Words
from naruteo_portal.rules.programme import Programme

EMPLOYER_TRAINING = "employer_training"
# The programme in whose words each fact is asked.
FROM_PROGRAMMES = {
    "firm_size": EMPLOYER_TRAINING,
    "year_premium": EMPLOYER_TRAINING,
    "adjustment_area": EMPLOYER_TRAINING,
    "restricted": EMPLOYER_TRAINING,
    "after_restriction": EMPLOYER_TRAINING,
    "workers": "paid_leave_training",
}
REGION = "region"
FACTS = (*FROM_PROGRAMMES, REGION)
YEARLY = frozenset({"year_premium"})
"""Facts that are stated for one insurance year: from 1 January to 31 December (고용산재보험료징수법 제2조)."""
NAMED_AFTER_SOMEBODY = N_(
    "The file's name looks like a resident registration number. Rename it, and cover the number inside."
)
FIRST_DAY, LAST_DAY = date(1995, 7, 1), date(2199, 12, 31)
"""Employment insurance began on 1 July 1995."""


class FactRefused(Invalid):
    """A fact cannot be stated like this; `field` says what is wrong."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Statement:
    """What somebody states: a fact, its value, from which day and until which last day (None: no end is known)."""

    name: str
    value: str | int | bool
    first_day: date
    last_day: date | None

    @property
    def ends_before(self) -> date | None:
        """The first day on which it no longer holds."""
        return self.last_day + timedelta(days=1) if self.last_day else None


@dataclass(frozen=True)
class Evidence:
    """A file that proves something; whoever takes it from a stranger has looked at what it holds."""

    content: bytes
    file_name: str


def definition_of(name: str) -> Fact:
    """How a fact is asked; KeyError for what no employer states."""
    if name == REGION:
        choices = {each: Words(**name) for each, name in PROVINCES.items()}
        return Fact(
            type=FactType.CHOICE, choices=choices, ask=Words(ko="사업장이 있는 시·도", en="Province of the workplace"),
            evidence=Words(ko="사업자등록증", en="Business registration"),
        )  # fmt: skip
    return shipped_programme(FROM_PROGRAMMES[name]).facts[name]


def stated_facts(session: Session, organisation_id: int) -> Sequence[EmployerFact]:
    """Everything that an employer has stated, what was taken back too: by fact and the newest days first."""
    return session.scalars(
        select(EmployerFact)
        .where(EmployerFact.organisation_id == organisation_id)
        .order_by(EmployerFact.name, EmployerFact.valid_from.desc(), EmployerFact.id.desc())
        # The history says who stated what.
        .options(
            joinedload(EmployerFact.stated_by).joinedload(Account.person),
            joinedload(EmployerFact.taken_back_by).joinedload(Account.person),
        )
    ).all()


def facts_on(stated: Iterable[EmployerFact], day: date) -> dict[str, object]:
    """The values that hold on a day; what nobody stated for it is left out."""
    found = {fact.name: fact.value for fact in stated if fact.holds_on(day)}
    if REGION in found:
        # No rule asks it; claims and budgets are kept by its Korean name.
        found[REGION] = PROVINCES[str(found[REGION])]["ko"]
    return found


def employer_facts_on(session: Session, organisation_id: int, day: date) -> dict[str, object]:
    """What an employer has stated for a day, by the names of FACTS, as `rules.cases.read_facts` takes values."""
    rows = session.scalars(
        select(EmployerFact).where(
            EmployerFact.organisation_id == organisation_id, EmployerFact.taken_back_at.is_(None)
        )
    )
    return facts_on(rows, day)


def asked_by(programme: Programme, stated: Mapping[str, object]) -> dict[str, object]:
    """Those of an employer's facts that a programme asks, also under the name and in the choices that it has for them.

    The same size of firm is `firm_size` here, and `firm` or `priority_firm` where only priority firms are told apart.
    """
    found = {name: value for name, value in stated.items() if name in programme.facts}
    size = stated.get("firm_size")
    if size is not None and programme.id == "paid_leave_training":
        found["firm"] = "priority" if size == "priority" else "other"
    if size is not None and programme.id == "talent_premium_training":
        found["priority_firm"] = size == "priority"
    return found


def get_fact(session: Session, organisation: Organisation, fact_id: int) -> EmployerFact:
    """One fact of an employer that the reader may see; NotFound for all others."""
    found = session.scalar(
        select(EmployerFact).where(EmployerFact.id == fact_id, EmployerFact.organisation_id == organisation.id)
    )
    if found is None:
        raise NotFound
    return found


def state_fact(
    session: Session, organisation: Organisation, said: Statement, *, evidence: Evidence | None, blobs: BlobStore,
    actor: Actor, account_id: int, replaces: EmployerFact | None = None,
) -> EmployerFact:  # fmt: skip
    """State a fact for its days; with `replaces` that entry is taken back and its evidence kept, unless there is other.

    An entry without an end that began earlier ends on the day before. Raises FactRefused for a value that the rules
    do not take, days that no year has, and days for which the fact is stated already.
    """
    _check(said)
    if evidence and holds_resident_number(evidence.file_name):
        raise FactRefused("evidence", NAMED_AFTER_SOMEBODY)
    # Two who state the same fact at once must not both find its days free.
    hold_employer(session, organisation.id)
    in_force = session.scalars(
        select(EmployerFact)
        .where(
            EmployerFact.organisation_id == organisation.id,
            EmployerFact.name == said.name,
            EmployerFact.taken_back_at.is_(None),
        )
        .execution_options(populate_existing=True)
    ).all()
    if replaces is not None and replaces not in in_force:
        raise FactRefused("value", N_("Somebody has replaced this entry meanwhile. Look at it again."))
    for each in in_force:
        if each is not replaces:
            _make_way(session, each, said, actor)
    if replaces is not None:
        take_back(session, replaces, actor=actor, account_id=account_id)
    sha256, file_name = (replaces.evidence_sha256, replaces.evidence_name) if replaces else (None, None)
    if evidence:
        sha256, file_name = blobs.put(evidence.content), evidence.file_name
    fact = EmployerFact(
        organisation_id=organisation.id,
        name=said.name,
        value=said.value,
        valid_from=said.first_day,
        ends_before=said.ends_before,
        evidence_sha256=sha256,
        evidence_name=file_name,
        stated_at=now(),
        stated_by_id=account_id,
        taken_back_at=None,
        taken_back_by_id=None,
    )
    session.add(fact)
    record(
        session, actor, "stated a fact", fact, organisation=organisation.slug, name=said.name, value=said.value,
        first_day=said.first_day.isoformat(), last_day=said.last_day.isoformat() if said.last_day else None,
        replaces=replaces.id if replaces else None,
    )  # fmt: skip
    return fact


def take_back(session: Session, fact: EmployerFact, *, actor: Actor, account_id: int) -> None:
    """Take back what was stated; it stays in the history. Taken back already, it stays as it is."""
    if fact.taken_back_at is None:
        fact.taken_back_at, fact.taken_back_by_id = now(), account_id
        record(session, actor, "took back a fact", fact, name=fact.name)


def _check(said: Statement) -> None:
    if said.name == REGION:
        if said.value not in PROVINCES:
            raise FactRefused("value", N_("Choose a province."))
    else:
        try:
            read_facts(shipped_programme(FROM_PROGRAMMES[said.name]), {said.name: said.value})
        except BadFacts as bad:
            why = bad.faults[0].message
            raise FactRefused("value", N_("This is not taken. %(why)s", why=why.both())) from None
    if not FIRST_DAY <= said.first_day <= LAST_DAY:
        raise FactRefused("first_day", N_("Choose a day since July 1995, when employment insurance began."))
    if said.last_day and not said.first_day <= said.last_day <= LAST_DAY:
        raise FactRefused("last_day", N_("The last day must not be before the first."))
    if said.name in YEARLY and (said.first_day, said.last_day) != year_of(said.first_day):
        raise FactRefused("first_day", N_("This is stated for a whole year, from 1 January to 31 December."))


def year_of(day: date) -> tuple[date, date]:
    """The first and the last day of the insurance year that holds a day."""
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _make_way(session: Session, other: EmployerFact, said: Statement, actor: Actor) -> None:
    """End an entry that goes on when the new one begins; refuse any other overlap."""
    if other.ends_before is not None and other.ends_before <= said.first_day:
        return
    if said.last_day is not None and said.last_day < other.valid_from:
        return
    if other.ends_before is None and other.valid_from < said.first_day:
        other.ends_before = said.first_day
        record(session, actor, "ended a fact", other, name=other.name, last_day=str(other.last_day))
        return
    raise FactRefused(
        "first_day",
        N_(
            "From %(first)s on this is stated already. Replace that entry, or choose other days.",
            first=other.valid_from,
        ),
    )
