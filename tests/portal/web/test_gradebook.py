"""The gradebook on its page and as a file."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Accommodation, AccommodationKind, EnrolmentState
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_enrolment
from naruteo_testing.factories import client_of, make_account
from naruteo_testing.hand_graded import Marking, make_marking
from naruteo_testing.regrades import GradedCohort, graded_cohort, verdict


@pytest.fixture
def room(session: Session, settings: Settings) -> GradedCohort:
    """Two learners with results for the first task, and one who has handed in nothing."""
    made = graded_cohort(session, BlobStore(settings.blobs))
    made.hand_in(verdict(5, 4), "가온")
    made.hand_in(verdict(2, 1 / 3), "나래")
    make_enrolment(session, made.cohort, make_account(session, "=HYPERLINK(1)", name_roman=None))
    return made


@pytest.fixture
def instructor(app: Portal, session: Session, room: GradedCohort) -> FlaskClient:
    return client_of(app, room.instructor, session)


def address(room: GradedCohort | Marking) -> str:
    return f"/cohorts/{room.cohort.id}/gradebook"


def order_of(page: str, *names: str) -> list[str]:
    body = page[page.index('id="people"') :]
    return sorted(names, key=body.index)


def test_people_stand_beside_their_points(instructor: FlaskClient, room: GradedCohort) -> None:
    page = instructor.get(address(room)).text
    assert f"/submissions/{room.submissions[0].reference}" in page
    assert "2.33" in page
    assert "2개 중 1개 제출" in page


def test_an_excuse_is_told(instructor: FlaskClient, session: Session, room: GradedCohort) -> None:
    session.add(
        Accommodation(
            enrolment_id=room.submissions[1].enrolment_id, task_id=room.submissions[1].task_id, due_at=None,
            kind=AccommodationKind.EXCUSE, reason="입원", granted_at=now(), granted_by_id=room.instructor.id,
        )
    )  # fmt: skip
    session.commit()
    assert "면제" in instructor.get(address(room)).text
    assert "면제" in instructor.get(f"{address(room)}/file.csv").data.decode("utf-8-sig")


def test_they_are_sorted_and_picked(instructor: FlaskClient, room: GradedCohort) -> None:
    assert order_of(instructor.get(f"{address(room)}?order=01-start").text, "가온", "나래", "HYPERLINK")[0] == "나래"
    highest = instructor.get(f"{address(room)}?order=-01-start").text
    assert order_of(highest, "가온", "나래", "HYPERLINK") == ["가온", "나래", "HYPERLINK"]
    assert 'aria-sort="descending"' in highest
    found = instructor.get(f"{address(room)}?q=가온").text
    assert ("가온" in found, "나래" in found) == (True, False)
    assert "해당하는 사람이 없습니다" in instructor.get(f"{address(room)}?view=waiting").text
    assert "나래" in instructor.get(f"{address(room)}?view=incomplete&order=no-such&page=99").text


def test_each_task_says_what_was_reached(instructor: FlaskClient, room: GradedCohort) -> None:
    page = instructor.get(address(room)).text
    tasks = page[page.index('id="tasks"') : page.index('id="people"')]
    # The median of 9 and 2⅓; the course asks for 40 % of each task.
    assert "3명 중 2명" in tasks
    assert "5.67" in tasks
    assert "50 %" in tasks


def test_only_those_who_teach_the_cohort_see_it(app: Portal, session: Session, room: GradedCohort) -> None:
    for stranger, status in ((room.learners[0], 403), (graded_cohort(session, room.blobs).instructor, 404)):
        assert client_of(app, stranger, session).get(address(room)).status_code == status


def test_people_who_left_are_not_listed(instructor: FlaskClient, session: Session, room: GradedCohort) -> None:
    make_enrolment(session, room.cohort, make_account(session, "떠난이"), EnrolmentState.WITHDRAWN)
    session.commit()
    assert "떠난이" not in instructor.get(address(room)).text


def test_a_csv_file_holds_names_for_programs_and_calculates_nothing(
    instructor: FlaskClient, room: GradedCohort
) -> None:
    answer = instructor.get(f"{address(room)}/file.csv?cells=1")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    names = [each.rpartition("[")[2].removesuffix("]") for each in heading]
    assert names[:5] == ["handle", "name", "course_score", "complete", "points/01-start"]
    assert names[7:9] == ["points/01-start/work/test-1", "points/01-start/work/test-2"]
    lines = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    line = lines[room.learners[1].handle]
    assert line["points/01-start/work/test-2"] == repr(1 / 3)
    assert line["state"] == f"run {room.submissions[1].current_run_id},0"
    assert [row[1] for row in rows if "HYPERLINK" in row[1]] == ["'=HYPERLINK(1)"]


def test_a_workbook_holds_numbers_and_explains_its_columns(instructor: FlaskClient, room: GradedCohort) -> None:
    instructor.get("/language/en", follow_redirects=False)
    answer = instructor.get(f"{address(room)}/file.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    points, about = book.worksheets
    assert points.freeze_panes == "C2"
    assert points["A1"].value == "Handle [handle]"
    heading = [cell.value for cell in points[1]]
    column = next(place for place, words in enumerate(heading) if words and "[points/01-start]" in str(words))
    values = [row[column].value for row in points.iter_rows(min_row=2)]
    assert sorted(each for each in values if each is not None) == [pytest.approx(7 / 3), 9]
    assert not any("test-1" in str(words) for words in heading)
    assert {row[1].value for row in about.iter_rows(min_row=2)} >= {"handle", "state", "points/01-start"}


def test_a_cohort_that_hides_names_tells_only_that_work_waits(
    app: Portal, session: Session, settings: Settings
) -> None:
    marking = make_marking(session, BlobStore(settings.blobs), "김하늘")
    marking.cohort.anonymous_grading = True
    client = client_of(app, marking.instructor, session)
    page = client.get(address(marking)).text
    assert ("김하늘" in page, "직접 채점 대기" in page) == (True, True)
    assert marking.submissions[0].reference not in page
    text = client.get(f"{address(marking)}/file.csv?cells=1").data.decode("utf-8-sig")
    assert ("run 0,0" in text, ",7," in text) == (True, False)
