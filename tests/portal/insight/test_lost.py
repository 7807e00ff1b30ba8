"""What the analyst had in hand when it was killed is tried again, and at last said to have failed."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from naruteo_portal.assessment.archives import pack
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.core.jobs import TRIES, Worker, retry_stalled
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Organisation, OrganisationKind, Role
from naruteo_portal.insight.cohort_figures.figures import figures_of_today
from naruteo_portal.insight.files import exchange
from naruteo_portal.insight.jobs import fail_lost
from naruteo_portal.insight.models import CohortFigures, ImportState, ProgrammeImport, Release, ReleaseState
from naruteo_portal.insight.releases import ask_release
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_cohort, make_edition
from naruteo_testing.cohort_files import OULAD, in_csv
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.insight import make_programme

IN_HAND = text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")


@pytest.fixture
def university(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.UNIVERSITY)


@pytest.fixture
def keeper(app: Portal, session: Session, university: Organisation) -> FlaskClient:
    return client_of(app, make_account(session, roles=((Role.UNIVERSITY_REVIEWER, university),)), session)


def killed(session: Session, engine: Engine, settings: Settings) -> None:
    """The worker is killed with everything in hand, and others look after what it left."""
    session.execute(IN_HAND)
    assert retry_stalled(session)
    session.commit()
    fail_lost(Worker(engine, settings))
    session.expire_all()


def test_nothing_stays_in_the_making_for_ever(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    exchange(session, programme, {"cohorts.parquet": BlobStore(settings.blobs).put(b"a table")})
    ask_release(session, programme, actor=SYSTEM)
    cohort = make_cohort(session, make_edition(session, university))
    figures_of_today(session, cohort)
    session.commit()
    address = f"/reviews/{programme.reference}/imports"
    place = keeper.post(address, data={"form": "oulad", "file": (io.BytesIO(pack(in_csv(OULAD))), "tables.zip")})
    for _time in range(TRIES - 1):
        killed(session, engine, settings)
    assert session.scalars(select(Release.state)).one() is ReleaseState.MAKING
    assert session.scalars(select(ProgrammeImport.state)).one() is ImportState.CHECKING
    assert session.scalars(select(CohortFigures.made_at)).one() is None

    killed(session, engine, settings)
    found = session.scalars(select(ProgrammeImport)).one()
    assert session.scalars(select(Release.state)).one() is ReleaseState.FAILED
    assert (found.state, session.scalars(select(CohortFigures.failed)).one()) == (ImportState.FAILED, True)
    # It may name persons.
    assert not (settings.data / "blobs" / "programme-imports" / f"{found.id}.zip").exists()
    assert found.trouble and found.trouble["ko"] in keeper.get(place.location).text
    # Asking again is not kept from anybody.
    assert keeper.post(f"/reviews/{programme.reference}/releases").status_code == 303
