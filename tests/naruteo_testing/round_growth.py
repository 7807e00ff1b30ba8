"""Rounds with as many openings, candidates, runs and overrides as wanted, and the pages that list them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_portal.talent.clearing.archive import answer_of, final_run
from naruteo_portal.talent.clearing.confirming import override
from naruteo_portal.talent.clearing.runs import try_round
from naruteo_portal.talent.clearing.what_if import Change
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.rounds import HOUR, by, lead_to, make_round, open_fair

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
        "announced rounds": (officer, "/rounds"),
        "announced round": (officer, f"/rounds/{fair.round.reference}"),
    }


def pages_in_demo(session: Session) -> list[str]:
    """Pages of the demo's rounds to which a round in another state has no way."""
    ways = {
        RoundState.RUN: ("trials", "result", "override", "postpone"),
        RoundState.CLOSED: ("second-round",),
    }
    return [
        f"/matching-rounds/{round_.reference}/{way}"
        for state, found in ways.items()
        for round_ in session.scalars(select(Round).where(Round.state == state).limit(1))
        for way in found
    ]
