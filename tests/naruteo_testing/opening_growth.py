"""As many openings, flags, sanctions, candidates and interviews as wanted, and the pages that show them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.candidates import find_candidate
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.openings.flags import ask_to_look
from naruteo_portal.talent.openings.models import EmployerSanction, Opening, SanctionList
from naruteo_portal.talent.rankings.models import InterviewState, PipelineEntry
from naruteo_portal.talent.rankings.pipeline import follow
from naruteo_portal.talent.rankings.pool import SEEN
from naruteo_portal.talent.rankings.rankings import save_ranking
from naruteo_portal.talent.rounds.models import Ranking, Round, RoundOpening
from naruteo_testing.candidates import consent, make_candidate
from naruteo_testing.factories import make_account
from naruteo_testing.openings import (
    DATA_ANALYSIS,
    PYTHON,
    Offering,
    declare_operator,
    make_interview,
    make_offering,
    make_opening,
    plan,
)
from naruteo_testing.rounds import make_round
from naruteo_testing.suitability import use_a_model

FLAGGED = {"ko": "20대 우대. 용모 단정한 남성 환영.", "en": "You analyse data."}
Pages = dict[str, tuple[Account, str]]


@dataclass(frozen=True)
class OpeningTown:
    """An employer with a flagged draft and an open opening in a round, and a candidate whom it follows."""

    offering: Offering
    draft: Opening
    flag_id: int
    opening: Opening
    round: Round
    candidate: Candidate
    account: Account
    """The candidate's."""
    entry: PipelineEntry
    interview_id: int


def found_openings(session: Session, settings: Settings) -> OpeningTown:
    """One of everything."""
    offering = make_offering(session)
    declare_operator(session, offering.officer)
    draft = make_opening(session, offering, plan(description=FLAGGED), open_=False)
    opening = make_opening(session, offering)
    round_ = make_round(session, settings, offering.officer)
    _take_part(session, round_, opening)
    account = make_account(session, "지원자")
    candidate = make_candidate(session, account, skills=(PYTHON,))
    entry = follow(session, opening, candidate, actor=offering.actor, account_id=offering.keeper.id)
    interview = make_interview(session, entry, offering.keeper)
    town = OpeningTown(offering, draft, draft.flags[0].id, opening, round_, candidate, account, entry, interview.id)
    _rank(session, town, [candidate.id])
    consent(session, candidate, Purpose.SUITABILITY_MODEL)
    use_a_model(session, offering.officer)
    session.commit()
    return town


def grow_openings(session: Session, settings: Settings, town: OpeningTown, number: int) -> None:
    """One more of everything that the pages list."""
    offering, other = town.offering, make_offering(session)
    for each in (offering, other):
        written = make_opening(session, each, plan(description=FLAGGED), open_=False)
        ask_to_look(session, written.flags[0], f"이유 {number}", actor=each.actor)
    session.add(
        EmployerSanction(
            organisation_id=other.organisation.id, list=SanctionList.TAX_ARREARS, since=date(2026, 1, 1),
            ends_before=None, source="명단", stated_at=now(), stated_by_id=offering.officer.id,
        )
    )  # fmt: skip
    _take_part(session, make_round(session, settings, offering.officer), town.opening)
    candidate = make_candidate(
        session, make_account(session, f"지원자 {number}"), skills=(PYTHON, DATA_ANALYSIS),
        legal={"nationality": "VN" if number % 2 else "KR"},
    )  # fmt: skip
    consent(session, candidate, Purpose.SUITABILITY_MODEL)
    follow(session, town.opening, candidate, actor=offering.actor, account_id=offering.keeper.id)
    make_interview(session, town.entry, offering.keeper, InterviewState.CANCELLED)
    session.flush()
    ranking = session.query(Ranking).filter_by(opening_id=town.opening.id, round_id=town.round.id).one()
    _rank(session, town, [*ranking.saved, candidate.id] if number % 2 else ranking.saved, ranking.version)
    session.commit()


def pages_of_openings(town: OpeningTown) -> Pages:
    """The pages by name: who reads, and where."""
    keeper, officer = town.offering.keeper, town.offering.officer
    draft, opened = f"/openings/{town.draft.reference}", f"/openings/{town.opening.reference}"
    order = f"{opened}/rounds/{town.round.reference}"
    return {
        "openings": (keeper, "/openings"),
        "openings of all": (officer, "/openings"),
        "opening": (keeper, draft),
        "change of an opening": (keeper, f"{draft}/edit"),
        "flags of openings": (officer, "/opening-flags"),
        "flag of an opening": (officer, f"/opening-flags/{town.flag_id}"),
        "sanctions": (officer, "/employer-sanctions"),
        "what the operator is": (officer, "/operator"),
        "candidates of an opening": (keeper, f"{opened}/candidates"),
        "candidate of an opening": (keeper, f"{opened}/candidates/{town.candidate.reference}"),
        "order of an opening": (keeper, order),
        "certifying an order": (keeper, f"{order}/certify"),
        "candidates that an opening follows": (keeper, f"{opened}/pipeline"),
        "candidate that an opening follows": (keeper, f"{opened}/pipeline/{town.entry.id}"),
        "own interviews": (town.account, "/interviews"),
        "interview": (town.account, f"/interviews/{town.interview_id}"),
    }


def fill_openings(session: Session, settings: Settings, offering: Offering, candidate: Account) -> None:
    """A flagged draft, an opening in a round, and an interview with a candidate, for a tour of the pages."""
    draft = make_opening(session, offering, plan(description=FLAGGED), open_=False)
    ask_to_look(session, draft.flags[1], "제품 코너의 이름입니다.", actor=offering.actor)
    opening = make_opening(session, offering)
    round_ = make_round(session, settings, offering.officer)
    _take_part(session, round_, opening)
    found = find_candidate(session, candidate.id) or make_candidate(session, candidate, skills=(PYTHON,))
    consent(session, found, *SEEN)
    entry = follow(session, opening, found, actor=offering.actor, account_id=offering.keeper.id)
    make_interview(session, entry, offering.keeper)
    save_ranking(
        session, opening, round_, [found.id], {}, version=0, actor=offering.actor, account_id=offering.keeper.id
    )  # fmt: skip


def _take_part(session: Session, round_: Round, opening: Opening) -> None:
    session.add(RoundOpening(round_id=round_.id, opening_id=opening.id, seats=1, target=None, place_in_order=None))
    session.flush()


def _rank(session: Session, town: OpeningTown, ids: list[int], version: int = 0) -> None:
    save_ranking(
        session, town.opening, town.round, list(ids), {}, version=version, actor=town.offering.actor,
        account_id=town.offering.keeper.id,
    )  # fmt: skip
