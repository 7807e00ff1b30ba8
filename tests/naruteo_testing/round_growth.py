"""Rounds with as many openings, candidates, runs and overrides as wanted, and the pages that list them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_portal.talent.answers.models import OutcomeQuestion
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.clearing.archive import answer_of, final_run
from naruteo_portal.talent.clearing.confirming import override
from naruteo_portal.talent.clearing.runs import try_round
from naruteo_portal.talent.clearing.what_if import Change
from naruteo_portal.talent.openings.models import Opening, OpeningFlag, OpeningState
from naruteo_portal.talent.rankings.models import PipelineEntry
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.content import account_of
from naruteo_testing.rounds import HOUR, by, lead_to, make_round, open_fair
from naruteo_testing.suitability import use_a_model

REGIONS = ("busan", "ulsan", "gyeongnam", "daegu", "jeju", "seoul")


def pages_of_rounds(session: Session, settings: Settings, size: int) -> dict[str, tuple[Account, str]]:
    """The pages of rounds of a size, by name: who reads, and where."""
    fair = open_fair(session, settings)
    for number in range(size):
        opening = fair.add_opening(2, region=REGIONS[number % len(REGIONS)])
        fair.rank(opening, *(fair.add_candidate(opening) for _ in range(3)))
    for region in REGIONS[:size]:
        fair.add_region(region, cap=size, floor=1)
    fair.round.contact = "051"
    planned = make_round(session, settings, fair.officer, state=RoundState.PLANNED, opens_at=now() + HOUR)
    change = Change(seats={fair.openings[0].reference: 1})
    for _ in range(size):
        use_a_model(session, fair.officer)
        make_round(session, settings, fair.officer)
        try_round(session, fair.round, change, settings, fair.archive, by_id=fair.officer.id)
    lead_to(fair, RoundState.RUN)
    for _ in range(size):
        run = final_run(session, fair.round)
        assert run is not None
        placed = next(iter(answer_of(run, fair.archive)["matches"]))
        override(session, fair.round, run.id, placed, None, "본인 요청", settings, fair.archive, actor=by(fair.officer))
    base, plan = f"/matching-rounds/{fair.round.reference}", f"/matching-rounds/{planned.reference}"
    officer = fair.second_officer
    session.commit()
    return {
        "rounds": (officer, "/matching-rounds"),
        "round": (officer, base),
        "openings of a round": (officer, f"{plan}/openings"),
        "quotas of a round": (officer, f"{plan}/quotas"),
        "plan of a round": (officer, f"{plan}/plan"),
        "trials of a round": (officer, f"{base}/trials"),
        "result of a round": (officer, f"{base}/result"),
        "attempts to learn suitability": (officer, "/matching-rounds/suitability"),
        "announced rounds": (officer, "/rounds"),
        "announced round": (officer, f"/rounds/{fair.round.reference}"),
    }


def pages_in_demo(session: Session) -> dict[str, list[str]]:
    """Pages of the demo's rounds, openings and candidates to which no link leads from a person's first pages."""
    rounds = {
        state: session.scalars(select(Round.reference).where(Round.state == state).order_by(Round.id)).first()
        for state in RoundState
    }
    question = session.scalars(select(OutcomeQuestion.reference).order_by(OutcomeQuestion.id)).first()
    entry, opening = session.execute(
        select(PipelineEntry.id, Opening.reference).join(PipelineEntry.opening).order_by(PipelineEntry.id)
    ).first() or (0, "")
    candidate = session.scalars(select(Candidate.reference).order_by(Candidate.id)).first()
    flag, draft = session.execute(
        select(OpeningFlag.id, Opening.reference)
        .join(OpeningFlag.opening)
        .where(Opening.state == OpeningState.DRAFT)
        .order_by(OpeningFlag.id)
    ).first() or (0, "")
    fit = use_a_model(session, account_of(session, "minho@example.kr"))
    run = f"/matching-rounds/{rounds[RoundState.RUN]}"
    own, outcome = f"/choices/{rounds[RoundState.ELICITING]}", f"/results/{rounds[RoundState.PUBLISHED]}"
    order = f"/openings/{opening}/rounds/{rounds[RoundState.ELICITING]}"
    return {
        "haneul@example.kr": ["/interviews"],
        "mai@example.kr": [*(f"{own}{way}" for way in ("/together", "/together/certify", "/together/leave")), outcome],
        "seojun@example.kr": [
            *(f"{own}{way}" for way in ("", "/certify", "/receipt", "/suggestions", "/take-back")),
            *(f"{outcome}{way}" for way in ("", "/ask")), f"/results/questions/{question}",
        ],
        "yujin@example.kr": [
            *(f"/openings/{draft}{way}" for way in ("/edit", "/close", f"/flags/{flag}")),
            *(f"/openings/{opening}{way}" for way in ("/pipeline", f"/pipeline/{entry}", f"/candidates/{candidate}")),
            order, f"{order}/certify",
        ],
        "minho@example.kr": [
            *(f"{run}/{way}" for way in ("trials", "result", "override", "postpone")),
            f"/matching-rounds/suitability/{fit.id}",
            f"/matching-rounds/{rounds[RoundState.CLOSED]}/second-round",
            *(f"/matching-rounds/{rounds[RoundState.PLANNED]}/{way}" for way in ("plan", "openings", "quotas")),
            *(f"/outcome-questions/{question}{way}" for way in ("", "/longer")), f"/opening-flags/{flag}",
        ],
    }  # fmt: skip
