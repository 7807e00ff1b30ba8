"""Two officers state a figure; from then on everything is judged by it, and what was decided can be judged again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_portal.incentives.figures import in_force
from naruteo_portal.incentives.figures.in_force import (
    programme_as_decided,
    programme_in_force,
    programmes_in_force,
)
from naruteo_portal.incentives.figures.models import FigureState, StatedFigure
from naruteo_portal.incentives.figures.statements import (
    FigureHasMoved,
    FigureRefused,
    OwnFigure,
    confirm_figure,
    refuse_figure,
    withdraw_figure,
)
from naruteo_portal.notices.models import Notice
from naruteo_portal.rules.cases import read_facts
from naruteo_portal.rules.explaining import Explanation, explain
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import OWN_PROGRAMMES, read_programme
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_organisation, make_reader
from naruteo_testing.figures import NOTICE, SINCE, confirm, confirm_all, enter, statement
from naruteo_testing.queries import counted

FACTS = {
    "part_ended_on": "2026-03-31", "claimed_on": "2026-04-30", "started_on": "2026-01-05",
    "course_recognised_on": "2025-12-01", "held_as_recognised": True, "mode": "remote", "hours": "16.5",
    "progress": 1, "score": 100, "trainee": "insured", "firm_size": "priority", "restricted": False,
}  # fmt: skip
NAME = "employer_training"
PERSON = joinedload(Account.person)


@dataclass
class Office:
    """An agency with two officers."""

    session: Session
    blobs: BlobStore
    first: Account
    second: Account

    def enter(self, parameter: str, value: Any, **more: Any) -> StatedFigure:
        return enter(self.session, self.blobs, self.first, statement(parameter, value, **more))

    def confirmed(self, parameter: str, value: Any, **more: Any) -> StatedFigure:
        figure = self.enter(parameter, value, **more)
        confirm(self.session, figure, self.second)
        return figure

    @property
    def in_force(self) -> Programme:
        return programme_in_force(self.session, NAME)


@pytest.fixture
def office(session: Session, settings: Settings) -> Office:
    agency = make_organisation(session, OrganisationKind.AGENCY)
    first, second = (
        make_account(session, name, roles=((Role.PROGRAMME_OFFICER, agency),)) for name in ("강민호", "서지우")
    )
    return Office(session, BlobStore(settings.blobs), first, second)


def judged(programme: Programme, **facts: Any) -> Explanation:
    return explain(programme, read_facts(programme, {**FACTS, **facts}))


def test_missing_figures_that_two_officers_state_turn_undetermined_into_won(office: Office) -> None:
    before = judged(office.in_force)
    assert (before.outcome, before.amount) == (Outcome.UNDETERMINED, None)
    confirm_all(office.session, office.blobs, office.first, office.second)
    after = judged(office.in_force)
    assert (after.outcome, after.amount, after.missing) == (Outcome.ELIGIBLE, 74_250, ())  # 5,000 × 16.5 × 0.90
    assert judged(office.in_force, hours="0.1").amount == 450
    assert judged(office.in_force, score=59).outcome is Outcome.NOT_ELIGIBLE
    used = next(each for step in after.sums for each in step.used if each.name == "unit_cost")
    assert used.reference is not None
    assert (used.confidence, used.reference.archived) == ("P", BlobStore(office.blobs.shelf.folder).put(NOTICE))  # type: ignore[attr-defined]
    assert after.regime == "2024-01-01"
    assert after.digest != before.digest


def test_officers_are_told_what_waits_for_them_and_what_became_of_their_figures(office: Office) -> None:
    figure = office.enter("least_score", "60")
    confirm(office.session, figure, office.second)
    notices = office.session.scalars(select(Notice).order_by(Notice.id))
    told = [(each.account_id, each.subject, each.address) for each in notices]
    page = f"/figures/{figure.id}"
    assert told == [
        (office.second.id, "확인을 기다리는 수치: 원격훈련 수료 점수", page),
        (office.first.id, "입력한 수치가 확인되었습니다: 원격훈련 수료 점수", page),
    ]


def test_nothing_is_computed_with_a_figure_before_it_is_confirmed(office: Office) -> None:
    shipped = office.in_force.digests
    figure = office.enter("least_score", "60")
    assert office.in_force.digests == shipped
    refuse_figure(
        office.session, figure, "별표 1이 아닙니다", reader=make_reader(office.session, office.second),
        actor=Actor("person", office.second.id),
    )  # fmt: skip
    assert office.in_force.digests == shipped
    verbs = office.session.scalars(select(Event.verb).where(Event.object_kind == "stated_figure")).all()
    assert list(verbs) == ["entered a figure", "refused a figure"]


def test_what_was_decided_is_judged_again_by_the_figures_of_its_day(office: Office) -> None:
    day = date(2026, 3, 31)
    answers = [judged(office.in_force)]
    for value in ("50", "60", "70"):
        office.confirmed("least_score", value)
        answers.append(judged(office.in_force))
    assert len({answer.digest for answer in answers}) == 4
    for answer in answers:
        again = programme_as_decided(office.session, NAME, [(day, answer.digest)])
        assert again is not None
        assert judged(again) == answer
    assert programme_as_decided(office.session, NAME, [(day, "f" * 64)]) is None
    assert programme_as_decided(office.session, NAME, [(day, each.digest) for each in answers]) is None
    # What holds from a later day on leaves the digest of a case before it as it was.
    office.confirmed("least_score", "80", since=date(2026, 4, 1))
    assert judged(office.in_force).digest == answers[-1].digest
    assert judged(office.in_force, part_ended_on="2026-04-01").digest != answers[-1].digest


def test_figures_of_one_programme_leave_the_others_as_they_are(office: Office) -> None:
    before = {name: each.digests for name, each in programmes_in_force(office.session).items()}
    office.confirmed("least_score", "60")
    after = {name: each.digests for name, each in programmes_in_force(office.session).items()}
    assert {name for name in before if before[name] != after[name]} == {NAME}
    day = date(2023, 12, 29)
    assert before[NAME][day] == after[NAME][day]


def test_a_shared_figure_changes_every_programme_that_uses_it(office: Office) -> None:
    before = {name: each.digests for name, each in programmes_in_force(office.session).items()}
    office.confirmed("treasury_step", "100", programme="shared")
    using = {folder.name for folder in OWN_PROGRAMMES.iterdir() if _uses(folder.name, "treasury_step")}
    changed = {name for name, each in programmes_in_force(office.session).items() if each.digests != before[name]}
    assert len(using) > 1
    assert changed == using


def _uses(name: str, parameter: str) -> bool:
    folder = OWN_PROGRAMMES / name
    return (folder / "programme.yaml").exists() and parameter in read_programme(folder).file.shared


def test_programmes_are_put_together_anew_only_when_a_figure_was_confirmed(office: Office) -> None:
    office.confirmed("least_score", "60")
    office.session.commit()
    first = programmes_in_force(office.session)
    with counted(office.session.get_bind().engine) as statements:
        second = programmes_in_force(office.session)
    assert len(statements) == 1
    assert all(first[name] is second[name] for name in first)
    with pytest.raises(NotFound):
        programme_in_force(office.session, "../shared")


def test_a_figure_can_be_taken_out_of_force_by_another_one(office: Office) -> None:
    office.confirmed("least_score", "60")
    office.confirmed("least_score", None)
    assert [each.name for each in judged(office.in_force).missing if each.name == "least_score"]


def test_a_confirmed_figure_that_no_longer_fits_is_left_out_and_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = office.confirmed("least_score", "60")
    later = office.confirmed("least_progress", "0.8")
    # As if a later version of Naruteo had no such parameter any more.
    office.session.execute(text("SET LOCAL session_replication_role = replica"))
    office.session.execute(text(f"UPDATE stated_figure SET parameter = 'gone' WHERE id = {figure.id}"))
    office.session.expire_all()
    monkeypatch.setattr(in_force, "_in_force", {})
    found = in_force.in_force(office.session, NAME)
    assert found.left_out == (figure.id,)
    assert [source.confidence for source in found.programme.tables["least_progress"].entries[-1].sources] == ["P"]
    assert later.state is FigureState.CONFIRMED
    office.session.rollback()


def test_who_entered_a_figure_does_not_decide_on_it(office: Office, session: Session) -> None:
    figure = office.enter("least_score", "60")
    own, actor = make_reader(session, office.first), Actor("person", office.first.id)
    with pytest.raises(OwnFigure):
        confirm_figure(session, figure, seen=0, reader=own, actor=actor)
    with pytest.raises(OwnFigure):
        refuse_figure(session, figure, "x", reader=own, actor=actor)
    with pytest.raises(NotAllowed):
        withdraw_figure(session, figure, "x", reader=make_reader(session, office.second), actor=actor)
    withdraw_figure(session, figure, "잘못 읽음", reader=own, actor=actor)
    with pytest.raises(FigureHasMoved):
        confirm(session, figure, office.second)
    # Nor does the database let it be so.
    with pytest.raises(DBAPIError, match="two_officers"), session.begin_nested():
        other = office.enter("least_score", "61")
        session.execute(
            text("UPDATE stated_figure SET state='confirmed', number=1, decided_by_id=entered_by_id WHERE id=:id"),
            {"id": other.id},
        )


def test_a_decided_figure_never_changes(office: Office, session: Session) -> None:
    figure = office.confirmed("least_score", "60")
    for change in ("note = 'x'", "state = 'refused', number = NULL", "decided_at = now()"):
        with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
            session.execute(text(f"UPDATE stated_figure SET {change} WHERE id = {figure.id}"))
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text("DELETE FROM stated_figure"))
    waiting = office.enter("least_score", "65")
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text(f"UPDATE stated_figure SET since = '2020-01-01' WHERE id = {waiting.id}"))


def test_only_officers_of_an_agency_state_figures(office: Office, session: Session) -> None:
    waiting = office.enter("least_score", "61")
    for role in (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR, Role.EMPLOYER_HR):
        kind = OrganisationKind.EMPLOYER if role is Role.PROGRAMME_OFFICER else OrganisationKind.AGENCY
        other = make_account(session, roles=((role, make_organisation(session, kind)),))
        with pytest.raises(NotAllowed):
            enter(session, office.blobs, other, statement("least_score", "60"))
        with pytest.raises(NotAllowed):
            confirm(session, waiting, other)


WRONG: list[tuple[str | None, dict[str, Any]]] = [
    ("title", {"title": ""}),
    ("title", {"title": "900101-1234567"}),
    ("note", {"note": "담당 900101-1234567"}),
    ("href", {"href": "javascript:alert(1)"}),
    ("until", {"until": SINCE - timedelta(days=1)}),
    ("published_on", {"published_on": date(2999, 1, 1)}),
    ("figures", {"figures": {"value": "-1"}}),
    ("figures", {"figures": {"value": "60.5"}}),
    ("figures", {"figures": {"value": "sixty"}}),
    ("figures", {"figures": {"value": "1e3"}}),
    ("figures", {"figures": {"value": {"remote": "60"}}}),
    ("figures", {"figures": {"brackets": []}}),
    ("figures", {"parameter": "unheard_of"}),
    ("figures", {"parameter": "unit_cost", "figures": {"value": {"moon": "1"}}}),
    ("figures", {"parameter": "unit_cost", "figures": {"value": {"remote": "999999999999999"}}}),
    ("figures", {"programme": "shared", "parameter": "treasury_step", "figures": {"value": "0"}}),
    (None, {"programme": "unheard_of"}),
    (None, {"programme": "shared", "parameter": "least_score"}),
]


def test_what_cannot_be_is_refused_with_words(office: Office) -> None:
    for field, wrong in WRONG:
        said = statement(**{"parameter": "least_score", "value": "60", **wrong})
        with pytest.raises(FigureRefused) as caught:
            enter(office.session, office.blobs, office.first, said)
        assert caught.value.field == field, wrong
        assert caught.value.message.said_in("ko") != caught.value.message.said_in("en")
    assert office.session.scalars(select(StatedFigure)).all() == []


def test_the_same_figure_is_not_entered_twice(office: Office) -> None:
    office.enter("least_score", "60")
    with pytest.raises(FigureRefused):
        office.enter("least_score", "60")
    office.enter("least_score", "61")


def test_a_figure_is_confirmed_once_and_only_as_it_was_seen(office: Office, engine: Engine) -> None:
    """Two officers confirm at once: the same figure, or two figures of which neither has seen the other's effect."""
    for same in (True, False):
        empty = [] if same else [office.enter("least_score", "62")]
        figures = [office.enter("least_score", "60" if same else "61"), *empty]
        office.session.commit()
        latest = in_force.latest_confirmation(office.session)
        seen = (latest[0] if latest else None) or 0
        office.session.commit()
        barrier = Barrier(2)

        def attempt(figure_id: int, seen: int = seen, barrier: Barrier = barrier) -> bool:
            with Session(engine) as session:
                figure = session.get_one(StatedFigure, figure_id)
                reader = make_reader(session, session.get_one(Account, office.second.id, options=[PERSON]))
                barrier.wait()
                try:
                    confirm_figure(session, figure, seen=seen, reader=reader, actor=Actor("person", office.second.id))
                except FigureHasMoved:
                    return False
                session.commit()
                return True

        with ThreadPoolExecutor(2) as threads:
            done = list(threads.map(attempt, [figures[0].id, figures[-1].id]))
        assert sorted(done) == [False, True]
    numbers = office.session.scalars(select(StatedFigure.number).where(StatedFigure.number.is_not(None))).all()
    assert sorted(filter(None, numbers)) == [1, 2]
