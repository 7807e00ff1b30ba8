"""The chance of staying without a place: simulated on the round's lists, with a range, or undetermined because."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import Message
from naruteo_portal.core.jobs import Worker
from naruteo_portal.settings import Settings
from naruteo_portal.talent.choices.forecasting import LEAST_LISTS, Chance, chance_of, rank_truthfully
from naruteo_portal.talent.choices.jobs import forecast_lists
from naruteo_testing.rounds import Fair, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    """Three seats, each at its own opening."""
    found = open_fair(session, settings)
    for _ in range(3):
        found.add_opening()
    return found


def said(chance: Chance | Message) -> str:
    assert isinstance(chance, Message)
    return chance.said_in("en")


def test_a_longer_list_fares_better_and_the_range_is_honest(
    session: Session, fair: Fair, engine: Engine, settings: Settings
) -> None:
    for _ in range(LEAST_LISTS):
        fair.add_candidate(*fair.openings[:2])
    session.commit()
    forecast_lists(Worker(engine, settings))
    ids = [each.id for each in fair.openings]
    crowded, both, free = (chance_of(session, fair.round, ids[:size]) for size in (1, 2, 3))
    assert isinstance(crowded, Chance) and isinstance(both, Chance) and isinstance(free, Chance)
    # Twenty people for two seats; nobody wants the third, so it refuses nobody.
    assert 0.8 < both.middle <= crowded.middle <= 1 and free.most == 0
    assert both.least <= both.middle <= both.most and both.warns and both.lists == LEAST_LISTS


def test_what_is_not_known_is_undetermined(session: Session, fair: Fair, engine: Engine, settings: Settings) -> None:
    ids = [each.id for each in fair.openings]
    assert said(chance_of(session, fair.round, [])) == "the list is empty"
    assert "nothing was simulated yet" in said(chance_of(session, fair.round, ids))
    fair.add_candidate(*fair.openings)
    session.commit()
    forecast_lists(Worker(engine, settings))
    assert "fewer than 20 lists" in said(chance_of(session, fair.round, ids))
    for _ in range(LEAST_LISTS):
        fair.add_candidate(*fair.openings)
    session.commit()
    forecast_lists(Worker(engine, settings))
    later = fair.add_opening()
    assert "not in the last simulation" in said(chance_of(session, fair.round, [*ids, later.id]))


def test_ranking_truthfully_is_only_claimed_where_it_is_proven(session: Session, fair: Fair) -> None:
    fair.add_region("busan", cap=2)
    assert rank_truthfully(session, fair.round)
    fair.add_region("ulsan", floor=1)
    assert not rank_truthfully(session, fair.round)
