"""What a reviewer's pages, charts and files cost on releases as large as OULAD's: 22 cohorts, 13 regions, 40 weeks."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_analytics.documents import View
from naruteo_portal.edge.transaction import Portal
from naruteo_testing.factories import client_of
from naruteo_testing.insight import made_view, make_release
from naruteo_testing.measuring import Report
from naruteo_testing.review_growth import found_reviews, pages_of_review

COHORTS, REGIONS, WEEKS, TIMES = 22, 13, 40, 7
LIMIT_MILLISECONDS = 300.0
GROUPS = {"": 1, "sex": 2, "age_band": 3, "education": 5, "deprivation": 11, "region": REGIONS, "region*sex": 26}


def large_view(cohort: str, by: str) -> View:
    """A view of so many groups and weeks, each as one of a small view."""
    small: Any = made_view(cohort, "", 1500)
    groups = [f"{by} {number}" for number in range(GROUPS[by])] if by else [""]
    view = {**small, "by": by, "groups": [{"key": group, "merged": []} for group in groups]}
    for part in ("funnel", "activity", "retention", "grades", "quartiles"):
        view[part] = [{**row, "group": group} for group in groups for row in small[part]]
    for part in ("activity", "retention"):
        weeks = [{**small[part][0], "week": week} for week in range(WEEKS)]
        view[part] = [{**row, "group": group} for group in groups for row in weeks]
    view["equity"] = [
        {**gap, "group": group}
        for group in groups[: len(groups) if by else 0]
        for gap in made_view("", "sex", 900)["equity"][:1]
    ]
    return view  # type: ignore[return-value]


def measured(client: FlaskClient, address: str) -> tuple[float, float]:
    """CPU and wall milliseconds of the median of several requests, after one that warms up."""
    assert client.get(address).status_code == 200
    cpu, wall = [], []
    for _ in range(TIMES):
        began, began_cpu = time.perf_counter(), time.process_time()
        client.get(address)
        cpu.append(1000 * (time.process_time() - began_cpu))
        wall.append(1000 * (time.perf_counter() - began))
    return median(cpu), median(wall)


def test_review_pages(app: Portal, session: Session, report: Report) -> None:
    reviewer, programme = found_reviews(session, app.settings)
    names = ["", *(f"AAA-{number}" for number in range(COHORTS))]
    make_release(session, programme, [large_view(cohort, by) for cohort in names for by in GROUPS], number=3)
    client = client_of(app, reviewer, session)
    say: Callable[..., None] = report
    for name, path in pages_of_review(programme.reference).items():
        address = path.replace("AAA-2026B", "AAA-3")
        if name == "changes":
            address = address.replace("since=1", "since=3")
        cpu, wall = measured(client, address)
        say(f"review, {name}: CPU", cpu, "ms", "limit", LIMIT_MILLISECONDS)
        say(f"review, {name}: wall", wall, "ms")
    start = f"/reviews/{programme.reference}"
    filters = "cohort=AAA-3&by=region"
    client.get(f"{start}/charts/funnel.svg?{filters}")  # loads the libraries
    began = time.process_time()
    assert client.get(f"{start}/charts/activity.svg?{filters}").status_code == 200
    say("review, a chart drawn", 1000 * (time.process_time() - began), "ms")
    say("review, a chart kept", measured(client, f"{start}/charts/activity.svg?{filters}")[0], "ms")
    for ending in ("csv", "xlsx", "parquet", "pdf"):
        began = time.process_time()
        assert client.get(f"{start}/files/funnel.{ending}?{filters}").status_code == 200
        say(f"review, file {ending}", 1000 * (time.process_time() - began), "ms")
