"""Gathering what the hints about a claim look at."""

import re
from collections.abc import Iterator

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from naruteo_portal.catalogue.models import Cohort, Enrolment
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.claims.words import CLAIM_STATES
from naruteo_portal.incentives.decisions.anomalies import Elsewhere, Part, Picture, number_of

COHORT = re.compile(r"cohort-([0-9]{1,18})")
MOST_ELSEWHERE = 50


def picture_of(session: Session, claim: Claim, limit: int) -> Picture:
    """What is conspicuous in a claim, whose lines are loaded, or beside it; `limit` is the won that one may approve."""
    parts = [
        Part(
            line.trainee_number, line.trainee_name, line.training, line.part_started_on, line.part_ended_on,
            number_of(line.facts.get("hours")), _stated(line.facts.get("attendance")),
        )
        for line in claim.lines
    ]  # fmt: skip
    return Picture(claim.amount, limit, parts, list(_elsewhere(session, claim)), _seats(session, parts))


def _elsewhere(session: Session, claim: Claim) -> Iterator[Elsewhere]:
    """Lines of other claims, not drafts, for overlapping days: of the same account, or the same name and training."""
    line, other, place, other_place = aliased(ClaimLine), aliased(ClaimLine), aliased(Enrolment), aliased(Enrolment)
    rows = session.scalars(
        select(other)
        .join(line, line.claim_id == claim.id)
        .join(other.claim)
        .outerjoin(place, place.id == line.enrolment_id)
        .outerjoin(other_place, other_place.id == other.enrolment_id)
        .where(
            other.claim_id != claim.id,
            Claim.state != ClaimState.DRAFT,
            other.part_started_on <= line.part_ended_on,
            other.part_ended_on >= line.part_started_on,
            or_(
                and_(other_place.account_id == place.account_id, other.employer_id != line.employer_id),
                and_(
                    other.training == line.training,
                    other.trainee_name == line.trainee_name,
                    or_(other.employer_id != line.employer_id, other.trainee_number == line.trainee_number),
                ),
            ),
        )
        .order_by(other.id)
        .limit(MOST_ELSEWHERE)
        # Each hint names the other claim.
        .options(contains_eager(other.claim))
    ).unique()
    for found in rows:
        yield Elsewhere(
            found.trainee_name,
            found.claim.reference,
            found.employer_id != claim.employer_id,
            CLAIM_STATES[found.claim.state][0],
        )


def _seats(session: Session, parts: list[Part]) -> dict[str, int]:
    """The seats of the cohorts of the platform among the trainings."""
    ids = {int(match[1]) for part in parts if (match := COHORT.fullmatch(part.training))}
    if not ids:
        return {}
    rows = session.execute(select(Cohort.id, Cohort.seats).where(Cohort.id.in_(ids)))
    return {f"cohort-{cohort_id}": seats for cohort_id, seats in rows}


def _stated(value: object) -> str | None:
    return None if value is None else str(value)
