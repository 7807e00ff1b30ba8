"""An opening's order over candidates in a round: saving, undoing, certifying. Only what a human certified counts."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.references import Numbered, read_reference
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rankings.arranging import Tiers, ids_in
from naruteo_portal.talent.rankings.errors import (
    NothingToUndo,
    NotInRound,
    NotLookedAt,
    NotRanked,
    RankingHasMoved,
    UnknownReason,
)
from naruteo_portal.talent.rankings.pool import admissible, visible
from naruteo_portal.talent.rankings.reasons import REFUSALS
from naruteo_portal.talent.rounds.models import Ranking, Round, RoundOpening
from naruteo_portal.talent.rounds.moves import hold_for_lists


def rounds_of(session: Session, opening: Opening) -> Sequence[tuple[Round, Ranking | None]]:
    """The rounds in which an opening takes part, the latest deadline first, with its order in each."""
    rows = session.execute(
        select(Round, Ranking)
        .join(RoundOpening, RoundOpening.round_id == Round.id)
        .outerjoin(Ranking, (Ranking.round_id == Round.id) & (Ranking.opening_id == RoundOpening.opening_id))
        .where(RoundOpening.opening_id == opening.id)
        .order_by(Round.certify_by.desc(), Round.id.desc())
    )
    return [(round_, ranking) for round_, ranking in rows]


def round_of(session: Session, opening: Opening, reference: str) -> tuple[Round, Ranking | None]:
    """A round in which an opening takes part, with its order; NotFound if it does not."""
    written = read_reference(Numbered.ROUND, reference)
    for round_, ranking in rounds_of(session, opening):
        if round_.reference == written:
            return round_, ranking
    raise NotFound


def save_ranking(
    session: Session, opening: Opening, round_: Round, tiers: Tiers, refused: Mapping[int, str],
    *, version: int, actor: Actor, account_id: int,
) -> Ranking:  # fmt: skip
    """Save an order and whom the opening cannot take, with why; RankingHasMoved if another version stands there.

    Who is in neither is not acceptable. Saving is not certifying: what was certified before still counts.
    """
    ranking = _hold(session, opening, round_, account_id)
    if ranking.version != version:
        raise RankingHasMoved
    if any(reason not in REFUSALS for reason in refused.values()):
        raise UnknownReason
    listed = ids_in(tiers)
    if len(set(listed)) != len(listed) or set(listed) & refused.keys():
        raise NotInRound
    _check(session, opening, [each for each in (*listed, *refused) if each not in _known(ranking)])
    before = {"saved": ranking.saved, "refused": ranking.refused} if version else None
    _put_down(ranking, tiers, {str(each): reason for each, reason in refused.items()}, account_id)
    ranking.undo = before
    record(session, actor, "saved a ranking", opening, round=round_.reference, ranked=len(listed), refused=len(refused))
    return ranking


def undo_ranking(
    session: Session, opening: Opening, round_: Round, *, version: int, actor: Actor, account_id: int
) -> Ranking:
    """Go back to the order before the last save; undoing again comes back."""
    ranking = _hold(session, opening, round_, account_id)
    if ranking.version != version:
        raise RankingHasMoved
    if ranking.undo is None:
        raise NothingToUndo
    before, ranking.undo = ranking.undo, {"saved": ranking.saved, "refused": ranking.refused}
    _put_down(ranking, before["saved"], before["refused"], account_id)
    record(session, actor, "undid a ranking", opening, round=round_.reference)
    return ranking


def certify_ranking(
    session: Session, opening: Opening, round_: Round, *, version: int, looked: bool, actor: Actor, account_id: int
) -> Ranking:
    """Let the order count as it was saved and seen, by a human who has looked and answers for it by name.

    A suggestion never certifies itself (AI Basic Act, article 34: supervision by a human).
    """
    ranking = _hold(session, opening, round_, account_id)
    if ranking.version != version:
        raise RankingHasMoved
    if not ranking.saved:
        raise NotRanked
    if not looked:
        raise NotLookedAt
    _check(session, opening, ids_in(ranking.saved))
    ranking.certified, ranking.certified_at, ranking.certified_by_id = list(ranking.saved), now(), account_id
    record(
        session, actor, "certified a ranking", opening, round=round_.reference, ranked=len(ids_in(ranking.saved)),
        refused=len(ranking.refused), sha256=digest_of(ranking.saved),
    )  # fmt: skip
    return ranking


def digest_of(tiers: Sequence[int | Sequence[int]]) -> str:
    """SHA-256 of an order, by which a receipt and the record are compared."""
    return hashlib.sha256(json.dumps(list(tiers)).encode()).hexdigest()


def _hold(session: Session, opening: Opening, round_: Round, account_id: int) -> Ranking:
    """The order, held until the transaction ends; ListsClosed outside the round's days.

    The opening's row is held as well, because an order that is not there yet cannot be.
    """
    hold_for_lists(session, round_.id)
    session.execute(select(Opening.id).where(Opening.id == opening.id).with_for_update())
    ranking = session.scalar(
        select(Ranking)
        .where(Ranking.round_id == round_.id, Ranking.opening_id == opening.id)
        .execution_options(populate_existing=True)
    )
    if ranking is None:
        ranking = Ranking(
            round_id=round_.id, opening_id=opening.id, saved=[], saved_at=now(), saved_by_id=account_id, version=0,
            refused={}, undo=None, certified=None, certified_at=None, certified_by_id=None,
        )  # fmt: skip
        session.add(ranking)
    return ranking


def _known(ranking: Ranking) -> set[int]:
    return {*ids_in(ranking.saved), *(int(each) for each in ranking.refused)}


def _check(session: Session, opening: Opening, ids: Sequence[int]) -> None:
    if len(admissible(session, opening, visible(session, ids))) != len(set(ids)):
        raise NotInRound


def _put_down(ranking: Ranking, tiers: Tiers, refused: Mapping[str, str], account_id: int) -> None:
    ranking.saved, ranking.refused = list(tiers), dict(refused)
    ranking.saved_at, ranking.saved_by_id, ranking.version = now(), account_id, ranking.version + 1
