"""Gathering what a claim's papers say, from the claim and from what the platform has recorded of its trainees."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.queries import LearnerCourse, TaskWork, cohort_learners
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.completion.certificates import may_be_issued
from naruteo_portal.completion.log import LearningLog, whole_logs
from naruteo_portal.completion.models import Certificate
from naruteo_portal.core.clock import KST
from naruteo_portal.identity.models import Organisation
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.documents.records import Attempt, ClaimRecord, Learning, Trainee, Training
from naruteo_portal.incentives.programmes import programme_in_force

COST_FACTS = ("training_cost", "fee_paid")
"""What a line says that the employer paid, in won; the first that is stated counts."""


def gather(session: Session, claim: Claim, at: datetime) -> ClaimRecord:
    """All that a claim's papers say at an instant; the claim is as `get_claim` gives it.

    It takes as many queries however many trainees there are.
    """
    places = [line.enrolment_id for line in claim.lines if line.enrolment_id is not None]
    cohorts = session.scalars(select(Enrolment.cohort_id).where(Enrolment.id.in_(places)).distinct()).all()
    courses = {each.enrolment.id: each for each in cohort_learners(session, *cohorts, with_cells=False)}
    courses = {place: courses[place] for place in places if place in courses}
    logs = {log.enrolment.id: log for log in whole_logs(session, [each.enrolment for each in courses.values()])}
    certificates = {
        each.enrolment_id: each
        for each in session.scalars(
            select(Certificate).where(Certificate.enrolment_id.in_(places), Certificate.revoked_at.is_(None))
        )
    }
    holders = {each.cohort.edition.course.organisation_id for each in courses.values()}
    providers = {each.id: each for each in session.scalars(select(Organisation).where(Organisation.id.in_(holders)))}
    learnt = {place: _learning(course, logs[place], certificates.get(place), at) for place, course in courses.items()}
    programme = programme_in_force(session, claim.programme).file
    return ClaimRecord(
        reference=claim.reference,
        programme=programme.title.model_dump(),
        legal_basis=dict.fromkeys(("ko", "en"), "; ".join(each.cited for each in programme.legal_basis)),
        employer=claim.employer.name,
        business_number=claim.employer.business_number,
        year=claim.year,
        claimed_on=claim.claimed_on,
        amount=claim.amount,
        as_of=at,
        rules=tuple(dict.fromkeys(_rules(line) for line in claim.lines if line.digest)),
        trainees=tuple(
            _trainee(line, courses.get(line.enrolment_id or 0), learnt.get(line.enrolment_id or 0), providers)
            for line in claim.lines
        ),
    )


def cost_of(facts: Mapping[str, Any]) -> int | None:
    """Won that the employer paid for a trainee, as the line of a claim states it."""
    stated = next((facts[name] for name in COST_FACTS if facts.get(name) is not None), None)
    return None if stated is None else int(Decimal(str(stated)))


def _rules(line: ClaimLine) -> str:
    regime = (line.judgement or {}).get("rules", {}).get("regime")
    return f"{regime or '-'} · SHA-256 {line.digest}"


def _trainee(
    line: ClaimLine, course: LearnerCourse | None, learning: Learning | None, providers: Mapping[int, Organisation]
) -> Trainee:
    return Trainee(
        number=line.trainee_number,
        name=line.trainee_name,
        training=_training(line, course, providers),
        status=line.facts.get("trainee"),
        cost=cost_of(line.facts),
        outcome=line.outcome,
        judged=line.judged_amount,
        amount=line.amount,
        estimate=line.estimate,
        learning=learning,
    )


def _training(line: ClaimLine, course: LearnerCourse | None, providers: Mapping[int, Organisation]) -> Training:
    hours = line.facts.get("hours")
    stated = Training(
        code=line.training,
        title=line.title,
        starts_on=line.part_started_on,
        last_day=line.part_ended_on,
        mode=line.facts.get("mode"),
        hours=None if hours is None else str(hours),
    )
    if course is None:
        return stated
    edition = course.cohort.edition
    provider = providers[edition.course.organisation_id]
    return Training(
        **{
            **vars(stated),
            "hours": stated.hours or f"{edition.hours:g}",
            "provider": provider.name,
            "provider_number": provider.business_number,
            "edition": f"{edition.course.slug} {edition.number} · SHA-256 {edition.sha256}",
        }
    )


def _learning(course: LearnerCourse, log: LearningLog, certificate: Certificate | None, at: datetime) -> Learning:
    progress = course.progress(at)
    return Learning(
        enrolment=f"EN-{course.enrolment.id:06d}",
        name_roman=course.enrolment.account.person.name_roman,
        days=_days(log),
        tasks_done=progress.done,
        tasks=progress.total,
        score=progress.score,
        attempts=tuple(attempt for work in course.work for attempt in _attempts(work)),
        complete=may_be_issued(progress),
        certificate=certificate.number if certificate else None,
        certified_on=certificate.issued_at.astimezone(KST).date() if certificate else None,
    )


def _days(log: LearningLog) -> dict[date, int | None]:
    minutes: dict[date, list[int]] = defaultdict(list)
    for entry in log.entries:
        if entry.minutes and entry.counts_for:
            minutes[entry.counts_for].append(entry.minutes)
    return {day: sum(minutes[day]) if day in minutes else None for day in sorted(log.days)}


def _attempts(work: TaskWork) -> Sequence[Attempt]:
    return [
        Attempt(
            task=work.task.title,
            number=each.attempt,
            received_at=each.received_at,
            late=each.late,
            points=each.current_run.score if each.current_run else None,
            max_points=work.task.max_score,
            counts=each is work.counting,
        )
        for each in reversed(work.submissions)
    ]
