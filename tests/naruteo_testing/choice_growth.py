"""A round with as many openings as wanted, in which somebody orders and keeps them; and their pages."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_portal.talent.answers.models import Extension, OutcomeQuestion
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.choices.models import SavedOpening
from naruteo_portal.talent.links.links import save_wishes
from naruteo_portal.talent.links.queries import own_application
from naruteo_portal.talent.openings.models import OpeningSkill
from naruteo_portal.talent.rounds.models import PreferenceList, Round, RoundOpening
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.talent.suitability.models import Side
from naruteo_testing.answers import write_outcome
from naruteo_testing.candidates import consent, make_candidate
from naruteo_testing.factories import make_account
from naruteo_testing.linked import act_of, certify_together
from naruteo_testing.openings import declare_operator
from naruteo_testing.rounds import Fair, certify, make_opening, make_round, open_fair
from naruteo_testing.suitability import use_a_model


@dataclass(frozen=True)
class Chooser:
    """Somebody with a list in a round."""

    fair: Fair
    candidate: Candidate
    account: Account
    published: Round
    """Another one, in which the candidate has an outcome."""
    question: OutcomeQuestion


def found_chooser(session: Session, settings: Settings) -> Chooser:
    """A candidate who has certified one opening, and keeps another."""
    fair = open_fair(session, settings)
    candidate = make_candidate(session)
    certify(session, fair.round, candidate, [fair.add_opening()])
    published = make_round(session, settings, fair.officer, state=RoundState.PUBLISHED)
    question = write_outcome(session, published, candidate, fair.openings[0])
    found = Chooser(fair, candidate, candidate.account, published, question)
    certify_together(
        fair, (candidate, make_candidate(session, make_account(session, "배우자"))), [[fair.openings[0].id, None]]
    )
    declare_operator(session, fair.officer)
    consent(session, candidate, Purpose.SUITABILITY_MODEL)
    for side in Side:
        use_a_model(session, fair.officer, side)
    choose_more(session, settings, found, 1)
    return found


def choose_more(session: Session, settings: Settings, chooser: Chooser, times: int) -> None:
    """So many more openings in the list, and kept; more rounds, each with a list."""
    fair, kept = chooser.fair, []
    for number in range(times):
        opening = fair.add_opening()
        session.add(OpeningSkill(opening_id=opening.id, concept=f"skill-{opening.id}", required=bool(number % 2)))
        session.add(SavedOpening(candidate_id=chooser.candidate.id, opening_id=opening.id, saved_at=now()))
        kept.append(opening)
        other = make_round(session, settings, fair.officer)
        apart = make_opening(session, fair.employer)
        session.add(RoundOpening(round_id=other.id, opening_id=apart.id, seats=1, target=None, place_in_order=None))
        session.flush()
        certify(session, other, chooser.candidate, [apart])
        asked = write_outcome(session, other, chooser.candidate, apart)
        other.state = RoundState.PUBLISHED
        take_time(session, asked, fair.officer)
        more = fair.add_opening()
        session.add(SavedOpening(candidate_id=chooser.candidate.id, opening_id=more.id, saved_at=now()))
    chosen = session.get_one(PreferenceList, (fair.round.id, chooser.candidate.id))
    chosen.saved = chosen.certified = [*chosen.saved, *(each.id for each in kept)]
    session.flush()
    application = own_application(session, chooser.candidate, fair.round)
    if application is not None:
        rows = [[each.id, None] for each in fair.openings]
        act = act_of(chooser.candidate)
        save_wishes(session, chooser.candidate, fair.round, application, rows, version=application.version, actor=act)


def take_time(session: Session, question: OutcomeQuestion, officer: Account) -> None:
    """Prolong the time of a question by thirty days."""
    session.add(Extension(question_id=question.id, number=1, at=now(), by_id=officer.id, reason="자료 확인"))


def pages_of_choices(chooser: Chooser) -> dict[str, tuple[Account, str]]:
    """The pages by name: who reads, and where."""
    own = f"/choices/{chooser.fair.round.reference}"
    return {
        "openings": (chooser.account, "/places"),
        "kept openings": (chooser.account, "/places/kept"),
        "one opening": (chooser.account, f"/places/{chooser.fair.openings[0].reference}"),
        "own rounds": (chooser.account, "/choices"),
        "own list": (chooser.account, own),
        "home with rounds": (chooser.account, "/"),
        "suggestions for a list": (chooser.account, f"{own}/suggestions"),
        "certifying a list": (chooser.account, f"{own}/certify"),
        "receipt of a list": (chooser.account, f"{own}/receipt"),
        "wishes made together": (chooser.account, f"{own}/together"),
        "certifying wishes together": (chooser.account, f"{own}/together/certify"),
        "leaving what is made together": (chooser.account, f"{own}/together/leave"),
        "own result": (chooser.account, f"/results/{chooser.published.reference}"),
        "own question": (chooser.account, f"/results/questions/{chooser.question.reference}"),
        "questions about results": (chooser.fair.officer, "/outcome-questions?state=all"),
        "question about a result": (chooser.fair.officer, f"/outcome-questions/{chooser.question.reference}"),
    }
