"""The chance of staying without a place, simulated on the lists that a round has, and what may be said about ranking.

A job simulates rounds with lists drawn from those that are certified now, and orders of openings by chance
(`naruteo_matching.chances`). How much all openings have the same taste is not known, so it is done for three
assumptions: the middle one gives the figure, the others the range.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_matching.chances import Admission, simulate
from naruteo_matching.market import UNMATCHED, Market
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.choices.models import ListForecast
from naruteo_portal.talent.links.queries import is_placed_together
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import PreferenceList, Round, RoundOpening, RoundRegion
from naruteo_portal.talent.rounds.states import RoundState

LEAST_LISTS = 20
"""Fewer lists say nothing about chances, and might say something about people."""
ASSUMPTIONS = (0.2, 0.5, 0.8)
"""Shares of openings' judgement that all of them have in common."""
DRAWS = 30
NOBODY_REFUSED = -99.0
"""Stands in the kept figures for an opening that refused nobody in a draw."""
SHORT = 10
"""Lists of fewer openings are warned about, whatever the figure is."""
HIGH = 0.1


@dataclass(frozen=True)
class Chance:
    """The share of simulated rounds in which somebody with this list stayed without a place."""

    openings: int
    middle: float
    least: float
    most: float
    at: datetime
    lists: int

    @property
    def warns(self) -> bool:
        """Whether more openings would be wise."""
        return self.openings < SHORT or self.most >= HIGH


@dataclass(frozen=True)
class Input:
    """The lists of a round as the engine takes them, with the ids of its openings."""

    market: Market
    openings: Sequence[int]
    seats: int


def load_lists(session: Session, round_: Round) -> Input:
    """The certified lists of a round, its seats and its regions' caps."""
    rows = session.execute(
        select(RoundOpening.opening_id, RoundOpening.seats, RoundOpening.target, Opening.region)
        .join(Opening, Opening.id == RoundOpening.opening_id)
        .where(RoundOpening.round_id == round_.id)
        .order_by(RoundOpening.place_in_order.nulls_last(), RoundOpening.opening_id)
    ).all()
    number = {opening_id: at for at, (opening_id, *_rest) in enumerate(rows)}
    query = select(PreferenceList.certified).where(
        PreferenceList.round_id == round_.id, PreferenceList.certified_at.is_not(None),
        ~is_placed_together(PreferenceList.candidate_id, PreferenceList.round_id),
    )  # fmt: skip
    lists = [[number[each] for each in listed if each in number] for listed in session.scalars(query) if listed]
    quotas = select(RoundRegion.region, RoundRegion.cap).where(RoundRegion.round_id == round_.id)
    caps = {region: cap for region, cap in session.execute(quotas) if cap is not None}
    regions = {region: at for at, region in enumerate(caps)}
    seats = np.array([each for _id, each, *_rest in rows], np.int64)
    market = Market(
        starts=np.concatenate(([0], np.cumsum([len(each) for each in lists]))).astype(np.int64),
        openings=np.array([each for listed in lists for each in listed], np.int32),
        priority=np.zeros(sum(len(each) for each in lists), np.int64),
        seats=seats,
        region=np.array([regions.get(region, UNMATCHED) for *_rest, region in rows], np.int32),
        cap=np.array(list(caps.values()), np.int64),
        floor=np.zeros(len(caps), np.int64),
        target=np.array([target or 0 for _id, _seats, target, _region in rows], np.int64),
        order=np.arange(len(rows), dtype=np.int64),
    )
    return Input(market, list(number), int(seats.sum()))


def simulated(given: Input) -> dict[str, Any]:
    """From where each opening took people, by assumption and opening, one number for each draw; no database."""
    figures: dict[str, Any] = {}
    for common in ASSUMPTIONS:
        threshold = simulate(given.market, draws=DRAWS, common=common).threshold
        kept = np.where(np.isfinite(threshold), np.round(threshold, 3), NOBODY_REFUSED).T.tolist()
        figures[str(common)] = {str(each): row for each, row in zip(given.openings, kept, strict=True)}
    return figures


def enough(given: Input) -> bool:
    """Whether there are lists enough to say anything."""
    return given.market.n_candidates >= LEAST_LISTS


def keep_forecast(session: Session, round_id: int, given: Input, figures: dict[str, Any]) -> ListForecast:
    """Keep what was simulated; `figures` is empty while there are too few lists."""
    found = ListForecast(
        round_id=round_id, at=now(), lists=given.market.n_candidates, seats=given.seats, figures=figures
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def chance_of(session: Session, round_: Round, listed: Sequence[int]) -> Chance | Message:
    """The chance with a list, by the latest forecast; in words why it is undetermined where it is."""
    if not listed:
        return N_("the list is empty")
    keys = [str(each) for each in listed]
    columns = [ListForecast.figures[str(common)][key] for common in ASSUMPTIONS for key in keys]
    row = session.execute(
        select(ListForecast.at, ListForecast.lists, *columns)
        .where(ListForecast.round_id == round_.id)
        .order_by(ListForecast.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return N_("nothing was simulated yet; that happens every hour while the round is open")
    at, lists, *kept = row
    if lists < LEAST_LISTS:
        return N_("fewer than %(least)s lists are certified so far", least=LEAST_LISTS)
    if any(each is None for each in kept):
        return N_("the list has an opening that was not in the last simulation")
    size, found = len(keys), []
    for at_assumption, common in enumerate(ASSUMPTIONS):
        part = kept[at_assumption * size : (at_assumption + 1) * size]
        admission = Admission(np.array(part, np.float64).T, common)
        found.append(admission.unplaced(range(size))[-1])
    return Chance(size, found[1], min(found), max(found), at, lists)


def rank_truthfully(session: Session, round_: Round) -> bool:
    """Whether naming openings in the order in which they are wanted is proven to be best in this round.

    It is for deferred acceptance that candidates propose in, also under caps of regions (Kamada and Kojima 2015,
    flexible deferred acceptance). Floors are reached by lowering other caps after the lists are in, for which nothing
    is proven, so nothing is claimed then.
    """
    floors = select(RoundRegion.region).where(RoundRegion.round_id == round_.id, RoundRegion.floor > 0)
    return session.scalar(floors.limit(1)) is None


def rounds_to_forecast(session: Session) -> Sequence[int]:
    """Rounds that take lists now."""
    return session.scalars(select(Round.id).where(Round.state == RoundState.ELICITING).order_by(Round.id)).all()
