"""Writing openings, publishing what the law has nothing against, and what an officer may lift."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.audit.models import Event
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.identity.models import OrganisationKind
from naruteo_portal.incentives.employers.models import EmployerFact
from naruteo_portal.notices.models import Notice
from naruteo_portal.talent.openings.declaration import (
    DeclarationRefused,
    Declared,
    NotDeclared,
    declaration_on,
    declaration_today,
    declare,
    suggests_people,
)
from naruteo_portal.talent.openings.flags import FlagHasMoved, FlagRefused, answer, ask_to_look, stops
from naruteo_portal.talent.openings.models import (
    Contract,
    Opening,
    OpeningKind,
    OpeningState,
    SanctionList,
    ServiceKind,
)
from naruteo_portal.talent.openings.openings import (
    LawStops,
    NotInThisState,
    OpeningHasMoved,
    OpeningRefused,
    WarningsUnread,
    change_opening,
    close,
    duplicate,
    plan_of,
    publish,
)
from naruteo_portal.talent.openings.queries import flags_page, get_flag, get_opening, openings_page
from naruteo_portal.talent.openings.sanctions import SanctionRefused, sanctions, state_sanction
from naruteo_testing.factories import make_reader
from naruteo_testing.openings import (
    DATA_ANALYSIS,
    DIGITAL_TWIN,
    PYTHON,
    Offering,
    declare_operator,
    make_offering,
    make_opening,
    plan,
    study_plan,
)


@pytest.fixture
def employer(session: Session) -> Offering:
    made = make_offering(session)
    declare_operator(session, made.officer)
    return made


def test_an_opening_is_written_published_and_found(session: Session, employer: Offering) -> None:
    opening = make_opening(session, employer)
    assert opening.state is OpeningState.OPEN
    assert opening.published_at is not None
    found = session.query(Opening).filter_by(state=OpeningState.OPEN).options(selectinload(Opening.skills)).one()
    assert [(each.concept, each.required) for each in found.skills] == [
        (PYTHON, True), (DATA_ANALYSIS, True), (DIGITAL_TWIN, False),
    ]  # fmt: skip
    verbs = [each.verb for each in session.query(Event).order_by(Event.id)]
    assert verbs == ["wrote an opening", "published an opening"]


def test_nothing_is_published_before_the_operator_declared_what_it_is(session: Session) -> None:
    offering = make_offering(session)
    opening = make_opening(session, offering, open_=False)
    with pytest.raises(NotDeclared):
        publish(session, opening, actor=offering.actor, warnings_read=True)


def test_a_college_offers_places_without_wages(session: Session) -> None:
    college = make_offering(session, OrganisationKind.UNIVERSITY)
    declare_operator(session, college.officer)
    opening = make_opening(session, college, study_plan())
    assert opening.flags == []
    with pytest.raises(OpeningRefused):
        make_opening(session, college, plan())


def test_what_the_law_forbids_stops_until_the_words_are_changed(session: Session, employer: Offering) -> None:
    bad = plan(description={"ko": "용모 단정한 남성 우대", "en": "Data engineer for the press line."})
    opening = make_opening(session, employer, bad, open_=False)
    with pytest.raises(LawStops):
        publish(session, opening, actor=employer.actor, warnings_read=True)
    change_opening(session, opening, plan(), version=1, actor=employer.actor)
    publish(session, opening, actor=employer.actor, warnings_read=True)
    assert opening.state is OpeningState.OPEN


def test_warnings_have_to_be_read(session: Session, employer: Offering) -> None:
    opening = make_opening(session, employer, open_=False)
    # No figure of the minimum wage is confirmed, and nobody has entered a business number.
    with pytest.raises(WarningsUnread):
        publish(session, opening, actor=employer.actor)


def test_questions_weigh_more_from_thirty_workers_on(session: Session, employer: Offering) -> None:
    asks = plan(description={"ko": "지원서에 출신지역을 기재해 주세요.", "en": "-"})
    opening = make_opening(session, employer, asks, open_=False)
    before = {each.rule: stops(each) for each in opening_flags(session, opening, employer)}
    assert before["asks_origin"] is False
    session.add(
        EmployerFact(
            organisation_id=employer.organisation.id, name="workers", value=45, valid_from=date(2026, 1, 1),
            ends_before=None, evidence_sha256=None, evidence_name=None, stated_at=now(),
            stated_by_id=employer.keeper.id, taken_back_at=None, taken_back_by_id=None,
        )
    )  # fmt: skip
    with pytest.raises(LawStops):
        publish(session, opening, actor=employer.actor, warnings_read=True)


def opening_flags(session: Session, opening: Any, employer: Offering) -> Any:
    session.expire(opening, ["flags"])
    return get_opening(session, make_reader(session, employer.keeper), opening.reference).flags


def test_an_officer_lifts_a_flag_and_it_stays_lifted(session: Session, employer: Offering) -> None:
    misread = plan(description={"ko": "20대 우대 코너의 상품을 분류하는 일입니다.", "en": "-"})
    opening = make_opening(session, employer, misread, open_=False)
    reader = make_reader(session, employer.officer)
    (flag,) = [each for each in opening_flags(session, opening, employer) if each.rule == "age"]
    flag = get_flag(session, make_reader(session, employer.keeper), flag.id)
    ask_to_look(session, flag, "매장 코너의 이름입니다.", actor=employer.actor)
    assert [each.id for each in flags_page(session, reader, 1, all_flags=False).rows] == [flag.id]
    with pytest.raises(NotAllowed):
        answer(
            session, flag, lift=True, words="이름", reader=make_reader(session, employer.keeper), actor=employer.actor
        )
    answer(session, flag, lift=True, words="코너 이름이 맞습니다.", reader=reader, actor=reader.actor())
    with pytest.raises(FlagHasMoved):
        answer(session, flag, lift=False, words="다시", reader=reader, actor=reader.actor())
    publish(session, opening, actor=employer.actor, warnings_read=True)
    told = {(each.account_id, each.subject) for each in session.query(Notice)}
    assert (employer.officer.id, f"모집 자리 {opening.reference}: 지적 사항을 확인해 주십시오") in told
    assert (employer.keeper.id, f"모집 자리 {opening.reference}: 지적 사항이 해제되었습니다") in told


def test_no_officer_lifts_what_a_figure_decides(session: Session, employer: Offering) -> None:
    opening = make_opening(session, employer, plan(yearly_wage=None), open_=False)
    (flag,) = [each for each in opening_flags(session, opening, employer) if each.rule == "wage_missing"]
    with pytest.raises(FlagRefused):
        ask_to_look(session, flag, "협의합니다.", actor=employer.actor)


def test_an_employer_on_a_list_of_sanctions_publishes_nothing(session: Session, employer: Offering) -> None:
    reader = make_reader(session, employer.officer)
    state_sanction(
        session, employer.organisation.slug, SanctionList.WAGE_ARREARS, date(2026, 1, 1), None, "명단 2026-01",
        reader=reader, actor=reader.actor(),
    )  # fmt: skip
    with pytest.raises(LawStops):
        make_opening(session, employer)
    assert [each.source for each, _organisation in sanctions(session, reader)] == ["명단 2026-01"]
    with pytest.raises(SanctionRefused):
        state_sanction(
            session, "nobody", SanctionList.IMMIGRATION, date(2026, 1, 1), None, "-", reader=reader,
            actor=reader.actor(),
        )  # fmt: skip


def test_what_is_open_is_closed_and_copied_and_never_changed(session: Session, employer: Offering) -> None:
    opening = make_opening(session, employer)
    with pytest.raises(NotInThisState):
        change_opening(session, opening, plan(seats=1), version=opening.version, actor=employer.actor)
    close(session, opening, actor=employer.actor)
    copy = duplicate(session, opening, actor=employer.actor)
    assert (copy.state, plan_of(copy)) == (OpeningState.DRAFT, plan_of(opening))
    assert copy.reference != opening.reference


def test_who_saved_first_is_not_overwritten(session: Session, employer: Offering) -> None:
    opening = make_opening(session, employer, open_=False)
    change_opening(session, opening, plan(seats=3), version=1, actor=employer.actor)
    with pytest.raises(OpeningHasMoved):
        change_opening(session, opening, plan(seats=5), version=1, actor=employer.actor)
    assert opening.seats == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"seats": 0}, "seats"), ({"region": "atlantis"}, "region"), ({"contract": Contract.STUDY}, "contract"),
        ({"contract": Contract.FIXED_TERM}, "last_day"), ({"weekly_hours": 60}, "weekly_hours"),
        ({"kind": OpeningKind.STUDY}, "kind"), ({"title": {"ko": "가", "en": ""}}, "title_en"),
        ({"required": ("파이썬!",)}, "required"), ({"ends_before": date(2026, 1, 1)}, "last_day"),
        ({"place": {"ko": "900101-1234567", "en": ""}}, "place_ko"),
    ],
)  # fmt: skip
def test_what_an_opening_cannot_be(session: Session, employer: Offering, values: dict[str, Any], field: str) -> None:
    with pytest.raises(OpeningRefused) as refused:
        make_opening(session, employer, plan(**values))
    assert refused.value.field == field


def test_a_first_day_that_has_passed_is_not_published(session: Session, employer: Offering) -> None:
    with pytest.raises(OpeningRefused):
        make_opening(session, employer, plan(starts_on=today_in_korea() - timedelta(days=1)))


def test_others_do_not_see_a_draft(session: Session, employer: Offering) -> None:
    opening = make_opening(session, employer, open_=False)
    other = make_offering(session)
    with pytest.raises(NotFound):
        get_opening(session, make_reader(session, other.keeper), opening.reference)
    assert openings_page(session, make_reader(session, other.keeper), None, 1).total == 0
    assert openings_page(session, make_reader(session, employer.keeper), OpeningState.DRAFT, 1).total == 1
    with pytest.raises(NotAllowed):
        get_opening(session, make_reader(session, employer.officer), opening.reference, to_keep=True)


def test_a_declaration_holds_from_its_day_until_the_next(session: Session) -> None:
    offering = make_offering(session)
    reader = make_reader(session, offering.officer)

    def say(kind: ServiceKind, since: date, number: str = "J-1", ground: str = "") -> None:
        said = Declared(kind, "나루터 운영기관", number, ground, since)
        declare(session, said, reader=reader, actor=reader.actor())

    assert declaration_today(session) is None
    say(ServiceKind.FREE_PLACEMENT, date(2026, 1, 1), "", "직업안정법 제18조 제4항 제3호")
    say(ServiceKind.INFORMATION, date(2026, 6, 1))
    before, after = declaration_on(session, date(2026, 5, 31)), declaration_on(session, date(2026, 6, 1))
    assert (suggests_people(before), suggests_people(after)) == (True, False)
    for wrong in ((ServiceKind.INFORMATION, date(2026, 7, 1), "", "x"), (ServiceKind.FREE_PLACEMENT, date(2026, 6, 1))):
        with pytest.raises(DeclarationRefused):
            say(*wrong)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        keeper = make_reader(session, offering.keeper)
        declare(
            session, Declared(ServiceKind.INFORMATION, "가", "1", "", date(2026, 8, 1)), reader=keeper,
            actor=keeper.actor(),
        )  # fmt: skip
