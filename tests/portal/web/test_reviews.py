"""Pages of cohort reviews: who sees what, by which filters, and what is not shown."""

import hashlib
import io
import json
import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.insight.models import DrawnChart, Programme, Release, ReleaseState, Rhythm, SavedView
from naruteo_portal.insight.releases import QUEUE
from naruteo_portal.insight.reviews.pages import PAGES
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.insight import all_views, make_programme, make_release, share


@dataclass
class Review:
    app: Portal
    session: Session
    university: Organisation
    reviewer: Account
    programme: Programme
    release: Release
    client: FlaskClient

    def get(self, path: str, status: int = 200, client: FlaskClient | None = None) -> str:
        answer = (client or self.client).get(f"/reviews/{self.programme.reference}{path}")
        assert answer.status_code == status, answer.text
        return answer.text


@pytest.fixture
def review(app: Portal, session: Session) -> Review:
    university = make_organisation(session, OrganisationKind.UNIVERSITY, name="한강대학교")
    reviewer = make_account(session, locale="en", roles=((Role.UNIVERSITY_REVIEWER, university),))
    programme = make_programme(session, university, app.settings)
    release = make_release(session, programme)
    return Review(app, session, university, reviewer, programme, release, client_of(app, reviewer, session))


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_each_page_says_release_day_n_and_why_not(review: Review) -> None:
    for name in PAGES:
        path = "/" if name == "overview" else f"/{name}?cohort=AAA-2026B&by=region"
        words = words_of(review.get(path))
        assert "Release 1" in words and "20 Nov 2026" in words
        assert "What these figures mean" in words and "For programs [JSON]" in words
    words = words_of(review.get("/funnel?cohort=AAA-2026B&by=region"))
    assert "[few] The group is smaller than the least count" in words
    assert "[not recorded] Nobody records it" in words
    assert "n 54" in words  # of Busan's 60, beside its rate
    assert "Other, merged groups (Gwangju · Jeju)" in words


def test_filters_stand_in_the_address_and_follow_to_other_pages(review: Review) -> None:
    page = review.get("/funnel?cohort=AAA-2026J&by=sex")
    assert f"/reviews/{review.programme.reference}/grades?cohort=AAA-2026J&amp;by=sex" in page
    assert '<option value="AAA-2026J" selected>' in page
    assert "charts/funnel.svg?cohort=AAA-2026J&amp;by=sex" in page
    # The page of groups begins with some.
    begun = review.get("/equity")
    assert "charts/equity.svg?by=region" in begun and '<input type="hidden" name="by" value="region">' in begun


def test_the_page_of_tasks_begins_with_the_cohort_that_began_last(review: Review) -> None:
    views = [{**view, "items": view["items"] if view["cohort"] else []} for view in all_views()]
    make_release(review.session, review.programme, views, number=2, summary={"tasks": ["AAA-2026J", "AAA-2026B"]})
    review.session.commit()
    begun, chosen = review.get("/items"), review.get("/items?cohort=AAA-2026B")
    assert '<option value="AAA-2026J" selected>' in begun and '<option value="AAA-2026B" selected>' in chosen
    assert "q1" in begun and '<option value="">' not in begun
    # Its files, its view for programs and what is saved are those of the cohort that is shown.
    assert "files/items.csv?cohort=AAA-2026J" in begun and "views?cohort=AAA-2026J&amp;by=" in begun
    assert '<input type="hidden" name="cohort" value="AAA-2026J">' in begun
    assert "2,items,AAA-2026J,,TMA 1 q1,n,63," in review.get("/files/items.csv")
    assert "AAA-2026B,,TMA 1 q1" in review.get("/files/items.csv?cohort=AAA-2026B")
    # Other pages go on with what was chosen, which is nothing.
    assert f'href="/reviews/{review.programme.reference}/grades"' in begun


def test_the_page_of_tasks_says_that_no_cohort_has_figures_of_them(review: Review) -> None:
    make_release(review.session, review.programme, [{**view, "items": []} for view in all_views()], number=2)
    review.session.commit()
    page = review.get("/items")
    assert "its data does not hold what they are made of" in page and '<option value="" selected>' in page
    assert "There are no figures of this for this choice" in review.get("/items?cohort=AAA-2026B")


def test_a_programme_that_knows_no_groups_offers_none(review: Review) -> None:
    make_release(review.session, review.programme, [view for view in all_views() if not view["by"]], number=2)
    review.session.commit()
    page = review.get("/equity")
    assert "its data does not hold what they are made of" in page
    assert 'name="cohort"' in page and 'name="by"' not in page


def test_what_is_not_declared_is_not_answered(review: Review) -> None:
    files = ("files/funnel.csv?by=income", "files/other.csv", "charts/funnel.svg?by=income", "charts/other.svg")
    for path in ("funnel?cohort=nobody", "changes?page=funnel&since=7", "changes", *files):
        review.get(f"/{path}", status=404)
    assert "among those that are offered" in words_of(review.get("/funnel?by=income", status=404))


def test_the_overview_shows_what_changed_since_the_last_release(review: Review) -> None:
    views = all_views()
    for view in views:
        if view["cohort"] == "AAA-2026B" and not view["by"]:
            view["funnel"][0]["count"]["n"] = 126
    make_release(review.session, review.programme, views, number=2)
    review.session.commit()
    words = words_of(review.get("/"))
    assert "Release 2" in words and "n 126 (+6)" in words
    changes = words_of(review.get("/changes?page=funnel&cohort=AAA-2026B&since=1"))
    assert "Registered: 120 · 100 % → 126 · 100 %" in changes


def test_two_cohorts_stand_side_by_side(review: Review) -> None:
    page = review.get("/compare?cohort=AAA-2026B&compare=AAA-2026J")
    assert "n 120" in words_of(page) and "n 90" in words_of(page)
    assert "charts/funnel.svg?cohort=AAA-2026B&amp;compare=AAA-2026J" in page
    page = review.get("/compare?cohort=AAA-2026B")  # with all cohorts unless one is chosen
    assert "n 120" in words_of(page) and "n 210" in words_of(page)
    assert "charts/funnel.svg?cohort=AAA-2026B&amp;compare=" in page


def test_only_who_may_review_it_finds_a_programme(review: Review) -> None:
    ministry = make_organisation(review.session, OrganisationKind.AGENCY)
    stranger = make_account(review.session, roles=((Role.AUDITOR, ministry),))
    other = client_of(review.app, stranger, review.session)
    for path in ("/", "/grades", "/charts/funnel.svg", "/files/funnel.csv", "/data", "/definitions"):
        review.get(path, status=404, client=other)
    assert other.get(f"/api/v1/programmes/{review.programme.reference}/views").status_code == 404
    share(review.session, review.programme, ministry)
    review.session.commit()
    review.get("/grades", client=other)


def test_a_programme_without_a_release_says_so(review: Review) -> None:
    empty = make_programme(review.session, review.university, review.app.settings)
    review.session.commit()
    for page in ("/", "/funnel?by=region", "/definitions", "/data", "/explore", "/changes?page=funnel&since=1"):
        answer = review.client.get(f"/reviews/{empty.reference}{page}")
        assert answer.status_code == 200 and "has loaded its tables" in answer.text and "every 2s" not in answer.text
    assert "none yet" in review.client.get("/reviews").text
    # What is no page is not there, and others are told nothing.
    for path in ("charts/funnel.svg", "files/funnel.csv", "explore/public.csv"):
        assert review.client.get(f"/reviews/{empty.reference}/{path}").status_code == 404
    assert review.client.get(f"/api/v1/programmes/{empty.reference}").status_code == 404
    ministry = make_organisation(review.session, OrganisationKind.AGENCY)
    other = client_of(review.app, make_account(review.session, roles=((Role.AUDITOR, ministry),)), review.session)
    for path in ("", "prepared", "explore"):
        assert other.get(f"/reviews/{empty.reference}/{path}").status_code == 404


def test_a_page_waits_for_the_first_figures_and_shows_them(review: Review) -> None:
    session, empty = review.session, make_programme(review.session, review.university, review.app.settings)
    enqueue(session, "insight.simulate", queue=QUEUE, programme_id=empty.id, cohorts=1, scale=1.0)
    session.commit()

    def seen() -> str:
        assert "The first is being made" in review.client.get("/reviews").text
        waiting = review.client.get(f"/reviews/{empty.reference}/funnel?by=sex")
        assert waiting.status_code == 200 and "The figures are being prepared" in waiting.text
        [asks] = re.findall(r'hx-get="([^"]+)" hx-trigger="every 2s"', waiting.text)
        return str(asks)

    asks = seen()
    assert review.client.get(asks, headers={"HX-Request": "true"}).status_code == 204
    # The job has the data, and what is waited for is its release.
    session.execute(text("UPDATE procrastinate_jobs SET status = 'succeeded'"))
    making = make_release(session, empty, state=ReleaseState.MAKING, made_at=None)
    session.commit()
    assert seen() == asks
    making.state, making.made_at = ReleaseState.READY, making.asked_at
    session.commit()
    assert review.client.get(asks, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert review.client.get(asks).location.endswith(f"{empty.reference}/")
    assert "Release 1" in review.client.get(f"/reviews/{empty.reference}/funnel?by=sex").text


def test_first_figures_that_could_not_be_made_are_not_waited_for(review: Review) -> None:
    empty = make_programme(review.session, review.university, review.app.settings)
    make_release(review.session, empty, [], state=ReleaseState.FAILED, made_at=None, trouble="")
    review.session.commit()
    page = review.client.get(f"/reviews/{empty.reference}/").text
    assert "could not be made" in page and f"/reviews/{empty.reference}/releases" in page and "every 2s" not in page
    assert "Not made" in review.client.get("/reviews").text


def test_charts_are_drawn_once_and_not_sent_twice(review: Review) -> None:
    address = f"/reviews/{review.programme.reference}/charts/funnel.svg?cohort=AAA-2026B"
    answer = review.client.get(address)
    assert answer.mimetype == "image/svg+xml" and "Submitted" in answer.text
    assert review.client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    drawn = review.session.scalars(select(DrawnChart)).one()
    drawn.svg = b"<svg/>"
    review.session.commit()
    assert review.client.get(address).data == b"<svg/>"


def test_files_hold_release_definitions_and_legend(review: Review) -> None:
    for ending in ("csv", "xlsx", "parquet", "pdf"):
        path = f"/reviews/{review.programme.reference}/files/funnel.{ending}?cohort=AAA-2026B&by=region"
        answer = review.client.get(path)
        assert answer.status_code == 200 and f"-1-funnel.{ending}" in answer.headers["Content-Disposition"]
        if ending == "csv":
            assert answer.data.startswith(b"\xef\xbb\xbf")
            assert "1,funnel,AAA-2026B,other,registered,n,,few" in answer.text
            assert "# Release number,1" in answer.text and "# [few] few" in answer.text
            assert "# Cohorts,AAA-2026B" in answer.text
        elif ending == "xlsx":
            book = load_workbook(io.BytesIO(answer.data))
            assert book.worksheets[0]["B4"].value == "1" and book.worksheets[1]["D2"].value == 60
        elif ending == "pdf":
            assert answer.data.startswith(b"%PDF-")
    review.session.expire_all()
    taken = select(Event.details).where(Event.verb == "took a review’s file")
    assert {each["kind"] for each in review.session.scalars(taken)} == {"csv", "xlsx", "parquet", "pdf"}


def test_a_view_is_saved_shared_followed_and_removed(review: Review) -> None:
    colleague = make_account(review.session, locale="en", roles=((Role.UNIVERSITY_REVIEWER, review.university),))
    other = client_of(review.app, colleague, review.session)
    save = f"/reviews/{review.programme.reference}/saved"
    given = {"title": "Busan first", "page": "funnel", "cohort": "AAA-2026B", "by": "region"}
    answer = review.client.post(save, data=given)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert "Busan first" in review.client.get("/reviews").text and "Busan first" not in other.get("/reviews").text
    assert other.get(address).status_code == 404
    shared = {"title": "Busan first", "share": str(review.university.id), "rhythm": "each_release"}
    assert review.client.post(address, data=shared).status_code == 303
    seen = other.get("/reviews").text
    assert "Busan first" in seen and "funnel?cohort=AAA-2026B&amp;by=region" in seen
    review.session.expire_all()
    saved = review.session.scalars(select(SavedView)).one()
    assert saved.rhythm is Rhythm.EACH_RELEASE and saved.told_release_id == review.release.id
    stranger = make_organisation(review.session, OrganisationKind.UNIVERSITY)
    review.session.commit()
    assert review.client.post(address, data=shared | {"share": str(stranger.id)}).status_code == 422
    assert review.client.post(f"{address}/remove").status_code == 303
    assert review.session.scalars(select(SavedView.id)).all() == []


def test_what_cannot_be_saved_is_said(review: Review) -> None:
    save = f"/reviews/{review.programme.reference}/saved"
    assert review.client.post(save, data={"title": "x", "page": "other"}).status_code == 404
    assert review.client.post(save, data={"title": "x", "page": "funnel", "by": "income"}).status_code == 404
    # What a page does not heed is not kept with it.
    kept = review.client.post(save, data={"title": "x", "page": "overview", "cohort": "nobody", "by": "income"})
    assert kept.status_code == 303 and review.session.scalars(select(SavedView.filters)).one() == {}
    answer = review.client.post(save, data={"title": "", "page": "funnel"}, follow_redirects=True)
    assert "Give the view a name" in answer.text


def test_programs_get_the_stored_document_and_304(review: Review) -> None:
    listed = review.client.get("/api/v1/programmes").json
    assert listed is not None and listed["programmes"][0]["reference"] == review.programme.reference
    address = f"/api/v1/programmes/{review.programme.reference}"
    ways = review.client.get(address).json
    assert ways is not None and ways["ways"]["AAA-2026B"] == ["", "region", "sex"]
    answer = review.client.get(f"{address}/views?cohort=AAA-2026B&by=sex")
    stored = next(view for view in all_views() if (view["cohort"], view["by"]) == ("AAA-2026B", "sex"))
    assert answer.json is not None and answer.json["view"] == json.loads(json.dumps(stored))
    assert answer.json["legend"]["few"].startswith("The group is smaller")
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
    again = review.client.get(
        f"{address}/views?cohort=AAA-2026B&by=sex", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304 and again.data == b""
    # Another view of the same release, or the same in another language, is another body.
    for language, by in (("en", "region"), ("ko", "sex")):
        review.client.set_cookie("language", language)
        other = review.client.get(
            f"{address}/views?cohort=AAA-2026B&by={by}", headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert other.status_code == 200 and other.headers["ETag"] != answer.headers["ETag"]
    refused = review.client.get(f"{address}/views?by=income")
    assert refused.status_code == 404 and refused.mimetype == "application/problem+json"
    assert review.app.test_client().get(f"{address}/views").status_code == 401
