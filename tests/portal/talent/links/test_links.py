"""Applying together: who has to agree to what, when it counts, and what comes of it from the freeze to the reasons."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from naruteo_matching.explaining import Explainer
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.consents import withdraw
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.choices.forecasting import load_lists
from naruteo_portal.talent.choices.forgetting import forget_choices
from naruteo_portal.talent.choices.queries import own_round
from naruteo_portal.talent.clearing.archive import answer_of, final_run, instance_of
from naruteo_portal.talent.clearing.confirming import confirm, override
from naruteo_portal.talent.clearing.errors import NotTriedTogether, NotVerified, PartsThem, SolverMissing
from naruteo_portal.talent.clearing.instances import build_instance
from naruteo_portal.talent.clearing.running import hindrances
from naruteo_portal.talent.clearing.runs import ask_final, ask_trial, try_round
from naruteo_portal.talent.clearing.what_if import Change
from naruteo_portal.talent.links import conditions
from naruteo_portal.talent.links.errors import (
    InvitationIsOver,
    InvitedAlready,
    LinkedAlready,
    NobodyJoined,
    NobodyToInvite,
    NothingShared,
    NotTogetherHere,
    TooManyTogether,
    WishesHaveMoved,
    WishUnclear,
)
from naruteo_portal.talent.links.links import (
    MOST_TOGETHER,
    accept,
    certify_wishes,
    decline,
    invite,
    leave,
    save_wishes,
)
from naruteo_portal.talent.links.queries import count_counted, own_application
from naruteo_portal.talent.rounds.errors import ListsClosed, NotConsented
from naruteo_portal.talent.rounds.models import Outcome
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.candidates import make_candidate
from naruteo_testing.linked import act_of, certify_together, link, shared_by
from naruteo_testing.rounds import Fair, by, freeze_fair, lead_to, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    found = open_fair(session, settings)
    for _ in range(2):
        found.add_opening()
    return found


@pytest.fixture
def pair(fair: Fair) -> tuple[Candidate, Candidate]:
    return fair.add_candidate(fair.openings[0]), fair.add_candidate(fair.openings[1], certified=False)


def test_both_have_to_agree_to_apply_together_and_to_what(fair: Fair, pair: tuple[Candidate, Candidate]) -> None:
    session, (one, other) = fair.session, pair
    application = invite(session, one, fair.round, other.reference.lower(), actor=act_of(one))
    with pytest.raises(InvitedAlready):
        invite(session, one, fair.round, other.reference, actor=act_of(one))
    with pytest.raises(NobodyJoined):
        save_wishes(session, one, fair.round, application, [[fair.openings[0].id]], version=1, actor=act_of(one))
    accept(session, other, fair.round, application, actor=act_of(other))
    with pytest.raises(NothingShared):
        certify_wishes(session, one, fair.round, application, version=application.version, actor=act_of(one))
    rows: list[list[int | None]] = [[fair.openings[0].id, fair.openings[1].id], [fair.openings[0].id, None]]
    save_wishes(session, other, fair.round, application, rows, version=application.version, actor=act_of(other))
    certify_wishes(session, one, fair.round, application, version=application.version, actor=act_of(one))
    assert count_counted(session, fair.round.id) == 0
    assert own_round(session, other, fair.round.reference).stage.kind == "warning"
    certify_wishes(session, other, fair.round, application, version=application.version, actor=act_of(other))
    assert count_counted(session, fair.round.id) == 1
    assert own_round(session, other, fair.round.reference).stage.kind == "success"
    subjects = session.scalars(select(Notice.subject).order_by(Notice.id)).all()
    assert len(subjects) == len([other, one, other, one, other]), subjects
    assert not load_lists(session, fair.round).market.n_candidates, "what one lists alone does not count"
    save_wishes(session, one, fair.round, application, rows[:1], version=application.version, actor=act_of(one))
    assert application.certified == rows, "until all certify the change, what they certified before counts"


def test_what_is_refused(fair: Fair, pair: tuple[Candidate, Candidate]) -> None:
    session, (one, other) = fair.session, pair
    for nobody in (one.reference, "CA-2026-2222-22", "?", make_candidate(session, consents=()).reference):
        with pytest.raises(NobodyToInvite):
            invite(session, one, fair.round, nobody, actor=act_of(one))
    application = link(fair, one, other)
    seen = application.version
    unclear: tuple[list[int | None], ...] = ([None, None], [fair.openings[0].id], [10**9, None])
    for row in unclear:
        with pytest.raises(WishUnclear):
            save_wishes(session, one, fair.round, application, [row], version=seen, actor=act_of(one))
    with pytest.raises(WishesHaveMoved):
        save_wishes(session, one, fair.round, application, [], version=seen - 1, actor=act_of(one))
    third = invite(session, make_candidate(session), fair.round, one.reference, actor=SYSTEM)
    with pytest.raises(LinkedAlready):
        accept(session, one, fair.round, third, actor=act_of(one))
    decline(session, one, fair.round, third, actor=act_of(one))
    with pytest.raises(InvitationIsOver):
        accept(session, one, fair.round, third, actor=act_of(one))
    for _ in range(MOST_TOGETHER - 2):
        invite(session, one, fair.round, make_candidate(session).reference, actor=act_of(one))
    with pytest.raises(TooManyTogether):
        invite(session, one, fair.round, make_candidate(session).reference, actor=act_of(one))
    withdraw(session, one, Purpose.MATCHING, actor=SYSTEM)
    with pytest.raises(NotConsented):
        invite(session, one, fair.round, other.reference, actor=act_of(one))
    fair.pass_time()
    with pytest.raises(ListsClosed):
        leave(session, one, fair.round, application, actor=act_of(one))


def test_whoever_joins_later_makes_everybody_certify_again(fair: Fair, pair: tuple[Candidate, Candidate]) -> None:
    session, child = fair.session, make_candidate(fair.session)
    application = certify_together(fair, pair, [[fair.openings[0].id, None]])
    invite(session, pair[0], fair.round, child.reference, actor=act_of(pair[0]))
    assert application.certified is not None
    accept(session, child, fair.round, application, actor=act_of(child))
    assert application.certified is None and application.saved == [[fair.openings[0].id, None, None]]


def test_leaving_gives_everybody_their_own_list_back(fair: Fair, pair: tuple[Candidate, Candidate]) -> None:
    session, (one, other) = fair.session, pair
    ended = certify_together(fair, pair, [[fair.openings[0].id, fair.openings[1].id]])
    leave(session, other, fair.round, shared_by(fair, other), actor=act_of(other))
    assert ended.saved == [] and ended.certified is None, "what nobody needs any more is erased"
    assert own_application(session, one, fair.round) is None and not count_counted(session, fair.round.id)
    instance = build_instance(session, fair.round, b"0" * 32)
    assert [each["id"] for each in instance["candidates"]] == [one.reference] and "linked" not in instance
    certify_together(fair, pair, [[fair.openings[0].id, None]])
    forget_choices(session, one, actor=act_of(one))
    assert own_application(session, other, fair.round) is None


def test_from_the_freeze_to_the_reasons(fair: Fair, pair: tuple[Candidate, Candidate]) -> None:
    session, (one, other), (first, second) = fair.session, pair, fair.openings
    certify_together(fair, pair, [[second.id, first.id], [first.id, second.id]])
    single = fair.add_candidate(first)
    fair.rank(first, one, single, other)
    fair.rank(second, other)
    trial = try_round(session, fair.round, Change(list_length=1), fair.settings, fair.archive, by_id=fair.officer.id)
    assert trial.figures["linked"] == {"applications": 1, "people": 2, "met": 0, "state": "stable"}
    with pytest.raises(NotTriedTogether):
        ask_trial(session, fair.round, Change(mode="optimal"), actor=by(fair.officer))
    lead_to(fair, RoundState.RUN)
    run = final_run(session, fair.round)
    assert run is not None and not run.faults
    instance, answer = instance_of(run, fair.archive), answer_of(run, fair.archive)
    assert instance["linked"][0]["members"] == [one.reference, other.reference]
    assert answer["matches"] == {one.reference: first.reference, other.reference: second.reference}
    assert run.figures["linked"] == {"applications": 1, "people": 2, "met": 1, "state": "stable"}
    assert run.figures["ranks"] == [0, 2], "both got their second shared wish"
    with pytest.raises(PartsThem):
        override(
            session, fair.round, run.id, one.reference, None, "까닭", fair.settings, fair.archive,
            actor=by(fair.officer),
        )  # fmt: skip
    said = Explainer(instance, answer).explain(other.reference).said_in("en")
    assert "number 2" in " ".join(said) and "A stable outcome exists" in said[-1]
    lead_to(fair, RoundState.PUBLISHED)
    assert len(session.scalars(select(Outcome).where(Outcome.opening_id.is_not(None))).all()) == 2


def test_gates_and_consents_hold_for_every_one(fair: Fair, pair: tuple[Candidate, Candidate]) -> None:
    session, (one, other), (first, second) = fair.session, pair, fair.openings
    second.least_topik, other.native_korean, other.topik = 5, False, 2
    certify_together(fair, pair, [[first.id, second.id]])
    excluded = build_instance(session, fair.round, b"0" * 32)["excluded"]
    assert {(each["candidate"], each["opening"]) for each in excluded} == {(other.reference, second.reference)}
    withdraw(session, other, Purpose.MATCHING, actor=SYSTEM)
    instance = build_instance(session, fair.round, b"0" * 32)
    assert "linked" not in instance, "what they share counts for all or for nobody"
    assert [each["id"] for each in instance["candidates"]] == [one.reference]


def test_what_cannot_be_stable_is_confirmed_by_a_human(fair: Fair, pair: tuple[Candidate, Candidate]) -> None:
    """Klaus and Klijn's market, in which whatever is done blocks; other faults still stop a result."""
    session, (one, other), (first, second) = fair.session, pair, fair.openings
    certify_together(fair, pair, [[first.id, second.id]])
    single = fair.add_candidate(first, second)
    fair.rank(first, one, single)
    fair.rank(second, single, other)
    lead_to(fair, RoundState.RUN)
    run = final_run(session, fair.round)
    assert run is not None and run.figures["linked"]["state"] == "none_exists"
    assert run.faults and not hindrances(run) and not run.certificate["verified"]
    run.faults = [*run.faults, {"kind": "seats", "words": {"ko": "정원", "en": "seats"}}]
    with pytest.raises(NotVerified):
        confirm(session, fair.round, run.id, actor=by(fair.second_officer))
    run.faults = run.faults[:-1]
    confirm(session, fair.round, run.id, actor=by(fair.second_officer))
    assert fair.round.state is RoundState.CONFIRMED


def test_where_it_cannot_be_done_it_is_said_before(
    fair: Fair, pair: tuple[Candidate, Candidate], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = fair.session
    certify_together(fair, pair, [[fair.openings[0].id, None]])
    fair.add_region("busan", cap=3)
    with pytest.raises(NotTogetherHere, match="caps or floors"):
        invite(session, pair[0], fair.round, make_candidate(session).reference, actor=act_of(pair[0]))
    monkeypatch.setattr(conditions, "find_spec", lambda _name: None)
    with pytest.raises(NotTogetherHere, match=r"naruteo\[optimal\]"):
        invite(session, pair[0], fair.round, make_candidate(session).reference, actor=act_of(pair[0]))
    with pytest.raises(SolverMissing, match=r"naruteo\[optimal\]"):
        ask_trial(session, fair.round, None, actor=by(fair.officer))
    freeze_fair(fair)
    with pytest.raises(SolverMissing):
        ask_final(session, fair.round, actor=by(fair.officer))


def test_a_frozen_round_keeps_what_was_shared(fair: Fair, pair: tuple[Candidate, Candidate]) -> None:
    application = certify_together(fair, pair, [[fair.openings[0].id, None]])
    freeze_fair(fair)
    application.saved = []
    with pytest.raises(DBAPIError, match="frozen"):
        fair.session.flush()
