"""Claims: how they are judged, what is refused, and that nothing is claimed twice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.incentives.claims.claims import hold_claim, judge_claim, move, set_lines, submit
from naruteo_portal.incentives.claims.errors import (
    CeilingsDiffer,
    ClaimedAlready,
    ClaimHasMoved,
    NotFromHere,
    NothingClaimed,
    NotOverYet,
    OtherYear,
    StatedOtherwise,
    UnusableFacts,
)
from naruteo_portal.incentives.claims.handing_in import hand_in
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.claims.queries import get_claim
from naruteo_portal.incentives.claims.states import MOVES, ClaimState
from naruteo_portal.incentives.employers.access import hold_employer
from naruteo_testing.claims import FACTS, Employer, make_employer, plan
from naruteo_testing.employers import Firm, make_fact
from naruteo_testing.factories import make_account, make_organisation, make_reader


def test_a_claim_is_judged_to_the_won_when_it_is_handed_in(employer: Employer) -> None:
    claim = employer.claim(plan("0001", hours=40), plan("0002", "Nguyễn Thị Mai", hours=33, attendance="0.79"))
    first, second = claim.lines
    assert (first.outcome, first.judged_amount, first.amount) == ("eligible", 7000 * 40 * 9 // 10, 252_000)
    assert (second.outcome, second.amount) == ("not_eligible", 0)
    assert claim.amount == 252_000 and claim.state is ClaimState.SUBMITTED and claim.claimed_on == today_in_korea()
    assert claim.region == "부산" and first.standing and first.digest and first.judgement["amount"] == 252_000


def test_the_ceiling_of_the_year_is_shared_in_order(employer: Employer) -> None:
    """240 % of three million won are 7,200,000; the first claim takes 6,300,000, the second gets what is left."""
    first = employer.claim(plan("0001", hours=1000))
    assert first.amount == 6_300_000
    take(employer, first, ClaimState.IN_REVIEW, ClaimState.APPROVED)
    second = employer.claim(plan("0002", hours=100), plan("0003", hours=100), plan("0004", attendance="0.1"))
    assert [line.judged_amount for line in second.lines] == [630_000, 630_000, 0]
    assert [line.amount for line in second.lines] == [630_000, 270_000, 0]


def test_an_unknown_ceiling_leaves_the_amount_open(employer: Employer) -> None:
    employer.facts["year_premium"] = None
    claim = employer.claim(plan("0001"), plan("0002", attendance="0.1"))
    assert [line.amount for line in claim.lines] == [None, 0] and claim.amount is None
    assert claim.lines[0].judged_amount == 252_000


def test_unconfirmed_figures_leave_a_claim_undetermined(session: Session) -> None:
    claim = make_employer(session).claim(plan())
    line = claim.lines[0]
    assert (line.outcome, line.amount, claim.amount) == ("undetermined", None, None)
    assert {each["name"] for each in line.judgement["missing"]} >= {"least_attendance"}


def test_ceilings_that_differ_ask_for_two_claims(employer: Employer) -> None:
    with pytest.raises(CeilingsDiffer, match="김둘"):
        employer.claim(plan("0001"), plan("0002", "김둘", firm_size="under_1000"))


@pytest.mark.parametrize("days", [29, 30, 31])
def test_the_window_is_judged_by_the_first_day_of_handing_in(employer: Employer, days: int) -> None:
    ended = today_in_korea() - timedelta(days=days)
    if ended.year != today_in_korea().year:
        pytest.skip("the year has just begun")
    claim = employer.claim(plan(ended=ended))
    assert (claim.lines[0].outcome == "eligible") == (days <= 30)
    claim.claimed_on = ended
    judge_claim(employer.session, claim)
    assert claim.lines[0].outcome == "eligible"


def test_what_can_never_be_claimed_is_refused_and_the_draft_stays(employer: Employer) -> None:
    for refused, plans in {
        NothingClaimed: (),
        NotOverYet: (plan(ended=today_in_korea() + timedelta(days=1)),),
        UnusableFacts: (plan(hours=-1),),
    }.items():
        draft = employer.draft(*plans)
        with pytest.raises(refused):
            submit(employer.session, draft, FACTS, version=draft.version, actor=employer.actor)
        assert draft.state is ClaimState.DRAFT
    draft = employer.draft(plan())
    draft.year -= 1
    with pytest.raises(OtherYear):
        submit(employer.session, draft, FACTS, version=draft.version, actor=employer.actor)


def test_one_training_is_claimed_once(employer: Employer) -> None:
    claim = employer.claim(plan())
    with pytest.raises(ClaimedAlready, match=claim.reference):
        employer.claim(plan(ended=today_in_korea() - timedelta(days=15)))
    with pytest.raises(ClaimedAlready):
        employer.claim(plan("0009"), plan("0009"))
    employer.claim(plan(ended=date.fromordinal(claim.lines[0].part_started_on.toordinal() - 1)))
    take(employer, claim, ClaimState.WITHDRAWN)
    assert employer.claim(plan()).state is ClaimState.SUBMITTED


def test_a_rejected_claim_is_not_opened_again_over_its_successor(employer: Employer) -> None:
    claim = employer.claim(plan())
    take(employer, claim, ClaimState.IN_REVIEW, ClaimState.REJECTED)
    employer.claim(plan())
    with pytest.raises(ClaimedAlready):
        take(employer, claim, ClaimState.IN_REVIEW)


def test_two_requests_at_once_hand_in_one(engine: Engine, employer: Employer) -> None:
    drafts = [employer.draft(plan()), employer.draft(plan())]
    employer.session.commit()

    def hand_in(claim_id: int) -> str:
        with Session(engine, expire_on_commit=False) as session:
            claim = session.scalars(select(Claim).where(Claim.id == claim_id).options(selectinload(Claim.lines))).one()
            try:
                submit(session, claim, FACTS, version=claim.version, actor=employer.actor)
            except Refusal as refusal:
                return type(refusal).__name__
            session.commit()
            return "handed in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(hand_in, [draft.id for draft in drafts])) == ["ClaimedAlready", "handed in"]
    employer.session.expire_all()
    assert len(employer.session.scalars(select(ClaimLine).where(ClaimLine.standing)).all()) == 1


def test_a_save_names_what_it_saw(employer: Employer) -> None:
    claim = employer.draft(plan())
    seen = claim.version
    set_lines(employer.session, claim, [plan("0002")], version=seen, actor=employer.actor)
    with pytest.raises(ClaimHasMoved):
        set_lines(employer.session, claim, [plan("0003")], version=seen, actor=employer.actor)
    submit(employer.session, claim, employer.facts, version=claim.version, actor=employer.actor)
    with pytest.raises(NotFromHere):
        set_lines(employer.session, claim, [plan("0003")], version=claim.version, actor=employer.actor)
    assert [line.trainee_number for line in claim.lines] == ["0002"]


def test_only_the_steps_of_the_table_are_taken(employer: Employer) -> None:
    claim = employer.claim(plan())
    for after in set(ClaimState) - MOVES[ClaimState.SUBMITTED]:
        with pytest.raises(NotFromHere):
            move(employer.session, claim, after, actor=employer.actor)
    assert [(step.before, step.after) for step in claim.steps] == [
        (None, ClaimState.DRAFT), (ClaimState.DRAFT, ClaimState.SUBMITTED),
    ]  # fmt: skip


def test_who_may_see_a_claim(employer: Employer) -> None:
    claim, session = employer.claim(plan()), employer.session
    other = make_organisation(session, name="다른 회사")
    agency = make_organisation(session, OrganisationKind.AGENCY)
    auditor = make_account(session, roles=((Role.AUDITOR, agency),))
    for account in (employer.hr, employer.officer, auditor):
        assert get_claim(session, make_reader(session, account), claim.reference.lower()) is claim
    for role in (Role.EMPLOYER_HR, Role.ADMINISTRATOR):
        with pytest.raises(NotFound):
            get_claim(session, make_reader(session, make_account(session, roles=((role, other),))), claim.reference)


def test_a_size_that_changed_within_the_year_is_not_claimed_by_mistake(employer: Employer) -> None:
    """The employer was smaller when the first training ended: each is claimed by what held on its day."""
    session, firm = employer.session, Firm(employer.organisation, employer.hr, employer.officer)
    changed = today_in_korea() - timedelta(days=12)
    make_fact(session, firm, "firm_size", "priority", valid_from=date(2020, 1, 1), ends_before=changed)
    make_fact(session, firm, "firm_size", "under_1000", valid_from=changed)
    before, after = plan(ended=changed - timedelta(days=1)), plan("0002", ended=changed)
    claim = employer.draft(before, after)
    claim.employer_facts = {**employer.facts, "firm_size": "under_1000"}
    reader = make_reader(session, employer.hr)
    asked = {"confirmed": True, "words": "", "reader": reader, "actor": employer.actor}
    given = {**before.facts, "other_grant": "none"}
    with pytest.raises(StatedOtherwise, match="김하늘"):
        set_lines(session, claim, [replace(before, facts=given)], version=claim.version, actor=employer.actor)
        hand_in(session, claim, version=claim.version, **asked)
    set_lines(session, claim, [replace(after, facts=given)], version=claim.version, actor=employer.actor)
    hand_in(session, claim, version=claim.version, **asked)
    assert claim.lines[0].judged_amount == 7000 * 40 * 8 // 10


def take(employer: Employer, claim: Claim, *states: ClaimState) -> None:
    """Take a claim through states as an officer would."""
    for state in states:
        hold_employer(employer.session, claim.employer_id)
        hold_claim(employer.session, claim)
        move(employer.session, claim, state, actor=employer.actor)
    employer.session.flush()
