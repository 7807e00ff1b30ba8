"""Two who act at once on a round: each thing is done by one of them, and nothing half."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Refusal
from naruteo_portal.identity.models import Membership, Organisation, Role
from naruteo_portal.settings import Settings
from naruteo_portal.talent.clearing.archive import final_run, read
from naruteo_portal.talent.clearing.confirming import confirm, send_back
from naruteo_portal.talent.clearing.freezing import freeze
from naruteo_portal.talent.clearing.offers import accept, close_round
from naruteo_portal.talent.clearing.publishing import publish
from naruteo_portal.talent.clearing.runs import is_working, run_round
from naruteo_portal.talent.rounds.models import OfferState, Outcome, PreferenceList, Round, RoundStep, Run
from naruteo_portal.talent.rounds.moves import hold_for_lists
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.factories import make_account
from naruteo_testing.rounds import HOUR, Fair, by, freeze_fair, lead_to, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    """An opening, and one candidate who wants it and is wanted."""
    fair = open_fair(session, settings)
    opening = fair.add_opening()
    fair.rank(opening, fair.add_candidate(opening))
    return fair


def at_once(engine: Engine, *acts: Callable[[Session], object]) -> list[str]:
    """Carry acts out in transactions of their own that begin together; what each came to, in any order."""
    together = Barrier(len(acts))

    def carry_out(act: Callable[[Session], object]) -> str:
        with Session(engine, expire_on_commit=False) as session:
            session.execute(text("SELECT 1"))
            together.wait(timeout=30)
            try:
                act(session)
                session.commit()
            except (Refusal, IntegrityError) as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(carry_out, acts))


def test_two_officers_confirm_once(engine: Engine, fair: Fair) -> None:
    lead_to(fair, RoundState.RUN)
    agency_id = fair.session.scalars(
        select(Membership.organisation_id).where(Membership.account_id == fair.officer.id)
    ).one()
    agency = fair.session.get_one(Organisation, agency_id)
    third = make_account(fair.session, "조은별", roles=((Role.PROGRAMME_OFFICER, agency),))
    run = final_run(fair.session, fair.round)
    assert run is not None
    run_id, round_id = run.id, fair.round.id
    fair.session.commit()

    def act(actor: Actor) -> Callable[[Session], object]:
        return lambda session: confirm(session, session.get_one(Round, round_id), run_id, actor=actor)

    assert at_once(engine, act(by(fair.second_officer)), act(by(third))) == ["RoundHasMoved", "done"]
    steps = fair.session.scalars(select(RoundStep).where(RoundStep.after == RoundState.CONFIRMED)).all()
    assert len(steps) == 1


def test_confirming_and_sending_back_at_once_do_one_of_them(engine: Engine, fair: Fair) -> None:
    lead_to(fair, RoundState.RUN)
    run = final_run(fair.session, fair.round)
    assert run is not None
    run_id, round_id, actor = run.id, fair.round.id, by(fair.second_officer)
    fair.session.commit()
    answers = at_once(
        engine,
        lambda session: confirm(session, session.get_one(Round, round_id), run_id, actor=actor),
        lambda session: send_back(session, session.get_one(Round, round_id), run_id, "다시 보십시오.", actor=actor),
    )
    assert answers == ["RoundHasMoved", "done"]


def test_a_run_that_ends_while_its_page_is_made_is_seen_as_ended(engine: Engine, fair: Fair) -> None:
    """The page would otherwise see a frozen round that nobody works on, and say that there is no result."""
    lead_to(fair, RoundState.FROZEN)
    fair.session.commit()
    with Session(engine) as page:
        seen = page.get_one(Round, fair.round.id)
        assert seen.state is RoundState.FROZEN
        lead_to(fair, RoundState.RUN)
        fair.session.commit()
        assert not is_working(page, seen)
        assert seen.state is RoundState.RUN


@pytest.mark.parametrize("checks", [True, False])
def test_a_list_that_is_certified_while_the_round_freezes_is_in_it_or_refused(
    engine: Engine, fair: Fair, checks: bool
) -> None:
    """Even a program that forgets to look at the deadline changes nothing after the freeze."""
    opening = fair.openings[0]
    late = fair.add_candidate(opening, certified=False)
    fair.pass_time()
    round_id, late_id, wanted = fair.round.id, late.id, [opening.id]
    fair.session.commit()

    def certify_late(session: Session) -> None:
        if checks:
            hold_for_lists(session, round_id, at=fair.round.certify_by - HOUR / 60)
        row = session.get_one(PreferenceList, (round_id, late_id))
        row.certified, row.certified_at = wanted, now()
        session.flush()

    def freeze_now(session: Session) -> None:
        freeze(session, session.get_one(Round, round_id), fair.settings, fair.archive, actor=SYSTEM)

    answers = at_once(engine, certify_late, freeze_now)
    fair.session.expire_all()
    instance = read(fair.archive, fair.session.get_one(Round, round_id).input_sha256 or "")
    is_in = late.reference in {each["id"] for each in instance["candidates"]}
    certified = fair.session.get_one(PreferenceList, (round_id, late_id)).certified is not None
    assert is_in == certified == (answers == ["done", "done"])


def test_two_freezes_and_two_final_runs_come_to_one(engine: Engine, fair: Fair) -> None:
    fair.pass_time()
    round_id = fair.round.id
    fair.session.commit()

    def freeze_now(session: Session) -> None:
        freeze(session, session.get_one(Round, round_id), fair.settings, fair.archive, actor=SYSTEM)

    def run_now(session: Session) -> None:
        run_round(session, session.get_one(Round, round_id), fair.settings, fair.archive, actor=by(fair.officer))

    assert at_once(engine, freeze_now, freeze_now) == ["done", "done"]
    assert at_once(engine, run_now, run_now) == ["done", "done"]
    assert len(fair.session.scalars(select(Run)).all()) == 1
    assert len(fair.session.scalars(select(RoundStep)).all()) == 2


def test_publishing_twice_makes_each_offer_once(engine: Engine, fair: Fair) -> None:
    lead_to(fair, RoundState.CONFIRMED)
    fair.pass_time(publish_at=-HOUR / 2)
    round_id = fair.round.id
    fair.session.commit()

    def publish_now(session: Session) -> None:
        publish(session, session.get_one(Round, round_id), fair.settings, fair.archive, actor=SYSTEM)

    assert at_once(engine, publish_now, publish_now) == ["RoundHasMoved", "done"]
    assert len(fair.session.scalars(select(Outcome)).all()) == 1


def test_an_offer_is_accepted_or_lapses(engine: Engine, fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    lead_to(fair, RoundState.PUBLISHED)
    round_id = fair.round.id
    outcome_id = fair.session.scalars(select(Outcome.id)).one()
    deadline = fair.round.answer_by
    fair.session.commit()
    # The closer's clock has passed the deadline, the candidate's has not.
    monkeypatch.setattr(
        "naruteo_portal.talent.clearing.offers.may_answer", lambda round_, _at: round_.state is RoundState.PUBLISHED
    )
    monkeypatch.setattr("naruteo_portal.talent.clearing.offers.now", lambda: deadline)
    answers = at_once(
        engine,
        lambda session: accept(session, session.get_one(Outcome, outcome_id), actor=by(fair.hr)),
        lambda session: close_round(session, session.get_one(Round, round_id), actor=SYSTEM),
    )
    fair.session.expire_all()
    offer = fair.session.get_one(Outcome, outcome_id).offer
    assert (answers, offer) in (
        (["done", "done"], OfferState.ACCEPTED), (["TooLateToAnswer", "done"], OfferState.LAPSED)
    )  # fmt: skip


def test_freezing_late_takes_what_was_certified_in_time(fair: Fair) -> None:
    freeze_fair(fair)
    assert fair.round.frozen_at is not None and fair.round.frozen_at > fair.round.certify_by
    assert len(read(fair.archive, fair.round.input_sha256 or "")["candidates"]) == 1
