"""The page of a programme's releases, and asking for one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.insight.models import ProgrammeFile, Release, ReleaseState, Source
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.insight import make_programme, make_release, share


def test_who_keeps_a_programme_asks_for_releases(app: Portal, session: Session) -> None:
    university, ministry = (make_organisation(session, OrganisationKind.UNIVERSITY) for _ in range(2))
    programme = make_programme(session, university, app.settings, source=Source.SIMULATED)
    share(session, programme, ministry)
    make_release(session, programme)
    make_release(
        session, programme, [], number=2, state=ReleaseState.FAILED, made_at=None, trouble="enrolments.parquet: …",
        summary={},
    )  # fmt: skip
    keeper = client_of(app, make_account(session, roles=((Role.UNIVERSITY_REVIEWER, university),)), session)
    reader = client_of(app, make_account(session, roles=((Role.UNIVERSITY_REVIEWER, ministry),)), session)
    address = f"/reviews/{programme.reference}/releases"

    page = keeper.get(address).text
    assert "enrolments.parquet: …" in page and "공표하지 못함" in page
    assert reader.get(address).status_code == reader.post(address).status_code == 404
    assert keeper.post(address).status_code == 409
    session.add(ProgrammeFile(programme_id=programme.id, name="cohorts.parquet", sha256="0" * 64, made_of=None))
    session.commit()
    assert keeper.post(address).status_code == 303
    assert session.scalars(select(Release.state).where(Release.number == 3)).one() is ReleaseState.MAKING
    assert keeper.post(address).status_code == 409
    assert "준비 중" in keeper.get(address).text
