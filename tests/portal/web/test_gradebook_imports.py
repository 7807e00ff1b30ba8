"""A gradebook that comes back as a file: what it would change, what is wrong in it, and letting it count."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.assessment.marks import Draft, save_mark
from naruteo_portal.assessment.models import GradingRun, Submission, SubmissionState
from naruteo_portal.assessment.reviews import decisions_with, review
from naruteo_portal.audit.events import Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.models import AttemptRule
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_enrolment
from naruteo_testing.factories import client_of, make_account
from naruteo_testing.hand_graded import Marking, make_marking
from naruteo_testing.regrades import GradedCohort, grade_as, graded_cohort, verdict
from naruteo_testing.submissions import make_submission

WHY = "검사가 놓친 답을 보았습니다"
FIRST, SECOND = "points/01-start/work/test-1", "points/01-start/work/test-2"
TOTAL = "points/01-start"
Rows = list[dict[str, str]]


@pytest.fixture
def room(session: Session, settings: Settings) -> GradedCohort:
    """Two learners with results of two cells for the first task, and one who has handed in nothing."""
    made = graded_cohort(session, BlobStore(settings.blobs))
    made.hand_in(verdict(5, 4), "가온")
    made.hand_in(verdict(2, 1), "나래")
    idle = make_account(session, "다솜")
    make_enrolment(session, made.cohort, idle)
    made.learners.append(idle)
    return made


@pytest.fixture
def instructor(app: Portal, session: Session, room: GradedCohort) -> FlaskClient:
    return client_of(app, room.instructor, session)


def address(room: GradedCohort | Marking) -> str:
    return f"/cohorts/{room.cohort.id}/gradebook"


def taken(client: FlaskClient, room: GradedCohort | Marking) -> Rows:
    """The file as it is now, by the columns' names for programs."""
    text = client.get(f"{address(room)}/file.csv?cells=1").data.decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text))
    names = [re.sub(r".*\[(.+)\]$", r"\1", each) for each in heading]
    return [dict(zip(names, row, strict=True)) for row in rows]


def as_csv(rows: Rows, *columns: str) -> bytes:
    columns = columns or tuple(rows[0])
    text = io.StringIO()
    csv.writer(text).writerows([columns, *([row.get(column, "") for column in columns] for row in rows)])
    return text.getvalue().encode()


def send(client: FlaskClient, room: GradedCohort | Marking, content: bytes, name: str = "points.csv") -> TestResponse:
    return client.post(f"{address(room)}/imports", data={"file": (io.BytesIO(content), name)})


def looked_at(client: FlaskClient, room: GradedCohort | Marking, content: bytes) -> tuple[str, str]:
    """The address of the preview, and the page."""
    answer = send(client, room, content)
    assert answer.status_code == 303, answer.text
    return answer.location, client.get(answer.location).text


def confirm(client: FlaskClient, where: str, page: str, reason: str = WHY, **entered: str) -> TestResponse:
    found = re.search(r'name="seen" value="(\w+)"', page)
    return client.post(where, data={"seen": found[1] if found else "", "reason": reason, **entered})


def row_of(rows: Rows, room: GradedCohort, number: int) -> dict[str, str]:
    return next(row for row in rows if row["handle"] == room.learners[number].handle)


def score_of(session: Session, submission: Submission) -> float | None:
    session.rollback()
    session.expire_all()
    run = session.get_one(GradingRun, session.get_one(Submission, submission.id).current_run_id)
    return run.score


def test_points_change_after_they_were_seen_and_a_reason_given(
    instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    rows = taken(instructor, room)
    row_of(rows, room, 1)[SECOND] = "4.5"
    where, page = looked_at(instructor, room, as_csv(rows))
    assert "3 → 6.5" in page
    assert score_of(session, room.submissions[1]) == 3.0

    assert confirm(instructor, where, page, reason=" ").status_code == 422
    answer = confirm(instructor, where, page)
    assert (answer.status_code, answer.location) == (303, where)
    assert score_of(session, room.submissions[1]) == 6.5
    run = session.scalars(select(GradingRun).where(GradingRun.reason == WHY)).one()
    assert [cell.get("by_hand", False) for cell in run.cells] == [False, True]
    assert "점수에 반영되었습니다" in instructor.get(where).text
    verbs = set(session.scalars(select(Event.verb).where(Event.actor_id == room.instructor.id)))
    assert verbs >= {"uploaded a gradebook", "changed points from a gradebook", "reviewed"}
    # Sent twice, it is carried out once.
    assert confirm(instructor, where, page).status_code == 303
    assert len(session.scalars(select(GradingRun).where(GradingRun.reason == WHY)).all()) == 1


def test_the_learner_reads_the_reason(
    app: Portal, instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    rows = taken(instructor, room)
    row_of(rows, room, 0)[FIRST] = "1"
    where, page = looked_at(instructor, room, as_csv(rows))
    confirm(instructor, where, page)
    learner = client_of(app, room.learners[0], session)
    assert WHY in learner.get(f"/submissions/{room.submissions[0].reference}").text
    notice = session.scalars(select(Notice).where(Notice.account_id == room.learners[0].id)).one()
    assert (notice.subject, WHY in notice.body) == ("점수 변경: 시작", True)
    assert notice.address == f"/submissions/{room.submissions[0].reference}"


def test_a_file_that_was_not_changed_changes_nothing(instructor: FlaskClient, room: GradedCohort) -> None:
    _where, page = looked_at(instructor, room, as_csv(taken(instructor, room)))
    assert ("바뀌는 것이 없습니다" in page, 'id="problems"' not in page) == (True, True)


def test_columns_and_rows_may_be_left_out_and_moved(
    instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    row = row_of(taken(instructor, room), room, 0)
    row[FIRST], row["비고"] = "0", "참고"
    where, page = looked_at(instructor, room, as_csv([row], "state", "비고", FIRST, "handle"))
    assert "비고" in page
    confirm(instructor, where, page)
    assert score_of(session, room.submissions[0]) == 4.0


def test_korean_and_workbook_files_are_read_as_well(instructor: FlaskClient, room: GradedCohort) -> None:
    row = row_of(taken(instructor, room), room, 0)
    row[FIRST] = "3.5"
    korean = "\r\n".join(["핸들 [handle],점수 [" + FIRST + "],상태 [state]", f'{row["handle"]},3.5,"{row["state"]}"'])
    _where, page = looked_at(instructor, room, korean.encode("cp949"))
    assert ("CP949" in page, "9 → 7.5" in page) == (True, True)
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["handle", FIRST, "state"])
    sheet.append([row["handle"], 3.5, row["state"]])
    content = io.BytesIO()
    book.save(content)
    _where, page = looked_at(instructor, room, content.getvalue())
    assert ("XLSX" in page, "9 → 7.5" in page) == (True, True)


def change(number: int, **entered: str) -> Callable[[Rows, GradedCohort], None]:
    def do(rows: Rows, room: GradedCohort) -> None:
        row_of(rows, room, number).update({{"first": FIRST, "total": TOTAL}.get(key, key): value
                                           for key, value in entered.items()})  # fmt: skip

    return do


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (change(0, handle="nobody"), "식별 이름이 “nobody”인 사람이 없습니다"),
        (change(0, first="많이"), "숫자가 아닙니다: “많이”"),
        (change(0, first="nan"), "숫자가 아닙니다"),
        (change(0, first="5.5"), "0점에서 5점까지"),
        (change(0, first="-1"), "0점에서 5점까지"),
        (change(2, first="3"), "제출한 것이 없어"),
        (change(0, total="10"), f"[{FIRST}], [{SECOND}]"),
        (change(0, first="3", total="9.5"), f"[{FIRST}], [{SECOND}]"),
        (change(0, state="run 7"), "이 행의 상태가 바뀌었거나"),
        (change(0, state="run 99,0", first="3"), "다른 사람의 것입니다"),
        (lambda rows, _room: rows.append(dict(rows[0])), "2행에 같은 사람이 이미 있습니다"),
        (lambda rows, _room: rows[0].update({"points/99-none": "3"}), "이 기수에 없는 과제나 셀입니다"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_cell(
    instructor: FlaskClient, session: Session, room: GradedCohort, act: Callable[[Rows, GradedCohort], None], said: str
) -> None:
    rows = taken(instructor, room)
    act(rows, room)
    row_of(rows, room, 1)[FIRST] = "3"
    where, page = looked_at(instructor, room, as_csv(rows))
    assert said in page
    refused = confirm(instructor, where, page)
    assert (refused.status_code, "1건이 잘못되어" in refused.text) == (409, True)
    assert score_of(session, room.submissions[1]) == 3.0
    assert confirm(instructor, where, page, without_problems="y").status_code == 303
    assert (score_of(session, room.submissions[0]), score_of(session, room.submissions[1])) == (9.0, 4.0)


def test_a_total_that_repeats_its_cells_is_right(instructor: FlaskClient, session: Session, room: GradedCohort) -> None:
    rows = taken(instructor, room)
    row_of(rows, room, 0).update({FIRST: "3", TOTAL: "7"})
    where, page = looked_at(instructor, room, as_csv(rows))
    confirm(instructor, where, page)
    assert score_of(session, room.submissions[0]) == 7.0


@pytest.mark.parametrize("kept", [("handle", FIRST), ("state", FIRST), ("handle", "state", FIRST, FIRST)])
def test_files_without_what_is_needed_are_refused(
    instructor: FlaskClient, room: GradedCohort, kept: Sequence[str]
) -> None:
    assert send(instructor, room, as_csv(taken(instructor, room), *kept)).status_code == 422


def someone_else_gives(session: Session, room: GradedCohort, points: float) -> None:
    submission = session.get_one(Submission, room.submissions[0].id)
    run = session.get_one(GradingRun, submission.current_run_id)
    review(session, submission, run.id, decisions_with(run.cells, {0: points}), reason="Looked", actor=room.actor)
    session.commit()


def test_nobodys_later_change_is_overwritten(instructor: FlaskClient, session: Session, room: GradedCohort) -> None:
    rows = taken(instructor, room)
    someone_else_gives(session, room, 1.0)
    row_of(rows, room, 0)[SECOND] = "2"
    _where, page = looked_at(instructor, room, as_csv(rows))
    assert "파일에는 4점" in page
    # What the other one changed is not taken back by the file's old value, and the same wish is no conflict.
    assert page.count("파일을 만든 뒤에") == 1
    row_of(rows, room, 0).update({FIRST: "1", SECOND: "4"})
    assert "바뀌는 것이 없습니다" in looked_at(instructor, room, as_csv(rows))[1]


def test_changes_that_were_not_seen_are_not_carried_out(
    instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    rows = taken(instructor, room)
    row_of(rows, room, 0)[FIRST] = "3"
    row_of(rows, room, 1)[FIRST] = "3"
    where, page = looked_at(instructor, room, as_csv(rows))
    someone_else_gives(session, room, 1.0)
    answer = confirm(instructor, where, page, without_problems="y")
    assert (answer.status_code, "파일을 만든 뒤에" in answer.text) == (409, True)
    assert score_of(session, room.submissions[1]) == 3.0


def test_another_attempt_may_count_afterwards(instructor: FlaskClient, session: Session, room: GradedCohort) -> None:
    submission = room.submissions[0]
    room.edition.tasks[0].attempt_rule = AttemptRule.BEST
    grade_as(session, make_submission(session, submission.enrolment, submission.release, 2), verdict(4, 4))
    session.commit()
    rows = taken(instructor, room)
    row_of(rows, room, 0)[FIRST] = "0"
    assert "9 → 8" in looked_at(instructor, room, as_csv(rows))[1]


def test_files_are_for_those_who_sent_them(
    app: Portal, instructor: FlaskClient, session: Session, room: GradedCohort
) -> None:
    where, _page = looked_at(instructor, room, as_csv(taken(instructor, room)))
    stranger = graded_cohort(session, room.blobs).instructor
    assert client_of(app, stranger, session).get(where).status_code == 404


@pytest.fixture
def marking(session: Session, settings: Settings) -> Marking:
    return make_marking(session, BlobStore(settings.blobs), "김하늘")


ESSAY = "points/01-start/work/essay"


def test_points_that_a_person_has_to_give_may_come_from_a_file(app: Portal, session: Session, marking: Marking) -> None:
    client = client_of(app, marking.instructor, session)
    rows = taken(client, marking)
    rows[0][ESSAY] = "2.5"
    where, page = looked_at(client, marking, as_csv(rows))
    confirm(client, where, page)
    assert score_of(session, marking.submissions[0]) == 9.5
    assert session.get_one(Submission, marking.submissions[0].id).state is SubmissionState.GRADED


def test_a_file_neither_passes_by_the_queue_nor_the_hidden_names(
    app: Portal, session: Session, marking: Marking
) -> None:
    client = client_of(app, marking.instructor, session)
    rows = taken(client, marking)
    rows[0]["points/01-start/work/test-rate"] = "5"
    assert "다른 셀에 아직 점수가 없습니다" in looked_at(client, marking, as_csv(rows))[1]
    rows[0][ESSAY] = "2.5"
    standing = marking.standing(marking.submissions[0])
    save_mark(
        session,
        standing.submission,
        standing.cells[1].cell,
        Draft(1.0),
        version=0,
        actor=Actor("person", marking.colleague.id),
    )
    session.commit()
    assert "공개하지 않았습니다" in looked_at(client, marking, as_csv(rows))[1]
    marking.cohort.anonymous_grading = True
    session.commit()
    assert "직접 채점하는 동안 이름을 가립니다" in looked_at(client, marking, as_csv(rows))[1]


def test_nobody_grades_their_own_work(app: Portal, session: Session, marking: Marking) -> None:
    place = make_enrolment(session, marking.cohort, marking.instructor)
    grade_as(session, make_submission(session, place, marking.release), verdict(1, 1))
    client = client_of(app, marking.instructor, session)
    rows = taken(client, marking)
    row = next(each for each in rows if each["handle"] == marking.instructor.handle)
    row[FIRST] = "5"
    assert "자기 제출물은" in looked_at(client, marking, as_csv(rows))[1]
