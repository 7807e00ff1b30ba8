"""Programmes under review with a small release that is ready, made by hand: what pages show, without any analysis."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from naruteo_analytics.documents import Count, Functioning, Rate, View, Why
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Organisation
from naruteo_portal.insight.models import Programme, Release, ReleaseAtom, ReleaseState, ReleaseView, Share, Source
from naruteo_portal.insight.programmes import open_programme, rules_of
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account

TITLE = {"ko": "산업 AI 재교육", "en": "Retraining for industrial AI"}
COHORTS = {"AAA-2026B": 120, "AAA-2026J": 90}
GROUPS: Mapping[str, Mapping[str, float]] = {
    "": {"": 1.0},
    "sex": {"F": 0.4, "M": 0.6},
    "region": {"Busan": 0.5, "Seoul": 0.45, "other": 0.05},
}
"""Shares of the groups by attribute; the last region is too small to be shown."""
STAGES = {"registered": 1.0, "started": 0.9, "active": 0.8, "submitted": 0.7, "completed": 0.6, "passed": 0.5}
UNRECORDED = ("certified", "placed")
FUNCTIONING: list[Functioning] = [
    {"by": "sex", "group": "F", "reference": "M", "level": "C"},
    {"by": "region", "group": "Seoul", "reference": "Busan", "level": "A"},
]
FEW, HIDDEN = 10, Rate(per_cent=None, low=None, high=None, why=Why.LOW)


def make_programme(
    session: Session, organisation: Organisation, settings: Settings, *, source: Source = Source.OULAD,
    title: Mapping[str, str] = TITLE,
) -> Programme:  # fmt: skip
    """A programme without data or releases."""
    programme = open_programme(session, organisation.id, title, source, settings, actor=SYSTEM)
    session.flush()
    return programme


def make_release(
    session: Session, programme: Programme, views: Iterable[View] | None = None, *, number: int = 1, **values: Any
) -> Release:  # fmt: skip
    """A release that is ready, of views that were made by hand unless they are given."""
    at = now()
    release = Release(
        **{
            "programme_id": programme.id, "number": number, "state": ReleaseState.READY, "as_of": date(2026, 11, 20),
            "policy": vars(rules_of(programme)), "register_sha256": None, "checksum": f"{number:064x}",
            "summary": {"cells": 100, "shown": 90, "few": 6, "joint": 4, "recoverable": 0}, "trouble": None,
            "asked_by_id": None, "asked_at": at, "made_at": at, **values,
        }
    )  # fmt: skip
    session.add(release)
    session.flush()
    for view in all_views() if views is None else views:
        session.add(ReleaseView(release_id=release.id, cohort=view["cohort"], by=view["by"], document=view))
    for number_of, (cohort, stage) in enumerate((cohort, stage) for cohort in COHORTS for stage in STAGES):
        session.add(
            ReleaseAtom(
                release_id=release.id, cohort=cohort, attributes={"sex": "F", "region": "Busan"}, stage=stage,
                n=number_of + 3, cell_key=number_of * 97_777,
            )
        )  # fmt: skip
    session.flush()
    return release


def share(session: Session, programme: Programme, organisation: Organisation) -> None:
    """Let another organisation's reviewers read a programme."""
    by = make_account(session)
    session.add(Share(programme_id=programme.id, organisation_id=organisation.id, shared_by_id=by.id, shared_at=now()))
    session.flush()


def all_views() -> list[View]:
    """Each cohort and all of them, by each attribute and by none."""
    totals = {"": sum(COHORTS.values()), **COHORTS}
    return [made_view(cohort, by, registered) for cohort, registered in totals.items() for by in GROUPS]


def made_view(cohort: str, by: str, registered: int) -> View:
    """A view with every table, whose small groups are hidden."""
    sizes = {group: round(registered * share) for group, share in GROUPS[by].items()}
    return View(
        cohort=cohort,
        by=by,
        groups=[{"key": group, "merged": ["Gwangju", "Jeju"] if group == "other" else []} for group in sizes],
        persons=count(registered - 2),
        funnel=[
            *(
                {"group": group, "stage": stage, "count": count(n * part), "rate": rate(n * part, n)}
                for group, n in sizes.items()
                for stage, part in STAGES.items()
            ),
            *(
                {"group": group, "stage": stage, "count": unrecorded(), "rate": HIDDEN | {"why": Why.UNRECORDED}}
                for group in sizes
                for stage in UNRECORDED
            ),
        ],
        activity=[_week(group, week, n, 0.8 - week / 20) for group, n in sizes.items() for week in range(-1, 6)],
        retention=[_week(group, week, n, 0.9 - week / 15) for group, n in sizes.items() for week in range(6)],
        grades=[
            {"group": group, "low": low, "high": low + 20, "count": count(n * (0.05 + low / 500))}
            for group, n in sizes.items()
            for low in range(0, 100, 20)
        ],
        quartiles=[_quartiles(group, n) for group, n in sizes.items()],
        withdrawal={
            "unit": "week",
            "steps": [
                _step(group, "withdrawn", time, n, 1 - time / 40) for group, n in sizes.items() for time in (2, 4, 8)
            ],
            "summaries": [_summary(group, n, "median", None) for group, n in sizes.items()],
        },
        placement={
            "unit": "month",
            "steps": [
                _step(group, cause, time, n, time / most)
                for group, n in sizes.items()
                for cause, most in (("placed", 20), ("further_study", 60))
                for time in (3, 6, 12)
            ],
            "summaries": [_summary(group, n, "median_placed", 8.0) for group, n in sizes.items()],
        },
        items=[
            {
                "exercise": "TMA 1", "item": f"q{number}", "count": count(registered * 0.7),
                "figures": {"facility": 0.9 - number / 10, "spread": 0.3, "discrimination": 0.4 - number / 10},
                "review": ["discrimination"] if number == 3 else [], "functioning": FUNCTIONING if number == 3 else [],
            }
            for number in range(1, 4)
        ] if by == "" else [],
        equity=[_gap(group, n) for group, n in sizes.items()] if by else [],
    )  # fmt: skip


def count(n: float) -> Count:
    """A count, hidden where it is small."""
    return {"n": round(n)} if round(n) >= FEW or round(n) == 0 else {"n": None, "why": Why.FEW}


def rate(successes: float, n: float) -> Rate:
    """A rate with an interval of its size, hidden where it rests on few."""
    if n < 25:
        return HIDDEN
    per_cent, half = 100 * successes / n, 98 / n**0.5
    return {"per_cent": round(per_cent, 1), "low": round(max(0, per_cent - half), 1),
            "high": round(min(100, per_cent + half), 1)}  # fmt: skip


def unrecorded() -> Count:
    """What nobody records."""
    return {"n": None, "why": Why.UNRECORDED}


def _week(group: str, week: int, n: int, part: float) -> Any:
    return {"group": group, "week": week, "count": count(n * part), "rate": rate(n * part, n)}


def _step(group: str, cause: str, time: int, n: int, part: float) -> Any:
    return {"group": group, "cause": cause, "time": time, "at_risk": count(n), "rate": rate(n * part, n)}


def _summary(group: str, n: int, name: str, value: float | None) -> Any:
    if n < FEW:
        return {"group": group, "name": name, "value": None, "low": None, "high": None, "why": Why.LOW}
    around = (None, None) if value is None else (value - 1, value + 1)
    return {"group": group, "name": name, "value": value, "low": around[0], "high": around[1]}


def _quartiles(group: str, n: int) -> Any:
    if n < FEW:
        return {"group": group, "count": count(n), "lower": None, "median": None, "upper": None, "why": Why.FEW}
    return {"group": group, "count": count(n), "lower": 45.0, "median": 61.0, "upper": 78.0}


def _gap(group: str, n: int) -> Any:
    shown = n >= 25
    return {
        "group": group, "outcome": "passed", "rate": rate(n / 2, n), "difference": -3.2 if shown else None,
        "low": -8.0 if shown else None, "high": 1.6 if shown else None, "ratio": 0.94 if shown else None,
        "within": 1.1 if shown else None, "reverses": shown, **({} if shown else {"why": Why.LOW}),
    }  # fmt: skip
