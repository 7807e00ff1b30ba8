"""A round from frozen lists to accepted offers, with overrides, what-ifs and a second round."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_matching.explaining import explain
from naruteo_matching.lottery import commitment
from naruteo_matching.solving import solve
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Refusal
from naruteo_portal.notices.models import Notice, NoticeKind
from naruteo_portal.settings import Settings
from naruteo_portal.talent.answers.explaining import names_of, reasons_in_words
from naruteo_portal.talent.candidates.models import CandidateKind, Consent, Purpose
from naruteo_portal.talent.clearing.archive import answer_of, final_run, instance_of, read
from naruteo_portal.talent.clearing.confirming import confirm, override, overrides_of, send_back
from naruteo_portal.talent.clearing.errors import (
    AnsweredAlready,
    NothingChanged,
    NothingLeft,
    NotInTheRound,
    NotLater,
    OverrideRefused,
    OwnInterest,
    RunIsAnother,
    SecondPersonNeeded,
    TooEarlyToPublish,
    TooLateToAnswer,
)
from naruteo_portal.talent.clearing.figures import first_choices
from naruteo_portal.talent.clearing.following import plan_following
from naruteo_portal.talent.clearing.freezing import freeze
from naruteo_portal.talent.clearing.instances import build_instance
from naruteo_portal.talent.clearing.offers import accept, close_round, decline
from naruteo_portal.talent.clearing.publishing import publish
from naruteo_portal.talent.clearing.putting_off import cancel_round, postpone
from naruteo_portal.talent.clearing.runs import ask_final, run_round, trials_of, try_round
from naruteo_portal.talent.clearing.what_if import Change
from naruteo_portal.talent.openings.models import OpeningState
from naruteo_portal.talent.rounds.calendar import Instants
from naruteo_portal.talent.rounds.errors import RoundHasMoved
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round, RunKind
from naruteo_portal.talent.rounds.planning import RoundPlan
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.rounds import HOUR, WAGE, Fair, by, certify, freeze_fair, lead_to, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    """Two openings of one seat each; three candidates who all want the first most, and it cannot part two of them."""
    fair = open_fair(session, settings)
    first, second = fair.add_opening(), fair.add_opening(region="ulsan")
    ahead, one, other = (fair.add_candidate(first, second) for _ in range(3))
    fair.rank(first, ahead, (one, other))
    fair.rank(second, (one, other), ahead)
    return fair


def test_the_frozen_instance_holds_who_takes_part(fair: Fair) -> None:
    session, (first, second) = fair.session, fair.openings
    away, gone = fair.add_candidate(first), fair.add_candidate(first)
    unsure = fair.add_candidate(second, certified=False)
    for consent in session.scalars(
        select(Consent).where(Consent.candidate_id == away.id, Consent.purpose == Purpose.MATCHING)
    ):
        consent.withdrawn_at = now()
    gone.closed_at = now()
    closed = fair.add_opening(state=OpeningState.CLOSED)
    recruit = fair.add_candidate(closed, second, kind=CandidateKind.RECRUIT)
    ahead, one, other = fair.candidates[:3]
    fair.rank(closed, ahead)
    freeze_fair(fair)
    instance = read(fair.archive, fair.round.input_sha256 or "")
    assert {each["id"] for each in instance["candidates"]} == {each.reference for each in (ahead, one, other, recruit)}
    assert away.reference not in str(instance) and unsure.reference not in str(instance)
    listed = {each["id"]: each for each in instance["candidates"]}
    assert listed[recruit.reference] == {
        "id": recruit.reference, "preferences": [second.reference], "groups": ["recruit"],
    }  # fmt: skip
    assert listed[ahead.reference]["groups"] == ["graduate", "regional_graduate:busan"]
    orders = {each["id"]: each["preferences"] for each in instance["openings"]}
    assert orders == {
        first.reference: [ahead.reference, sorted([one.reference, other.reference])],
        second.reference: [sorted([one.reference, other.reference]), ahead.reference],
    }
    assert commitment(bytes.fromhex(instance["lottery"]["seed"])) == fair.round.seed_commitment
    assert "regions" not in instance


def test_freezing_waits_for_the_deadline_and_may_be_repeated(fair: Fair) -> None:
    fair.pass_time(certify_by=HOUR)
    freeze(fair.session, fair.round, fair.settings, fair.archive, actor=SYSTEM)
    assert fair.is_in(RoundState.ELICITING)
    freeze_fair(fair)
    frozen = fair.round.frozen_at, fair.round.input_sha256
    freeze(fair.session, fair.round, fair.settings, fair.archive, actor=SYSTEM)
    assert (fair.round.frozen_at, fair.round.input_sha256) == frozen and fair.is_in(RoundState.FROZEN)


def test_quotas_and_reserves_are_part_of_the_instance(fair: Fair) -> None:
    fair.add_region("busan", cap=3, floor=1)
    reserves = [{"group": "regional_graduate", "seats": 1}, {"group": "recruit", "seats": 1}]
    third = fair.add_opening(3, in_round={"target": 2, "place_in_order": 1, "reserves": reserves, "reason": "계획"})
    instance = build_instance(fair.session, fair.round, b"seed")
    assert instance["regions"] == [
        {"id": "busan", "cap": 3, "floor": 1, "order": [third.reference, fair.openings[0].reference]},
        {"id": "ulsan", "order": [fair.openings[1].reference]},
    ]
    found = next(each for each in instance["openings"] if each["id"] == third.reference)
    assert found["target"] == 2 and found["reserves"] == [
        {"group": "regional_graduate:busan", "seats": 1}, {"group": "recruit", "seats": 1}
    ]  # fmt: skip


def test_trials_change_nothing_and_count(fair: Fair) -> None:
    session, first = fair.session, fair.openings[0]
    plain = try_round(session, fair.round, None, fair.settings, fair.archive, by_id=fair.officer.id)
    assert plain.kind is RunKind.DRY and plain.figures["placed"] == 2 and plain.figures["unplaced"] == 1
    assert first_choices(plain.figures) == 1 and plain.figures["mean_rank"] == 1.5 and plain.faults == []
    freeze_fair(fair)
    changes = [
        Change(seats={first.reference: 1}), Change(list_length=1), Change(wage_floor=WAGE + 1),
        Change(caps={"busan": 0}), Change(mode="optimal"),
    ]  # fmt: skip
    placed = []
    for change in changes[:4]:
        run = try_round(session, fair.round, change, fair.settings, fair.archive, by_id=fair.officer.id)
        assert run.kind is RunKind.WHAT_IF and Change.from_json(run.change) == change and run.faults == []
        placed.append(run.figures["placed"])
    assert placed == [3, 1, 0, 1]
    assert len(trials_of(session, fair.round)) == 5
    assert fair.is_in(RoundState.FROZEN) and final_run(session, fair.round) is None


def test_a_round_is_run_confirmed_by_another_published_and_answered(fair: Fair) -> None:
    session, round_ = fair.session, fair.round
    lead_to(fair, RoundState.RUN)
    run = final_run(session, round_)
    assert run is not None and run.faults == [] and run.certificate["verified"]
    assert run.certificate["signature"]["state"] == "signed" and run.input_sha256 == round_.input_sha256
    for actor in (fair.officer, fair.second_officer):
        with pytest.raises(RunIsAnother):
            confirm(session, round_, run.id - 1, actor=by(actor))
    with pytest.raises(SecondPersonNeeded):
        confirm(session, round_, run.id, actor=by(fair.officer))
    send_back(session, round_, run.id, "명단을 다시 확인해 주십시오.", actor=by(fair.second_officer))
    assert fair.is_in(RoundState.FROZEN)
    again = run_round(session, round_, fair.settings, fair.archive, actor=by(fair.officer))
    assert again is not None and again.answer_sha256 == run.answer_sha256
    confirm(session, round_, again.id, actor=by(fair.second_officer))
    with pytest.raises(TooEarlyToPublish):
        publish(session, round_, fair.settings, fair.archive, actor=SYSTEM)
    assert session.scalars(select(Outcome)).all() == [] and round_.revealed_seed is None
    fair.pass_time(publish_at=-HOUR / 2)
    publish(session, round_, fair.settings, fair.archive, actor=SYSTEM)
    with pytest.raises(RoundHasMoved):
        publish(session, round_, fair.settings, fair.archive, actor=SYSTEM)
    assert commitment(bytes.fromhex(round_.revealed_seed or "")) == round_.seed_commitment
    outcomes = {each.candidate_id: each for each in session.scalars(select(Outcome))}
    assert outcomes[fair.candidates[0].id].opening_id == fair.openings[0].id
    assert sorted(str(each.offer) for each in outcomes.values()) == ["None", "offered", "offered"]
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.ROUND)).all()
    assert len(told) == 4 and not any(fair.candidates[0].reference in each.body for each in told)
    offered = [each for each in outcomes.values() if each.offer]
    accept(session, offered[0], actor=by(fair.officer))
    with pytest.raises(AnsweredAlready):
        decline(session, offered[0], actor=by(fair.officer))
    close_round(session, round_, actor=SYSTEM)
    assert fair.is_in(RoundState.PUBLISHED)
    fair.pass_time(publish_at=-2 * HOUR + timedelta(minutes=1), answer_by=-HOUR)
    with pytest.raises(TooLateToAnswer):
        accept(session, offered[1], actor=by(fair.officer))
    close_round(session, round_, actor=SYSTEM)
    assert fair.is_in(RoundState.CLOSED) and offered[1].offer is OfferState.LAPSED
    assert offered[0].offer is OfferState.ACCEPTED


def test_an_override_is_verified_and_its_price_is_kept(fair: Fair) -> None:
    session, round_, (first, second) = fair.session, fair.round, fair.openings
    lead_to(fair, RoundState.RUN)
    run = final_run(session, round_)
    assert run is not None
    matches = answer_of(run, fair.archive)["matches"]
    placed = next(one for one, place in matches.items() if place == second.reference)
    left = next(each.reference for each in fair.candidates if each.reference not in matches)

    def change(candidate: str, opening: str | None, reason: str = "본인 요청") -> None:
        now_final = final_run(session, round_)
        assert now_final is not None
        override(
            session, round_, now_final.id, candidate, opening, reason, fair.settings, fair.archive,
            actor=by(fair.officer),
        )  # fmt: skip

    for wrong, refusal in (
        ((left, second.reference), OverrideRefused), ((left, None), NothingChanged), (("CA-?", None), NotInTheRound),
        ((left, "OP-?"), NotInTheRound), ((left, second.reference, ""), Refusal),
    ):  # fmt: skip
        with pytest.raises(refusal):
            change(*wrong)
    change(placed, None)
    change(left, second.reference)
    final = final_run(session, round_)
    assert (
        final is not None
        and final.faults == []
        and [each["candidate"] for each in overrides_of(final)] == [placed, left]
    )
    assert answer_of(final, fair.archive)["matches"][left] == second.reference
    assert instance_of(final, fair.archive) == instance_of(run, fair.archive)
    blocking = final.certificate["blocking_pairs_by_overrides"]
    assert {(each["candidate"], each["opening"]) for each in blocking} == {(placed, second.reference)}
    with pytest.raises(SecondPersonNeeded):
        confirm(session, round_, final.id, actor=by(fair.officer))
    confirm(session, round_, final.id, actor=by(fair.second_officer))
    fair.pass_time(publish_at=-HOUR / 2)
    publish(session, round_, fair.settings, fair.archive, actor=SYSTEM)
    reasons = [each.override_reason for each in session.scalars(select(Outcome)) if each.override_by_id]
    assert reasons == ["본인 요청", "본인 요청"]
    assert first.reference in answer_of(final, fair.archive)["matches"].values()


def test_announced_times_are_only_put_off(fair: Fair) -> None:
    lead_to(fair, RoundState.RUN)
    round_, actor = fair.round, by(fair.officer)
    with pytest.raises(NotLater):
        postpone(fair.session, round_, round_.publish_at - HOUR / 2, round_.answer_by, "사유", actor=actor)
    with pytest.raises(Refusal, match="reason"):
        postpone(fair.session, round_, round_.publish_at + HOUR, round_.answer_by + HOUR, "", actor=actor)
    wanted = round_.publish_at + HOUR, round_.answer_by + HOUR
    postpone(fair.session, round_, *wanted, "확인에 시간이 더 필요합니다.", actor=actor)
    assert (round_.publish_at, round_.answer_by) == wanted
    told = fair.session.scalars(select(Notice.body).where(Notice.kind == NoticeKind.ROUND)).all()
    assert len(told) == 4 and all("확인에 시간이 더 필요합니다." in each for each in told)


def test_who_takes_part_is_told_that_a_round_is_called_off(fair: Fair) -> None:
    with pytest.raises(Refusal, match="reason"):
        cancel_round(fair.session, fair.round, "", actor=by(fair.officer))
    cancel_round(fair.session, fair.round, "모집 자리에 잘못이 있습니다.", actor=by(fair.officer))
    told = fair.session.scalars(select(Notice.body).where(Notice.kind == NoticeKind.ROUND)).all()
    assert len(told) == 4 and all("모집 자리에 잘못이 있습니다." in each for each in told)
    assert fair.is_in(RoundState.CANCELLED)


def test_a_second_round_hands_out_what_is_free(fair: Fair) -> None:
    session = fair.session
    fair.add_region("busan", cap=2)
    lead_to(fair, RoundState.PUBLISHED)
    for outcome in session.scalars(select(Outcome).where(Outcome.opening_id == fair.openings[0].id)):
        accept(session, outcome, actor=SYSTEM)
    lead_to(fair, RoundState.CLOSED)
    at = now()
    instants = Instants(at + HOUR, at + 2 * HOUR, at + 3 * HOUR, at + 4 * HOUR)
    plan = RoundPlan({"ko": "2차", "en": "Second"}, instants, fair.officer.id, "051")
    session.refresh(fair.round, ["openings", "regions"])
    for each in fair.round.openings:
        session.refresh(each, ["opening"])
    second = plan_following(session, fair.round, plan, fair.settings, actor=by(fair.officer))
    session.refresh(second, ["openings", "regions"])
    assert [(each.opening_id, each.seats) for each in second.openings] == [(fair.openings[1].id, 1)]
    assert [(each.region, each.cap) for each in second.regions] == [("busan", 1)]
    assert second.seed_commitment != fair.round.seed_commitment
    for candidate in fair.candidates:
        certify(session, session.get_one(Round, second.id), candidate, (fair.openings[1],))
    instance = build_instance(session, second, b"seed")
    took = session.scalars(select(Outcome.candidate_id).where(Outcome.offer == OfferState.ACCEPTED)).one()
    assert len(instance["candidates"]) == 2
    assert next(each for each in fair.candidates if each.id == took).reference not in str(instance)
    for each in fair.round.openings:
        each.opening.state = OpeningState.CLOSED
    with pytest.raises(NothingLeft):
        plan_following(session, fair.round, plan, fair.settings, actor=by(fair.officer))


def test_what_an_opening_asks_keeps_pairs_apart_with_every_rule_and_what_is_open_does_not(fair: Fair) -> None:
    asks = fair.add_opening(least_topik=4, least_english="B2", licences=["전기기사", "Welding engineer"])
    short = fair.add_candidate(asks, native_korean=False, topik=3, english="B1", licences=["전기 기사"])
    open_ = fair.add_candidate(asks, native_korean=False, topik=None, english=None, licences=[])
    fit = fair.add_candidate(asks, english="C1", licences=["welding Engineer", "전기기사"])
    fair.rank(asks, short, open_, fit)
    excluded = build_instance(fair.session, fair.round, b"seed")["excluded"]
    kept = {"candidate": short.reference, "opening": asks.reference, "on": "2027-03-02", "source": "모집 공고"}
    assert excluded == [
        {**kept, "rule": "opening.english", "value": "B1", "threshold": "B2"},
        {**kept, "rule": "opening.korean", "value": 3, "threshold": 4},
        {**kept, "rule": "opening.licences", "value": "전기 기사", "threshold": "전기기사, Welding engineer"},
    ]
    freeze_fair(fair)
    instance = read(fair.archive, fair.round.input_sha256 or "")
    assert instance["excluded"] == excluded
    found = explain(instance, solve(instance), short.reference)
    (reason, _unplaced) = reasons_in_words(found, names_of(fair.session, [asks.reference]))
    assert "‘영어 수준(CEFR)’" in reason["said"]["ko"][0] and "“English, level of CEFR”" in reason["said"]["en"][0]
    assert "근거: 모집 공고의 조건." in reason["said"]["ko"] and len(reason["facts"]["also"]) == 2


def test_the_law_keeps_pairs_apart(fair: Fair) -> None:
    bound = {"nationality": "VN", "residence_status": "E-9-1", "status_until": None}
    recruit = fair.add_candidate(fair.openings[0], kind=CandidateKind.RECRUIT, legal=bound)
    excluded = build_instance(fair.session, fair.round, b"seed")["excluded"]
    assert [(each["candidate"], each["opening"]) for each in excluded] == [
        (recruit.reference, fair.openings[0].reference)
    ]
    # References are left out: their letters are drawn, and may be those of a country.
    told = [{name: value for name, value in each.items() if name not in ("candidate", "opening")} for each in excluded]
    assert excluded[0]["rule"] == "no_status_offered" and "VN" not in str(told) and "E-9" not in str(told)


def test_nobody_decides_a_round_in_which_they_have_a_stake(session: Session, fair: Fair) -> None:
    fair.add_candidate(fair.openings[0], account=fair.second_officer)
    freeze_fair(fair)
    with pytest.raises(OwnInterest):
        ask_final(session, fair.round, actor=by(fair.second_officer))
    ask_final(session, fair.round, actor=by(fair.officer))
    run_round(session, fair.round, fair.settings, fair.archive, actor=by(fair.officer))
    run = final_run(session, fair.round)
    assert run is not None
    for refused in (fair.second_officer, fair.hr):
        with pytest.raises(OwnInterest):
            confirm(session, fair.round, run.id, actor=by(refused))
