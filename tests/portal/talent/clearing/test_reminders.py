"""Reminders of a round's deadlines: to those who still have something to do, a day before, once."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.clearing.offers import accept
from naruteo_portal.talent.clearing.reminders import remind_of_deadlines
from naruteo_portal.talent.links.models import LinkedApplication, LinkMember
from naruteo_portal.talent.rounds.models import OfferState, Outcome, PreferenceList
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.rounds import HOUR, Fair, by, lead_to, open_fair

DAY = timedelta(days=1)


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    """A round that takes lists, since nine days ago and for ten more."""
    fair = open_fair(session, settings)
    fair.round.opens_at = now() - 9 * DAY
    fair.pass_time(certify_by=10 * DAY)
    return fair


def told(fair: Fair) -> Counter[int]:
    """How many notices each account has."""
    return Counter(fair.session.scalars(select(Notice.account_id)))


def account_of(fair: Fair, candidate: Candidate) -> Account:
    return fair.session.get_one(Account, candidate.account_id)


def test_whose_list_does_not_count_as_it_stands_is_reminded_a_day_before_the_deadline_once(fair: Fair) -> None:
    opening, ranked = fair.add_opening(), fair.add_opening()
    certified, saved, nothing = (
        fair.add_candidate(opening), fair.add_candidate(opening, certified=False), fair.add_candidate(certified=False)
    )  # fmt: skip
    changed = fair.add_candidate(opening)
    fair.session.get_one(PreferenceList, (fair.round.id, changed.id)).saved = [ranked.id, opening.id]
    fair.rank(ranked, certified)
    remind_of_deadlines(fair.session)
    assert not told(fair)
    fair.pass_time(certify_by=DAY - HOUR)
    for _twice in range(2):
        remind_of_deadlines(fair.session)
    assert told(fair) == Counter([saved.account_id, changed.account_id, fair.hr.id])
    assert nothing.account_id not in told(fair)
    verbs = fair.session.scalars(select(Event.verb).where(Event.object_kind == "round")).all()
    assert list(verbs).count("reminded of a deadline") == 1
    # Another deadline is another thing to be reminded of; who has certified has nothing to do.
    fair.rank(opening, certified)
    fair.pass_time(certify_by=DAY - 2 * HOUR)
    remind_of_deadlines(fair.session)
    assert told(fair)[saved.account_id] == 2 and told(fair)[fair.hr.id] == 1


def test_who_applies_together_is_reminded_by_what_they_share(fair: Fair) -> None:
    opening, other = fair.add_opening(), fair.add_opening()
    for each in (opening, other):
        fair.rank(each)
    at = now()
    people: list[Candidate] = []
    for number, certified in enumerate([[[opening.id, other.id]], None]):
        pair = [fair.add_candidate(opening, certified=False) for _ in range(2)]
        application = LinkedApplication(
            reference=f"LK-2026-000{number}", round_id=fair.round.id, made_at=at, saved_at=at, version=1,
            saved=[[opening.id, other.id]], certified=certified, certified_at=at if certified else None, ended_at=None,
        )  # fmt: skip
        fair.session.add(application)
        fair.session.flush()
        fair.session.add_all(
            LinkMember(
                application_id=application.id, candidate_id=each.id, round_id=fair.round.id, place=place, invited_at=at,
                accepted_at=at, certified_version=None, left_at=None,
            )
            for place, each in enumerate(pair)
        )  # fmt: skip
        people += pair
    fair.pass_time(certify_by=HOUR)
    remind_of_deadlines(fair.session)
    assert told(fair) == Counter(each.account_id for each in people[2:])


def test_who_has_not_answered_an_offer_is_reminded(fair: Fair) -> None:
    opening = fair.add_opening(seats=2)
    one, other, without = (fair.add_candidate(opening) for _ in range(3))
    fair.rank(opening, one, other)
    lead_to(fair, RoundState.PUBLISHED)
    outcomes = {
        each.candidate_id: each for each in fair.session.scalars(select(Outcome).where(Outcome.opening_id.is_not(None)))
    }
    accept(fair.session, outcomes[one.id], actor=by(account_of(fair, one)))
    assert outcomes[other.id].offer is OfferState.OFFERED
    before = told(fair)
    fair.round.published_at, fair.round.answer_by = now() - 9 * DAY, now() + HOUR
    fair.session.flush()
    for _twice in range(2):
        remind_of_deadlines(fair.session)
    assert told(fair) - before == Counter([other.account_id])
    assert without.account_id not in told(fair) - before


def test_a_short_time_is_reminded_of_in_its_second_half(fair: Fair) -> None:
    fair.add_opening()
    fair.round.opens_at, fair.round.certify_by = now() - HOUR, now() + 2 * HOUR
    fair.session.flush()
    remind_of_deadlines(fair.session)
    assert not told(fair)
    fair.round.opens_at = now() - 3 * HOUR
    fair.session.flush()
    remind_of_deadlines(fair.session)
    assert told(fair) == Counter([fair.hr.id])
