"""Demo content: the roster of an employer, and the facts that it states for this year."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import KST, now, today_in_korea
from naruteo_portal.core.paper import Paper, Paragraph, write_pdf
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.incentives.employers.facts import YEARLY, Evidence, Statement, state_fact, year_of
from naruteo_portal.incentives.employers.models import Employee

ROSTER = (
    ("0012", "김하늘", "haneul@example.kr", "insured", date(2019, 3, 4), True),
    ("0013", "Nguyễn Thị Mai", "mai@example.kr", "insured", date(2023, 9, 1), True),
    ("0014", "박서준", "seojun@example.kr", "insured", date(2021, 1, 4), True),
    ("0015", "이도윤", None, "insured", date(2016, 7, 1), True),
    ("0016", "정하은", None, "insured", date(2018, 2, 19), False),
    ("0017", "최지호", None, "insured", date(2020, 11, 2), True),
    ("0018", "강수아", None, "insured", date(2022, 5, 16), False),
    ("0019", "윤시우", None, "uninsured", date(2026, 8, 3), False),
    ("0020", "임지안", None, "insured", date(2017, 4, 10), True),
    ("0021", "한유나", None, "insured", date(2024, 1, 8), True),
    ("0022", "오건우", None, "insured", date(2015, 9, 21), False),
    ("0023", "서다인", None, None, None, None),
)
FACTS: tuple[tuple[str, str | int | bool, str | None], ...] = (
    ("firm_size", "priority", "우선지원대상기업 확인서.pdf"),
    ("year_premium", 18_600_000, "고용산재보험료 확인서.pdf"),
    ("adjustment_area", False, None),
    ("restricted", False, None),
    ("after_restriction", False, None),
    ("workers", 86, None),
    ("region", "gyeongnam", "사업자등록증.pdf"),
)
LOOK_BACK = timedelta(days=31)
"""The demo's claims are for trainings that ended within so many days."""


def state_demo_employer(session: Session, employer: Organisation, hr: Account, blobs: BlobStore) -> None:
    """Enter roster and facts of an employer that has none; what people did with them stays."""
    if session.scalars(select(Employee.id).where(Employee.organisation_id == employer.id).limit(1)).first():
        return
    for number, name, email, trainee, joined_on, production_work in ROSTER:
        session.add(
            Employee(
                organisation_id=employer.id, number=number, name=name, email=email, trainee=trainee,
                insured_since=joined_on if trainee == "insured" else None, joined_on=joined_on, left_on=None,
                production_work=production_work, changed_at=now(), changed_by_id=hr.id,
            )
        )  # fmt: skip
    # In January the trainings that are claimed ended last year.
    years = [year_of(day) for day in (today_in_korea() - LOOK_BACK, today_in_korea())]
    for fact, value, file_name in FACTS:
        evidence = Evidence(demo_paper(f"데모용 증빙: {file_name}"), file_name) if file_name else None
        stretches = dict.fromkeys(years) if fact in YEARLY else [(years[0][0], None)]
        for first_day, last_day in stretches:
            said = Statement(fact, value, first_day, last_day)
            state_fact(
                session, employer, said, evidence=evidence, blobs=blobs, actor=Actor("person", hr.id), account_id=hr.id
            )


def demo_paper(words: str) -> bytes:
    """A PDF that says what it stands for in the demo."""
    made_at = datetime.combine(today_in_korea(), time(9), KST)
    return write_pdf(Paper("나루터 데모", "나루터", "ko", "DEMO", made_at, (Paragraph(words),)))
