"""Loading a programme: dry run, faults, loading, discarding and taking back, by the pages and the job."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.archives import pack
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.audit.models import Event
from naruteo_portal.core.jobs import Worker
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Organisation, OrganisationKind, Role
from naruteo_portal.insight.files import data_of
from naruteo_portal.insight.intake.imports import load_import
from naruteo_portal.insight.intake.jobs import check_import
from naruteo_portal.insight.models import ImportState, Programme, ProgrammeImport, Source
from naruteo_portal.settings import Settings
from naruteo_testing.cohort_files import ONEROSTER, OULAD, changed, in_csv
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.insight import made_view, make_programme, make_release


@pytest.fixture
def university(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.UNIVERSITY, name="한빛대학교")


@pytest.fixture
def keeper(app: Portal, session: Session, university: Organisation) -> FlaskClient:
    return client_of(app, make_account(session, roles=((Role.UNIVERSITY_REVIEWER, university),)), session)


def hand_in(client: FlaskClient, address: str, content: bytes, **form: str) -> str:
    """Hand a ZIP in; the address of its page."""
    answer = client.post(address, data={"form": "oulad", **form, "file": (io.BytesIO(content), "tables.zip")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def only(session: Session) -> ProgrammeImport:
    session.expire_all()
    return session.scalars(select(ProgrammeImport).order_by(ProgrammeImport.id.desc()).limit(1)).one()


def checked(session: Session, engine: Engine, settings: Settings) -> ProgrammeImport:
    """The newest import after its job has run."""
    found = only(session)
    place = settings.data / "blobs" / "programme-imports" / f"{found.id}.zip"
    assert place.exists()
    check_import(Worker(engine, settings), found.id)
    # It may name persons, and is not needed any more.
    assert not place.exists()
    return only(session)


def test_a_new_programme_is_loaded_and_taken_back(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    assert keeper.get("/reviews/new").status_code == 200
    place = hand_in(
        keeper, "/reviews/new", pack(in_csv(OULAD)),
        organisation=university.slug, title_ko="산업 AI 재교육", title_en="Retraining",
    )  # fmt: skip
    page = keeper.get(place)
    assert "every 2s" in page.text
    found = checked(session, engine, settings)
    assert (found.state, found.faults_in_all, found.done) == (ImportState.CHECKED, 0, 100)
    assert found.counts["studentVle"] == 3
    seen = keeper.get(place, headers={"HX-Request": "true"})
    assert seen.headers["HX-Refresh"] == "true"
    programme = session.get_one(Programme, found.programme_id)
    assert data_of(session, programme) == {}
    assert keeper.post(f"{place}/load").status_code == 303
    session.expire_all()
    data = data_of(session, programme)
    assert set(data) == {
        "cohorts.parquet", "enrolments.parquet", "assessments.parquet", "results.parquet", "events/AAA-2013J.parquet"
    }  # fmt: skip
    # Twice is once, and whoever has loaded may take it back.
    keeper.post(f"{place}/load")
    assert keeper.post(f"{place}/undo").status_code == 303
    session.expire_all()
    assert (only(session).state, data_of(session, programme)) == (ImportState.UNDONE, {})
    verbs = session.scalars(select(Event.verb).where(Event.object_kind == "programme_import").order_by(Event.id)).all()
    assert verbs == [
        "handed in a programme’s files", "checked a programme’s files", "loaded a programme’s files",
        "took a programme’s files back",
    ]  # fmt: skip


def test_a_check_that_ends_while_somebody_loads_is_seen_whole(
    session: Session, keeper: FlaskClient, engine: Engine, settings: Settings, university: Organisation
) -> None:
    """What was read before it ended knows of no tables and of no faults."""
    programme = make_programme(session, university, settings)
    session.commit()
    hand_in(keeper, f"/reviews/{programme.reference}/imports", pack(in_csv(OULAD)), form="oulad")
    with Session(engine) as early:
        seen = only(early)
        assert seen.state is ImportState.CHECKING
        checked(session, engine, settings)
        load_import(early, seen, early.get_one(Programme, programme.id), actor=SYSTEM)
        assert "cohorts.parquet" in data_of(early, programme)


def test_faults_are_shown_and_nothing_is_loaded(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    session.commit()
    address = f"/reviews/{programme.reference}/imports"
    assert keeper.get(address).status_code == 200
    files = changed(changed(OULAD, "studentInfo", 3, "final_result", "=Passed"), "studentVle", 4, "id_student", 5)
    place = hand_in(keeper, address, pack(in_csv(files, "cp949")))
    found = checked(session, engine, settings)
    assert (found.state, found.shape) == (ImportState.CHECKED, {})
    page = keeper.get(place).text
    assert "studentInfo.csv" in page
    assert "=Passed" in page
    assert f"{place}/load" not in page
    table = keeper.get(f"{place}/faults.csv")
    rows = table.data.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("studentInfo.csv,3,final_result,'=Passed,")
    assert len(rows) == found.faults_in_all + 1
    keeper.post(f"{place}/load")
    session.expire_all()
    assert only(session).state is ImportState.CHECKED
    keeper.post(f"{place}/discard")
    session.expire_all()
    assert only(session).state is ImportState.DISCARDED
    assert only(session).faults_in_all
    assert keeper.get(address).text.count("tables.zip") == 1


def test_oneroster_takes_the_place_of_what_was_there(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    session.commit()
    address = f"/reviews/{programme.reference}/imports"
    first = hand_in(keeper, address, pack(in_csv(OULAD)))
    checked(session, engine, settings)
    keeper.post(f"{first}/load")
    before = data_of(session, programme)
    second = hand_in(keeper, address, pack(in_csv(ONEROSTER)), form="oneroster")
    checked(session, engine, settings)
    keeper.post(f"{second}/load")
    session.expire_all()
    assert "events/AAA-2013J.parquet" not in data_of(session, programme)
    assert session.get_one(Programme, programme.id).source is Source.ONEROSTER
    # Of two that were loaded only the last can be taken back, which puts back the first.
    keeper.post(f"{first}/undo")
    session.expire_all()
    assert data_of(session, programme) != before
    keeper.post(f"{second}/undo")
    session.expire_all()
    assert data_of(session, programme) == before
    assert session.get_one(Programme, programme.id).source is Source.OULAD


def test_who_has_passed_is_declared_of_oneroster(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    session.commit()
    address = f"/reviews/{programme.reference}/imports"
    content = pack(in_csv(ONEROSTER))
    for wrong in (
        {"form": "oulad", "final_title": "과제 1", "least_to_pass": "60"},
        {"form": "oneroster", "final_title": "과제 1"},
        {"form": "oneroster", "least_to_pass": "60"},
        {"form": "oneroster", "final_title": "과제 1", "least_to_pass": "160"},
    ):
        assert keeper.post(address, data={**wrong, "file": (io.BytesIO(content), "a.zip")}).status_code == 422
    place = hand_in(keeper, address, content, form="oneroster")
    checked(session, engine, settings)
    assert only(session).outcomes == {"withdrawn": 1, "": 1, "pass": 0, "distinction": 0, "fail": 0}
    assert "평가 항목의 제목을 적어" in keeper.get(place).text
    place = hand_in(keeper, address, content, form="oneroster", final_title=" 과제 1 ", least_to_pass="75")
    found = checked(session, engine, settings)
    assert (found.final, found.outcomes["pass"]) == ({"title": "과제 1", "least": 75}, 1)
    assert "정하신 대로" in keeper.get(place).text


def test_tables_that_lack_what_was_shown_are_refused(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    make_release(session, programme)
    session.commit()
    place = hand_in(keeper, f"/reviews/{programme.reference}/imports", pack(in_csv(ONEROSTER)), form="oneroster")
    assert checked(session, engine, settings).state is ImportState.FAILED
    assert "이 표에는 없습니다: 지역 · 성별." in keeper.get(place).text


def test_activity_that_was_shown_and_is_missing_is_said_before_loading(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    # It shows weeks -1 to 5, and in the tables somebody is active in weeks -2 and 0.
    make_release(session, programme, [made_view(cohort, by, 120) for cohort in ("", "AAA-2013J") for by in ("", "sex")])
    session.commit()
    address = f"/reviews/{programme.reference}/imports"
    place = hand_in(keeper, address, pack(in_csv(OULAD)))
    found = checked(session, engine, settings)
    assert found.lost_weeks == [
        {
            "cohort": "AAA-2013J", "release": 1, "shown": [*range(-1, 6)], "weeks": [-1, 1, 2, 3, 4, 5], "reaches": 0,
            "is_gone": False,
        }
    ]  # fmt: skip
    assert "studentVle에는 0주차까지만 활동이 있고, -1 · 1 … 5주차에는 아무도 없습니다" in keeper.get(place).text
    # It is a warning: the tables may be meant so.
    keeper.post(f"{place}/load")
    session.expire_all()
    assert only(session).state is ImportState.IMPORTED
    # Tables that hold these weeks are not spoken of.
    whole = {**OULAD, "studentVle": [*OULAD["studentVle"], *(
        ["AAA", "2013J", 11391, 546614, 7 * week, 1] for week in range(-1, 6)
    )]}  # fmt: skip
    place = hand_in(keeper, address, pack(in_csv(whole)))
    assert checked(session, engine, settings).lost_weeks == []
    assert "lost-weeks" not in keeper.get(place).text


def test_cohorts_that_were_shown_and_are_missing_are_said_before_loading(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    make_release(session, programme, [made_view(cohort, "", 120) for cohort in ("", "AAA-2012J")])
    session.commit()
    place = hand_in(keeper, f"/reviews/{programme.reference}/imports", pack(in_csv(OULAD)))
    found = checked(session, engine, settings)
    assert [(each["cohort"], each["is_gone"]) for each in found.lost_weeks] == [("AAA-2012J", True)]
    page = keeper.get(place).text
    assert "AAA-2012J: 제1차 공표에 있는 기수이나 이 표에는 없습니다." in page
    assert "나머지 기수까지 든 표를 올려 주십시오" in page and "아무도 활동하지 않은 주가" not in page
    assert f"{place}/load" in page


@pytest.mark.parametrize(("content", "status"), [(b"no zip", 422), (b"", 422)])
def test_what_is_no_zip_is_refused(
    keeper: FlaskClient, session: Session, settings: Settings, university: Organisation, content: bytes, status: int
) -> None:
    programme = make_programme(session, university, settings)
    session.commit()
    answer = keeper.post(
        f"/reviews/{programme.reference}/imports", data={"form": "oulad", "file": (io.BytesIO(content), "a.zip")}
    )
    assert answer.status_code == status


def test_hostile_archives_fail_with_a_reason(
    keeper: FlaskClient, session: Session, engine: Engine, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    session.commit()
    place = hand_in(keeper, f"/reviews/{programme.reference}/imports", pack({"../courses.csv": b"x"}))
    found = checked(session, engine, settings)
    assert found.state is ImportState.FAILED
    assert found.trouble
    assert found.trouble["ko"] in keeper.get(place).text


def test_the_platforms_own_programme_is_not_loaded_from_files(
    keeper: FlaskClient, session: Session, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings, source=Source.PLATFORM)
    session.commit()
    answer = keeper.post(
        f"/reviews/{programme.reference}/imports",
        data={"form": "oulad", "file": (io.BytesIO(pack(in_csv(OULAD))), "a.zip")},
    )
    assert answer.status_code == 422
    assert session.scalar(select(ProgrammeImport.id)) is None


def test_files_may_be_larger_than_submissions_for_whoever_signed_in(
    app: Portal, keeper: FlaskClient, session: Session, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    session.commit()
    app.config["MAX_CONTENT_LENGTH"] = 1000
    address = f"/reviews/{programme.reference}/imports"
    large = pack({"notes.csv": bytes(range(256)) * 100})
    assert len(large) < 1000 or hand_in(keeper, address, large)
    noise = b"PK" + bytes(5000)
    assert keeper.post(address, data={"form": "oulad", "file": (io.BytesIO(noise), "a.zip")}).status_code == 422
    assert app.test_client().post(address, data={"file": (io.BytesIO(noise), "a.zip")}).status_code == 413


def test_nobody_else_reaches_imports(
    app: Portal, session: Session, settings: Settings, university: Organisation
) -> None:
    programme = make_programme(session, university, settings)
    other = make_organisation(session, OrganisationKind.UNIVERSITY)
    session.commit()
    for role, organisation, status in (
        (Role.UNIVERSITY_REVIEWER, other, 404),
        (Role.INSTRUCTOR, university, 403),
        (Role.ADMISSIONS, university, 403),
    ):
        client = client_of(app, make_account(session, roles=((role, organisation),)), session)
        assert client.get(f"/reviews/{programme.reference}/imports").status_code == status
