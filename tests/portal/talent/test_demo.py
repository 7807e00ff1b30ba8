"""The demo's rounds: one in every state, matched by the real engine, with people who say that they are invented."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.identity.models import OrganisationKind, Person, Role
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate, CandidateSkill
from naruteo_portal.talent.clearing.archive import final_run
from naruteo_portal.talent.demo import TalentCast, make_demo_rounds
from naruteo_portal.talent.openings.models import Opening, OpeningSkill
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round, Run
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.factories import make_account, make_organisation


def test_a_round_in_every_state_without_a_fault(session: Session, settings: Settings) -> None:
    agency = make_organisation(session, OrganisationKind.AGENCY)
    employer, college = make_organisation(session), make_organisation(session, OrganisationKind.UNIVERSITY)
    first, second = (make_account(session, roles=((Role.PROGRAMME_OFFICER, agency),)) for _ in range(2))
    keepers = (
        make_account(session, roles=((Role.EMPLOYER_HR, employer),)),
        make_account(session, roles=((Role.ADMISSIONS, college),)),
    )
    graduates, recruits = (make_account(session), make_account(session)), (make_account(session, locale="en"),)
    cast = TalentCast((employer, college), keepers, first, second, graduates, recruits)
    for _ in range(2):
        make_demo_rounds(session, cast, settings)
    session.commit()
    rounds = {each.state: each for each in session.scalars(select(Round))}
    assert sorted(rounds) == sorted(RoundState) and len(session.scalars(select(Round)).all()) == len(RoundState)
    runs = session.scalars(select(Run)).all()
    assert runs and all(run.faults == [] for run in runs)
    closed = final_run(session, rounds[RoundState.CLOSED])
    assert closed is not None and closed.certificate["verified"]
    assert closed.figures["regions"]["gyeongnam"]["filled"] <= 5
    published = final_run(session, rounds[RoundState.PUBLISHED])
    assert published is not None and published.figures["linked"]["state"] == "stable", "a couple applies together"
    assert session.scalars(select(OpeningSkill.concept)).all() and session.scalars(select(CandidateSkill.concept)).all()
    offers = set(session.scalars(select(Outcome.offer).where(Outcome.offer.is_not(None))))
    assert offers == set(OfferState)
    invented = session.scalars(select(Person.id).where(Person.name_native.like("가상%"))).all()
    assert len(invented) == len(session.scalars(select(Candidate)).all()) - len(graduates) - len(recruits)
    assert all("데모" in each.description["ko"] for each in session.scalars(select(Opening)))
    assert all("데모" in each.title["ko"] for each in rounds.values())
