"""Cohorts that releases have shown and new tables do not have, and weeks in which these know of nobody any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.insight.models import Programme, ReleaseView
from naruteo_portal.insight.queries import latest_release
from naruteo_portal.insight.reviews.words import listed

WEEKS_TO_DO = N_(
    "Releases of this programme have shown people active in weeks in which these tables know of nobody. If the tables "
    "were cut short, hand in tables whose studentVle holds these weeks too. If they are of another programme, load "
    "them as a new one. Loaded as they are, the next release says of these weeks that nobody was active, or nothing "
    "where that would tell of few."
)
COHORTS_TO_DO = N_(
    "Releases of this programme have shown cohorts that these tables do not have, and loading them replaces all data. "
    "If they are only the newest cohorts, hand in tables that hold the others too. If they are of another programme, "
    "load them as a new one. Loaded as they are, the next release has none of these cohorts, and the figures of all "
    "cohorts are without them, or hidden where that would tell of few."
)
GONE = N_("%(cohort)s: release %(release)s shows this cohort. The tables do not have it.")
SHORTER = N_(
    "%(cohort)s: release %(release)s shows people active in weeks %(shown)s. In studentVle, week %(reaches)s is the "
    "last with activity, and nobody is active in weeks %(weeks)s."
)
NONE_LEFT = N_(
    "%(cohort)s: release %(release)s shows people active in weeks %(shown)s. In studentVle, nobody of it is active."
)
SPAN = "%(first)s … %(last)s"


@dataclass(frozen=True)
class LostWeeks:
    """The weeks of a cohort that new tables lack activity in."""

    cohort: str
    release: int
    """Which showed them."""
    shown: Sequence[int]
    """The weeks in which it shows people active."""
    weeks: Sequence[int]
    """Those of them in which nobody is active now."""
    reaches: int | None
    """The last week in which somebody is; None: nobody ever is."""
    is_gone: bool = False
    """Whether the new tables have no such cohort."""


def lost_weeks(session: Session, programme: Programme, weeks: Mapping[str, Sequence[int]]) -> list[LostWeeks]:
    """What new tables lack of the cohorts, and of their activity, that the programme's newest release shows.

    Parameters
    ----------
    session, programme
    weeks : mapping from cohort to the weeks in which somebody is active in the new tables
    """
    latest = latest_release(session, programme)
    if latest is None:
        return []
    rows = session.execute(
        select(ReleaseView.cohort, ReleaseView.document["activity"])
        .where(ReleaseView.release_id == latest.id, ReleaseView.by == "", ReleaseView.cohort != "")
        .order_by(ReleaseView.cohort)
    )
    found = []
    for cohort, activity in rows:
        shown = [each["week"] for each in activity if each["count"]["n"]]
        there = weeks.get(cohort, ())
        lost = [week for week in shown if week not in there]
        if lost or cohort not in weeks:
            found.append(
                LostWeeks(cohort, latest.number, shown, lost, max(there, default=None), is_gone=cohort not in weeks)
            )
    return found


def say_losses(lost: Sequence[LostWeeks]) -> list[tuple[Message, list[Message]]]:
    """What the tables lack in words: what to do about it, with the cohorts; those that are gone first."""
    gone, shorter = [each for each in lost if each.is_gone], [each for each in lost if not each.is_gone]
    kinds = ((COHORTS_TO_DO, gone), (WEEKS_TO_DO, shorter))
    return [(what_to_do, [_say(each) for each in which]) for what_to_do, which in kinds if which]


def _say(lost: LostWeeks) -> Message:
    if lost.is_gone:
        return Message(GONE.text, {"cohort": lost.cohort, "release": lost.release})
    values = {"cohort": lost.cohort, "release": lost.release, "shown": _spans(lost.shown)}
    if lost.reaches is None:
        return Message(NONE_LEFT.text, values)
    return Message(SHORTER.text, {**values, "reaches": lost.reaches, "weeks": _spans(lost.weeks)})


def _spans(weeks: Sequence[int]) -> Message:
    """Weeks in order, those that follow one another as one span."""
    gaps = [(week, later) for week, later in pairwise(weeks) if later != week + 1]
    starts, ends = [weeks[0], *(later for _week, later in gaps)], [*(week for week, _later in gaps), weeks[-1]]
    return listed([
        str(first) if first == last else Message(SPAN, {"first": first, "last": last})
        for first, last in zip(starts, ends, strict=True)
    ])  # fmt: skip
