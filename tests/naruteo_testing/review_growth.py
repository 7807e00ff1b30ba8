"""Programmes with releases and saved views, as many as wanted, and the pages that show them."""

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.identity.readers import Reader, reader_of
from naruteo_portal.insight.models import Programme, Release, SavedView
from naruteo_portal.insight.reviews.pages import PAGES
from naruteo_portal.insight.saved import save_view
from naruteo_portal.settings import Settings
from naruteo_testing.content import account_of
from naruteo_testing.factories import make_account, make_organisation, make_token
from naruteo_testing.import_growth import make_import, pages_of_imports
from naruteo_testing.insight import all_views, made_view, make_programme, make_release

FILTERS = "cohort=AAA-2026B&by=region"
REVIEWER = "sora@example.kr"


def make_saved_view(
    session: Session, reader: Reader, programme: Programme, release: Release, title: str = "부산부터"
) -> SavedView:
    """A view that somebody keeps."""
    filters = {"cohort": "AAA-2026B", "by": "region"}
    return save_view(
        session, reader, programme, release, title=title, page="funnel", filters=filters, actor=SYSTEM
    )  # fmt: skip


def make_reviewed(
    session: Session, settings: Settings, organisation: Organisation, account: Account
) -> dict[str, object]:
    """A programme with a release and a saved view, by what their addresses call them."""
    programme = make_programme(session, organisation, settings)
    release = make_release(session, programme)
    saved = make_saved_view(session, reader_of(session, account, 0), programme, release)
    session.flush()
    return {
        "programme_reference": programme.reference,
        "page": "funnel",
        "saved_id": saved.id,
        "tables_id": make_import(session, programme, account).id,
    }


def pages_of_review(reference: str) -> dict[str, str]:
    """The pages of a programme by name."""
    start = f"/reviews/{reference}"
    return {
        **{name: f"{start}/{name}?{FILTERS}" for name in PAGES if name != "overview"},
        "overview": f"{start}/",
        "definitions": f"{start}/definitions",
        "data": f"{start}/data",
        "releases": f"{start}/releases",
        "changes": f"{start}/changes?page=funnel&since=1&{FILTERS}",
        "file": f"{start}/files/funnel.csv?{FILTERS}",
        "view for programs": f"/api/v1/programmes/{reference}/views?{FILTERS}",
        "tokens of programs": "/account/tokens",
    }


def found_reviews(session: Session, settings: Settings) -> tuple[Account, Programme]:
    """A reviewer and a programme of their university with two releases."""
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    reviewer = make_account(session, roles=((Role.UNIVERSITY_REVIEWER, university),))
    programme = make_programme(session, university, settings)
    for number in (1, 2):
        make_release(session, programme, number=number)
    session.commit()
    return reviewer, programme


def grow_reviews(session: Session, settings: Settings, reviewer: Account, programme: Programme, times: int) -> None:
    """So many more programmes, releases, cohorts and saved views."""
    university = session.get_one(Organisation, programme.organisation_id)
    reader = reader_of(session, reviewer, 0)
    more = [
        made_view(f"BBB-{number}", by, 80) for number in range(times) for by in ("", "sex", "region")
    ]  # fmt: skip
    for number in range(times):
        make_token(session, reviewer, name=f"노트북 {number}")
        make_release(session, make_programme(session, university, settings))
        release = make_release(session, programme, [*all_views(), *more], number=number + 3)
        make_saved_view(session, reader, programme, release, f"보기 {number}")
    session.commit()


def reviews_in_demo(session: Session, settings: Settings) -> dict[str, list[str]]:
    """What the demo's reviewer opens: a programme of their university, made by hand."""
    reviewer = account_of(session, REVIEWER)
    university = session.query(Organisation).filter_by(slug="naru-university").one()
    programme = make_programme(session, university, settings)
    for number in (1, 2):
        release = make_release(session, programme, number=number)
    saved = make_saved_view(session, reader_of(session, reviewer, 0), programme, release)
    make_token(session, reviewer)
    kept = pages_of_imports(programme, make_import(session, programme, reviewer)).values()
    return {REVIEWER: [*pages_of_review(programme.reference).values(), f"/reviews/saved/{saved.id}", *kept]}
