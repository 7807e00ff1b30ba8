"""Demo content: organisations, people of every role, a published course and a cohort that has begun."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import naruteo_portal
from naruteo_portal.assessment.publishing import BuildRelease, publish_course
from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.catalogue.cohorts import CohortPlan, open_cohort
from naruteo_portal.catalogue.enrolment import apply
from naruteo_portal.catalogue.models import Admission, Edition
from naruteo_portal.catalogue.queries import has_cohorts
from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.database import make_engine, unit_of_work
from naruteo_portal.core.i18n import Locale
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.accounts import find_account, open_account
from naruteo_portal.identity.memberships import hold_role
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.identity.names import Names
from naruteo_portal.incentives.demo import Cast, make_demo_claims
from naruteo_portal.incentives.employers.demo import state_demo_employer
from naruteo_portal.insight.demo import make_demo_programmes
from naruteo_portal.settings import Settings
from naruteo_portal.talent.demo import TalentCast, make_demo_rounds
from naruteo_portal.talent.openings.demo import declare_demo_operator

DEMO_PASSWORD = "ferry across the river"  # noqa: S105 - printed for everybody who starts the demo
COURSES = Path(naruteo_portal.__file__).parents[2] / "courses"
COURSE = "shop-floor-python"
DAYS_SINCE_START = 2
COHORT_DAYS = 60
SEATS = 20


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as."""

    email: str
    names: Names
    role: Role
    organisation: str
    what: str
    locale: Locale = "ko"


ORGANISATIONS = {
    "hangang-precision": (OrganisationKind.EMPLOYER, "한강정밀", "Hangang Precision", "9999999997"),
    "naru-university": (OrganisationKind.UNIVERSITY, "나루대학교", "Naru University", None),
    "naruteo-training-centre": (OrganisationKind.TRAINING_PROVIDER, "나루터 교육원", "Naruteo Training Centre", None),
    "ferry-agency": (OrganisationKind.AGENCY, "나루터 운영기관", "Naruteo Agency", None),
}
PEOPLE = (
    DemoPerson(
        "haneul@example.kr", Names("김하늘", "Kim Haneul"), Role.LEARNER, "hangang-precision", "worker, in the cohort"
    ),
    DemoPerson(
        "mai@example.kr", Names("Nguyễn Thị Mai", "NGUYEN THI MAI"), Role.LEARNER, "hangang-precision",
        "worker, in the cohort, in English", "en",
    ),
    DemoPerson("seojun@example.kr", Names("박서준", "Park Seojun"), Role.LEARNER, "hangang-precision", "worker"),
    DemoPerson("yujin@example.kr", Names("최유진", "Choi Yujin"), Role.EMPLOYER_HR, "hangang-precision", "HR"),
    DemoPerson(
        "jeongmin@example.kr", Names("이정민", "Lee Jeongmin"), Role.INSTRUCTOR, "naruteo-training-centre",
        "instructor of the cohort",
    ),
    DemoPerson(
        "sora@example.kr", Names("정소라", "Jung Sora"), Role.UNIVERSITY_REVIEWER, "naru-university", "reviewer"
    ),
    DemoPerson(
        "dain@example.kr", Names("문다인", "Moon Dain"), Role.ADMISSIONS, "naru-university",
        "admissions officer of the AI college",
    ),
    DemoPerson("minho@example.kr", Names("강민호", "Kang Minho"), Role.PROGRAMME_OFFICER, "ferry-agency", "officer"),
    DemoPerson(
        "seoah@example.kr", Names("윤서아", "Yoon Seoah"), Role.PROGRAMME_OFFICER, "ferry-agency",
        "officer who confirms what the first one does",
    ),
    DemoPerson("admin@example.kr", Names("한지우", "Han Jiwoo"), Role.ADMINISTRATOR, "ferry-agency", "administrator"),
    DemoPerson("audit@example.kr", Names("오세라", "Oh Sera"), Role.AUDITOR, "ferry-agency", "auditor"),
)  # fmt: skip
LEARNERS = ("haneul@example.kr", "mai@example.kr")
INSTRUCTOR = "jeongmin@example.kr"


def load_demo(settings: Settings, build_release: BuildRelease, tell: Callable[[str], None]) -> None:
    """Make the demo content that is missing; what people did with it stays."""
    folder = COURSES / COURSE
    blobs = BlobStore(settings.blobs)
    engine = make_engine(settings.database_url)
    with unit_of_work(engine) as session:
        organisations = {slug: _organisation(session, slug) for slug in ORGANISATIONS}
        accounts = {person.email: _account(session, person, organisations) for person in PEOPLE}
        cast = Cast(
            organisations["hangang-precision"], accounts["yujin@example.kr"], accounts["minho@example.kr"],
            accounts["seoah@example.kr"],
        )  # fmt: skip
        declare_demo_operator(session, cast.officer)
        state_demo_employer(session, cast.employer, cast.hr, blobs)
        make_demo_claims(session, cast, blobs, settings.second_person_won)
        make_demo_rounds(session, _talent_cast(organisations, accounts), settings)
        make_demo_programmes(session, organisations["naru-university"], settings)
        if folder.exists():
            tell("Publishing the demo course")
            publication = publish_course(
                session,
                folder,
                build_release,
                blobs,
                actor=SYSTEM,
                organisation="naruteo-training-centre",
            )
            if not has_cohorts(session, COURSE):
                _begin_cohort(session, publication.edition, accounts)
    engine.dispose()


def _talent_cast(organisations: dict[str, Organisation], accounts: dict[str, Account]) -> TalentCast:
    return TalentCast(
        (organisations["hangang-precision"], organisations["naru-university"]),
        (accounts["yujin@example.kr"], accounts["dain@example.kr"]), accounts["minho@example.kr"],
        accounts["seoah@example.kr"], (accounts["haneul@example.kr"], accounts["seojun@example.kr"]),
        (accounts["mai@example.kr"],),
    )  # fmt: skip


def _organisation(session: Session, slug: str) -> Organisation:
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        kind, ko, en, business_number = ORGANISATIONS[slug]
        found = Organisation(
            slug=slug, kind=kind, name={"ko": ko, "en": en}, business_number=business_number, created_at=now()
        )
        session.add(found)
        record(session, SYSTEM, "opened an organisation", found, kind=kind.value)
    return found


def _account(session: Session, person: DemoPerson, organisations: dict[str, Organisation]) -> Account:
    account = find_account(session, person.email)
    if account is None:
        account = open_account(
            session,
            actor=SYSTEM,
            email=person.email,
            names=person.names,
            password=DEMO_PASSWORD,
            locale=person.locale,
        )
        hold_role(session, account, organisations[person.organisation], person.role)
    return account


def _begin_cohort(session: Session, edition: Edition, accounts: dict[str, Account]) -> None:
    at = now()
    starts_on = at.astimezone(KST).date() - timedelta(days=DAYS_SINCE_START)
    plan = CohortPlan(
        name={"ko": "첫 나루 기수", "en": "First landing"},
        starts_on=starts_on,
        ends_before=starts_on + timedelta(days=COHORT_DAYS),
        apply_until=at + timedelta(days=COHORT_DAYS // 2),
        seats=SEATS,
        admission=Admission.FIRST_COME,
    )
    cohort = open_cohort(session, edition, plan, actor=SYSTEM, instructors=[accounts[INSTRUCTOR].id])
    for email in LEARNERS:
        apply(session, cohort, accounts[email], actor=SYSTEM)


def demo_lines(settings: Settings) -> Iterator[str]:
    """The demo accounts that exist, for the terminal."""
    engine = make_engine(settings.database_url)
    with unit_of_work(engine) as session:
        present = [person for person in PEOPLE if find_account(session, person.email)]
    engine.dispose()
    if present:
        yield f'\nDemo accounts (password "{DEMO_PASSWORD}"):'
        for person in present:
            yield f"  {person.email:<22} {person.what}"
