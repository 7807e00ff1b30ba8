"""Candidates without their names, an opening's order in a round, and certifying it."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.blind import blind_profiles
from naruteo_portal.talent.candidates.consents import withdraw
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.clearing.offers import accept, decline
from naruteo_portal.talent.openings.models import Opening, OpeningSkill, ServiceKind
from naruteo_portal.talent.rankings.arranging import ids_in, places_in, tied_in, tiers_of
from naruteo_portal.talent.rankings.reasons import cover_of
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Ranking
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.candidates import add_skill, consent, make_candidate
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.openings import DATA_ANALYSIS, DIGITAL_TWIN, PYTHON, declare_operator
from naruteo_testing.rounds import HOUR, Fair, by, lead_to, open_fair


@dataclass
class Choosing:
    """An opening in a round with three candidates, and the desk of its HR."""

    fair: Fair
    opening: Opening
    candidates: list[Candidate]
    desk: FlaskClient

    @property
    def order(self) -> str:
        return f"/openings/{self.opening.reference}/rounds/{self.fair.round.reference}"

    def save(self, *ids: int, act: str = "", version: int = 0, **more: object) -> int:
        rows = [str(each) for each in ids]
        places = [str(place) for place in range(1, len(ids) + 1)]
        sent = {"row": rows, "place": places, "act": act, "version": str(version), **more}
        return self.desk.post(self.order, data=sent).status_code

    @property
    def ranking(self) -> Ranking:
        self.fair.session.expire_all()
        return self.fair.session.query(Ranking).one()


@pytest.fixture
def choosing(app: Portal, session: Session, settings: Settings) -> Choosing:
    fair = open_fair(session, settings)
    declare_operator(session, fair.officer)
    opening = fair.add_opening(seats=2)
    for concept, required in ((PYTHON, True), (DATA_ANALYSIS, True), (DIGITAL_TWIN, False)):
        session.add(OpeningSkill(opening_id=opening.id, concept=concept, required=required))
    skills: tuple[tuple[str, ...], ...] = ((), (PYTHON, DATA_ANALYSIS), (PYTHON, DIGITAL_TWIN))
    people = [
        make_candidate(session, make_account(session, f"제갈{number}"), skills=each)
        for number, each in enumerate(skills)
    ]
    return Choosing(fair, opening, people, client_of(app, fair.hr, session))


def test_what_the_opening_asks_bars_and_what_is_open_stands_beside(choosing: Choosing) -> None:
    session, (first, second, third) = choosing.fair.session, choosing.candidates
    choosing.opening.least_english = "B2"
    first.english, second.english, third.english = "A2", "C1", None
    session.commit()
    listed = f"/openings/{choosing.opening.reference}/candidates"
    page = choosing.desk.get(listed).text
    assert first.reference not in page and second.reference in page and third.reference in page
    assert page.count("영어: CEFR B2") == 1
    assert choosing.desk.get(f"{listed}/{first.reference}").status_code == 404
    assert choosing.save(second.id, first.id) == 422
    assert choosing.save(second.id, third.id) == 303
    # Who was ranked before the profile changed stays in the order, with what is not met beside.
    second.english = "A1"
    session.commit()
    page = choosing.desk.get(choosing.order).text
    assert second.reference in page and "미충족" in page


def test_orders_with_ties_go_to_rows_and_back() -> None:
    tiers = [7, [3, 9], 4]
    assert tiers_of(ids_in(tiers), tied_in(tiers)) == tiers
    assert places_in(tiers) == {7: 1, 3: 2, 9: 2, 4: 4}
    # Whoever comes first is tied with nobody above.
    assert tiers_of([3, 9], {3}) == [3, 9]


def test_cover_counts_what_is_proven_apart(session: Session, choosing: Choosing) -> None:
    session.refresh(choosing.opening, ["skills"])
    profiles = blind_profiles(session, [each.id for each in choosing.candidates])
    covers = [cover_of(choosing.opening.skills, profiles[each.id].skills) for each in choosing.candidates]
    assert [(len(each.required), len(each.missing), len(each.desired)) for each in covers] == [
        (0, 2, 0), (2, 0, 0), (1, 1, 1),
    ]  # fmt: skip
    assert sorted(range(3), key=lambda at: covers[at].rank) == [1, 2, 0]


def test_candidates_are_seen_without_their_names(choosing: Choosing) -> None:
    page = choosing.desk.get(f"/openings/{choosing.opening.reference}/candidates").text
    places = [page.index(choosing.candidates[at].reference) for at in (1, 2, 0)]
    assert places == sorted(places)
    assert "제갈" not in page
    one = choosing.candidates[1]
    shown = choosing.desk.get(f"/openings/{choosing.opening.reference}/candidates/{one.reference}").text
    assert one.summary in shown
    for hidden in ("제갈", "국적", "KR", "남성", "여성"):
        assert hidden not in shown.split("<main")[1].split("</main>")[0]


def test_who_takes_back_a_consent_or_may_not_work_there_is_not_seen(session: Session, choosing: Choosing) -> None:
    gone = choosing.candidates[1]
    withdraw(session, gone, Purpose.SHOW_PROFILE, actor=by(choosing.fair.hr))
    # A student's status does not let anybody work, and this opening is offered with none.
    barred = make_candidate(session, legal={"nationality": "VN", "residence_status": "D-2-2"})
    session.commit()
    page = choosing.desk.get(f"/openings/{choosing.opening.reference}/candidates").text
    assert gone.reference not in page
    assert barred.reference not in page
    assert choosing.desk.get(f"/openings/{choosing.opening.reference}/candidates/{gone.reference}").status_code == 404


def test_an_information_service_suggests_no_order(session: Session, app: Portal, settings: Settings) -> None:
    fair = open_fair(session, settings)
    declare_operator(session, fair.officer, ServiceKind.INFORMATION)
    opening = fair.add_opening()
    session.add(OpeningSkill(opening_id=opening.id, concept=PYTHON, required=True))
    first, second = sorted((make_candidate(session), make_candidate(session)), key=lambda each: each.reference)
    add_skill(session, second, PYTHON)
    desk = client_of(app, fair.hr, session)
    page = desk.get(f"/openings/{opening.reference}/candidates").text
    assert page.index(first.reference) < page.index(second.reference)
    order = desk.get(f"/openings/{opening.reference}/rounds/{fair.round.reference}").text
    assert 'value="suggest"' not in order


def test_ranking_by_buttons_numbers_ties_and_reasons(choosing: Choosing) -> None:
    a, b, c = (each.id for each in choosing.candidates)
    assert choosing.save(act=f"in:{a}") == 303
    assert choosing.save(a, act=f"in:{b}", version=1) == 303
    assert choosing.save(a, b, act=f"down:{a}", version=2) == 303
    assert choosing.ranking.saved == [b, a]
    assert choosing.save(b, a, version=3, tied=[str(a)]) == 303
    assert choosing.ranking.saved == [[b, a]]
    assert choosing.save(b, a, version=4, place=["2", "1"]) == 303
    assert choosing.ranking.saved == [a, b]
    assert choosing.save(a, b, act=f"refuse:{c}", version=5, **{f"reason-{c}": "skills"}) == 303
    assert (choosing.ranking.saved, choosing.ranking.refused) == ([a, b], {str(c): "skills"})
    assert choosing.save(a, b, act=f"refuse:{c}", version=6, **{f"reason-{c}": "looks"}) == 422
    page = choosing.desk.get(choosing.order).text
    assert "꼭 필요한 기술이 없음" in page
    assert choosing.desk.post(f"{choosing.order}/undo", data={"version": "6"}).status_code == 303
    assert (choosing.ranking.saved, choosing.ranking.refused) == ([a, b], {})


def test_a_suggestion_is_shown_and_never_saved(choosing: Choosing) -> None:
    assert choosing.save(act="suggest") == 200
    assert choosing.fair.session.query(Ranking).count() == 0


def test_two_who_save_lose_nothing(choosing: Choosing) -> None:
    a, b, _c = (each.id for each in choosing.candidates)
    assert choosing.save(a, b, version=5) == 409
    assert choosing.save(a, b) == 303
    assert choosing.save(b, a, version=0) == 409
    assert choosing.ranking.saved == [a, b]
    assert choosing.save(b, a, version=1) == 303
    assert choosing.desk.post(f"{choosing.order}/undo", data={"version": "1"}).status_code == 409


def test_saving_is_not_certifying_and_a_human_has_to_look(choosing: Choosing) -> None:
    a, b, _c = (each.id for each in choosing.candidates)
    assert choosing.desk.post(f"{choosing.order}/certify", data={"version": "0", "looked": "y"}).status_code == 422
    choosing.save(a, b)
    assert choosing.ranking.certified is None
    address = f"{choosing.order}/certify"
    assert choosing.candidates[0].reference in choosing.desk.get(address).text
    assert choosing.desk.post(address, data={"version": "1"}).status_code == 422
    assert choosing.desk.post(address, data={"version": "7", "looked": "y"}).status_code == 409
    assert choosing.desk.post(address, data={"version": "1", "looked": "y"}).status_code == 303
    assert (choosing.ranking.certified, choosing.ranking.certified_by_id) == ([a, b], choosing.fair.hr.id)
    choosing.save(b, a, version=1)
    assert choosing.ranking.certified == [a, b]
    verbs = [each.verb for each in choosing.fair.session.query(Event).order_by(Event.id)]
    assert verbs.count("certified a ranking") == 1


def test_after_the_deadline_nothing_is_saved(choosing: Choosing) -> None:
    choosing.save(choosing.candidates[0].id)
    choosing.fair.pass_time(certify_by=-HOUR)
    choosing.fair.session.commit()
    assert choosing.save(choosing.candidates[1].id, version=1) == 409
    assert choosing.desk.get(choosing.order).status_code == 200


def test_strangers_cannot_be_ranked(choosing: Choosing, session: Session) -> None:
    hidden = make_candidate(session, consents=(Purpose.MATCHING,))
    session.commit()
    assert choosing.save(hidden.id) == 422
    assert choosing.save(987654) == 422


def test_a_name_needs_consent_and_a_reason_and_is_told(session: Session, choosing: Choosing) -> None:
    one = choosing.candidates[1]
    address = f"/openings/{choosing.opening.reference}/candidates/{one.reference}"
    assert choosing.desk.post(f"{address}/name", data={"reason": "면접"}).status_code == 403
    consent(session, one, Purpose.SHOW_NAME)
    session.commit()
    assert choosing.desk.post(f"{address}/name", data={"reason": " "}).status_code == 422
    assert "제갈1" not in choosing.desk.get(address).text
    assert choosing.desk.post(f"{address}/name", data={"reason": "면접 안내를 보냅니다."}).status_code == 303
    assert "제갈1" in choosing.desk.get(address).text
    (told,) = session.query(Notice).filter_by(account_id=one.account_id)
    assert "면접 안내를 보냅니다." in told.body
    withdraw(session, one, Purpose.SHOW_NAME, actor=by(choosing.fair.hr))
    session.commit()
    assert "제갈1" not in choosing.desk.get(address).text


def test_an_accepted_place_shows_the_name(session: Session, choosing: Choosing) -> None:
    one = choosing.candidates[1]
    session.add(
        Outcome(
            round_id=choosing.fair.round.id, candidate_id=one.id, opening_id=choosing.opening.id,
            offer=OfferState.ACCEPTED, answered_at=None, override_reason=None, override_by_id=None,
        )
    )  # fmt: skip
    session.commit()
    page = choosing.desk.get(f"/openings/{choosing.opening.reference}/candidates/{one.reference}").text
    assert "제갈1" in page


def test_who_takes_a_place_is_told_and_named_on_the_page_of_the_order(
    app: Portal, session: Session, settings: Settings
) -> None:
    fair = open_fair(session, settings)
    opening = fair.add_opening(seats=2)
    taking, leaving = (fair.add_candidate(opening) for _ in range(2))
    fair.rank(opening, taking, leaving)
    desk, order = client_of(app, fair.hr, session), f"/openings/{opening.reference}/rounds/{fair.round.reference}"
    lead_to(fair, RoundState.CONFIRMED)
    session.commit()
    assert "자리를 제안받은 지원자" not in desk.get(order).text
    lead_to(fair, RoundState.PUBLISHED)
    session.commit()
    page = desk.get(order).text
    assert page.count("아직 답하지 않음") == 2 and "지원자0" not in page
    told = session.query(Notice).filter_by(account_id=fair.hr.id)
    before = told.count()
    for one, answer in ((taking, accept), (leaving, decline)):
        answer(session, session.query(Outcome).filter_by(candidate_id=one.id).one(), actor=by(fair.hr))
    session.commit()
    page = desk.get(order).text
    assert "지원자0" in page and "지원자1" not in page
    assert told.count() == before + 2 and {each.address for each in told.offset(before)} == {order}
    assert not any("지원자0" in each.body for each in told)


def test_home_names_the_orders_that_wait_and_only_ones_own(choosing: Choosing, session: Session, app: Portal) -> None:
    stranger = make_account(
        session, roles=((Role.ADMISSIONS, make_organisation(session, OrganisationKind.UNIVERSITY)),)
    )
    session.commit()
    assert choosing.order in choosing.desk.get("/").text
    other = client_of(app, stranger, session).get("/").text
    assert choosing.order not in other and "/openings" in other
    choosing.save(choosing.candidates[1].id)
    assert choosing.order in choosing.desk.get("/").text
    choosing.desk.post(f"{choosing.order}/certify", data={"version": "1", "looked": "y"})
    assert choosing.order not in choosing.desk.get("/").text
    choosing.save(choosing.candidates[2].id, version=1)
    assert choosing.order in choosing.desk.get("/").text
