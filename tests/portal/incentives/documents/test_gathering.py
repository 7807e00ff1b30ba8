"""What a claim's papers are made of is what the platform has recorded, and nothing that it has not."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Release
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.incentives.claims.claims import LinePlan
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.queries import get_claim
from naruteo_portal.incentives.documents.gathering import cost_of, gather
from naruteo_portal.learning.models import CorrectionState
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.claims import Employer, make_employer, plan
from naruteo_testing.completion import make_certificate, make_correction, make_trace
from naruteo_testing.factories import make_account, make_organisation, make_reader
from naruteo_testing.growth import hand_in
from naruteo_testing.queries import counted
from naruteo_testing.submissions import make_release


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session, make_organisation(session, name="나루 배움터"))


@pytest.fixture
def cohort(session: Session, edition: Edition) -> Cohort:
    return make_cohort(session, edition)


@pytest.fixture
def employer(session: Session) -> Employer:
    return make_employer(session)


@pytest.fixture
def release(session: Session, edition: Edition) -> Release:
    return make_release(session, edition.tasks[0])


def placed(session: Session, release: Release, cohort: Cohort, number: str = "0001", name: str = "김하늘") -> LinePlan:
    """A trainee with a place on the platform, who opened a task a day ago and handed one in."""
    enrolment = make_enrolment(session, cohort, make_account(session, name))
    make_trace(session, enrolment, days_ago=1)
    hand_in(session, enrolment, release, 1)
    line = plan(number, name, ended=today_in_korea(), training_cost=300_000)
    return LinePlan(**{**vars(line), "enrolment_id": enrolment.id, "training": f"cohort-{cohort.id}"})


def seen(session: Session, employer: Employer, claim: Claim) -> Claim:
    session.flush()
    return get_claim(session, make_reader(session, employer.hr), claim.reference)


def test_a_trainee_of_the_platform_is_gathered_with_days_attempts_and_certificate(
    session: Session, cohort: Cohort, release: Release, employer: Employer
) -> None:
    line = placed(session, release, cohort)
    claim = employer.draft(line)
    enrolment = session.get_one(Enrolment, line.enrolment_id)
    make_correction(session, enrolment, CorrectionState.ACCEPTED, days_ago=2)
    certificate = make_certificate(session, enrolment)
    found = gather(session, seen(session, employer, claim), now())
    (trainee,) = found.trainees
    assert trainee.learning is not None
    assert trainee.learning.days == {
        today_in_korea() - timedelta(2): 90,
        today_in_korea() - timedelta(1): None,
        today_in_korea(): None,
    }
    assert [(each.number, each.points, each.counts) for each in trainee.learning.attempts] == [(1, 7, True)]
    assert trainee.learning.certificate == certificate.number
    assert trainee.training.provider == {"ko": "나루 배움터", "en": "나루 배움터 (en)"}
    assert trainee.cost == 300_000
    assert found.employer == employer.organisation.name


def test_of_a_training_elsewhere_only_what_the_claim_states_is_known(session: Session, employer: Employer) -> None:
    found = gather(session, seen(session, employer, employer.draft(plan())), now())
    (trainee,) = found.trainees
    assert trainee.learning is None
    assert not trainee.training.held_here
    assert (trainee.training.hours, trainee.training.mode, trainee.cost) == ("40", "classroom", None)
    assert found.rules == ()


def test_the_rules_that_judged_a_claim_are_named_with_their_digest(session: Session, employer: Employer) -> None:
    claim = employer.claim(plan())
    (rules,) = gather(session, seen(session, employer, claim), now()).rules
    assert claim.lines[0].digest is not None
    assert claim.lines[0].digest in rules


def test_it_takes_as_many_queries_for_many_trainees(
    engine: Engine, session: Session, cohort: Cohort, release: Release, employer: Employer
) -> None:
    few = employer.draft(placed(session, release, cohort))
    many = employer.draft(*[placed(session, release, cohort, f"{number:04}", "훈련생") for number in range(2, 6)])
    reader = make_reader(session, employer.hr)
    session.commit()
    asked = []
    for claim in (few, many):
        with counted(engine) as statements, Session(engine) as fresh:
            gather(fresh, get_claim(fresh, reader, claim.reference), now())
        asked.append(len(statements))
    assert asked[0] == asked[1] > 5


@pytest.mark.parametrize(
    ("facts", "won"),
    [({}, None), ({"fee_paid": 250_000}, 250_000), ({"training_cost": "300000"}, 300_000), ({"training_cost": 0}, 0)],
)
def test_what_is_not_stated_did_not_cost_nought(facts: dict[str, object], won: int | None) -> None:
    assert cost_of(facts) == won
