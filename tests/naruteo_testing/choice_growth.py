"""A round with as many openings as wanted, in which somebody orders and keeps them; and their pages."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.choices.models import SavedOpening
from naruteo_portal.talent.openings.models import OpeningSkill
from naruteo_portal.talent.rounds.models import PreferenceList, RoundOpening
from naruteo_testing.candidates import make_candidate
from naruteo_testing.rounds import Fair, certify, make_opening, make_round, open_fair


@dataclass(frozen=True)
class Chooser:
    """Somebody with a list in a round."""

    fair: Fair
    candidate: Candidate
    account: Account


def found_chooser(session: Session, settings: Settings) -> Chooser:
    """A candidate who has certified one opening, and keeps another."""
    fair = open_fair(session, settings)
    candidate = make_candidate(session)
    certify(session, fair.round, candidate, [fair.add_opening()])
    found = Chooser(fair, candidate, candidate.account)
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
        more = fair.add_opening()
        session.add(SavedOpening(candidate_id=chooser.candidate.id, opening_id=more.id, saved_at=now()))
    chosen = session.get_one(PreferenceList, (fair.round.id, chooser.candidate.id))
    chosen.saved = chosen.certified = [*chosen.saved, *(each.id for each in kept)]
    session.flush()


def pages_of_choices(chooser: Chooser) -> dict[str, tuple[Account, str]]:
    """The pages by name: who reads, and where."""
    own = f"/choices/{chooser.fair.round.reference}"
    return {
        "openings": (chooser.account, "/places"),
        "kept openings": (chooser.account, "/places/kept"),
        "one opening": (chooser.account, f"/places/{chooser.fair.openings[0].reference}"),
        "own rounds": (chooser.account, "/choices"),
        "own list": (chooser.account, own),
        "certifying a list": (chooser.account, f"{own}/certify"),
        "receipt of a list": (chooser.account, f"{own}/receipt"),
    }
