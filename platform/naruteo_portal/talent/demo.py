"""Demo content: openings of an employer and a college, candidates who are invented and say so, a round in each state.

Everything goes through the functions that people use. Only the instants of rounds are put where a round then stands: a
demo cannot wait for weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.accounts import open_account
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.identity.names import Names
from naruteo_portal.identity.readers import reader_of
from naruteo_portal.settings import Settings
from naruteo_portal.talent.answers.models import QuestionKind
from naruteo_portal.talent.answers.queries import own_outcome
from naruteo_portal.talent.answers.questions import ask
from naruteo_portal.talent.candidates.candidates import Profile, change_profile, open_profile
from naruteo_portal.talent.candidates.consents import give
from naruteo_portal.talent.candidates.legal import KOREA, LegalFacts, state_legal
from naruteo_portal.talent.candidates.models import Candidate, CandidateKind, Degree, Purpose
from naruteo_portal.talent.candidates.wordings import wording_in_force
from naruteo_portal.talent.choices.lists import certify_list, save_list
from naruteo_portal.talent.clearing.archive import archive_of
from naruteo_portal.talent.clearing.confirming import confirm
from naruteo_portal.talent.clearing.freezing import freeze
from naruteo_portal.talent.clearing.offers import accept, close_round, decline
from naruteo_portal.talent.clearing.publishing import publish
from naruteo_portal.talent.clearing.putting_off import cancel_round
from naruteo_portal.talent.clearing.runs import run_round, try_round
from naruteo_portal.talent.clearing.what_if import Change
from naruteo_portal.talent.demo_skills import asked_by, give_skills
from naruteo_portal.talent.demo_together import apply_together
from naruteo_portal.talent.links.conditions import solver_is_there
from naruteo_portal.talent.openings.declaration import Declared, declaration_today, declare
from naruteo_portal.talent.openings.flags import ask_to_look, look_again
from naruteo_portal.talent.openings.models import Contract, Opening, OpeningKind, ServiceKind
from naruteo_portal.talent.openings.openings import Plan, write_opening
from naruteo_portal.talent.openings.openings import publish as publish_opening
from naruteo_portal.talent.rankings.pipeline import Invitation, follow, get_entry, invite
from naruteo_portal.talent.rankings.rankings import certify_ranking, save_ranking
from naruteo_portal.talent.rounds.calendar import Instants
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round
from naruteo_portal.talent.rounds.planning import (
    OpeningPlan,
    RegionPlan,
    RoundPlan,
    open_round,
    plan_round,
    set_openings,
    set_regions,
)
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.talent.suitability.history import decided_rounds, load_history
from naruteo_portal.talent.suitability.learning import keep_fit, learned
from naruteo_portal.talent.suitability.models import Side

INVENTED = "데모용 가상 계획(실제 계획이 아님) / invented for the demo"
INVENTED_PEOPLE = 9
CONSENTS = (
    Purpose.MATCHING, Purpose.SHOW_PROFILE, Purpose.SHOW_NAME, Purpose.LEARNING_RECORD, Purpose.SUITABILITY_MODEL,
)  # fmt: skip
IN_SMALL_ROUNDS = 4
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOON = (DAY, 2 * DAY, 3 * DAY, 4 * DAY)
COLLECTING = (-2 * DAY, 7 * DAY, 9 * DAY, 16 * DAY)
OVER = (-9 * DAY, -HOUR, 2 * DAY, 9 * DAY)
OUT = (-12 * DAY, -4 * DAY, -DAY, 5 * DAY)
LONG_OVER = (-30 * DAY, -20 * DAY, -15 * DAY, -DAY)
"""The four instants of a round from now."""
TRIALS = (None, Change(list_length=2))
WITH_A_COUPLE = (RoundState.ELICITING, RoundState.FROZEN, RoundState.PUBLISHED)
"""Rounds in which the third and the fourth candidate apply together: without quotas, which exclude that."""


@dataclass(frozen=True)
class Place:
    """An opening of the demo: who offers it (0 the employer, 1 the college), where, and how many seats."""

    offered_by: int
    kind: OpeningKind
    ko: str
    en: str
    region: str
    seats: int
    yearly_wage: int | None


PLACES = (
    Place(0, OpeningKind.POSITION, "예지보전 데이터 담당", "Predictive maintenance", "gyeongnam", 6, 38_000_000),
    Place(0, OpeningKind.POSITION, "품질 데이터 담당", "Quality data", "busan", 4, 36_000_000),
    Place(0, OpeningKind.POSITION, "공정 최적화 담당", "Process optimisation", "ulsan", 3, 41_000_000),
    Place(1, OpeningKind.STUDY, "산업 AI 석사과정", "Master’s course in industrial AI", "jeonbuk", 5, None),
    Place(1, OpeningKind.RESEARCH, "설비 진단 연구원", "Research on machine diagnosis", "busan", 2, 40_000_000),
)
TITLES: dict[RoundState, tuple[str, str]] = {
    RoundState.CLOSED: ("가을 라운드", "Autumn round"),
    RoundState.CANCELLED: ("취소된 라운드", "Round that was called off"),
    RoundState.PUBLISHED: ("초겨울 라운드", "Early winter round"),
    RoundState.CONFIRMED: ("동남권 라운드", "South-east round"),
    RoundState.RUN: ("호남권 라운드", "South-west round"),
    RoundState.FROZEN: ("중부권 라운드", "Central round"),
    RoundState.ELICITING: ("겨울 라운드", "Winter round"),
    RoundState.PLANNED: ("봄 라운드", "Spring round"),
}
"""One round for each state, in the order in which they are made."""


@dataclass(frozen=True)
class TalentCast:
    """Who does what in the demo of rounds."""

    organisations: tuple[Organisation, Organisation]
    """The employer and the college."""
    keepers: tuple[Account, Account]
    """HR, and the admissions officer."""
    officer: Account
    second_officer: Account
    graduates: tuple[Account, ...]
    recruits: tuple[Account, ...]
    """People of the demo with whom one can sign in."""


def make_demo_rounds(session: Session, cast: TalentCast, settings: Settings) -> None:
    """Make what the demo lacks; what people did with it stays."""
    if session.scalars(select(Round.id).limit(1)).first() is not None:
        return
    if declaration_today(session) is None:
        said = Declared(ServiceKind.FREE_PLACEMENT, "나루터 데모 운영기관", "DEMO-1", "", today_in_korea() - 90 * DAY)
        declare(session, said, reader=reader_of(session, cast.officer, session_id=0), actor=_by(cast.officer))
    openings = [_offer(session, cast, place) for place in PLACES]
    people = _candidates(session, cast)
    for state in TITLES:
        taking_part = people if state is RoundState.CLOSED else people[:IN_SMALL_ROUNDS]
        _lead(session, cast, settings, state, openings, taking_part)
    _draft_with_a_flag(session, cast)
    _invite(session, cast, openings[0], people[0])
    _appeal(session, people[1])
    for side in Side:
        history = load_history(session, side, decided_rounds(session))
        # Two small rounds are too little: the page shows what is said then.
        keep_fit(session, history, learned(history), actor=_by(cast.officer))


def _offer(session: Session, cast: TalentCast, place: Place) -> Opening:
    keeper = _by(cast.keepers[place.offered_by])
    words = "설비와 공정의 데이터로 현장의 문제를 풉니다. 데모용 가상 모집입니다."
    opening = write_opening(session, cast.organisations[place.offered_by], _plan(place, words), actor=keeper)
    publish_opening(session, opening, actor=keeper, warnings_read=True)
    return opening


def _plan(place: Place, words: str) -> Plan:
    studies = place.kind is OpeningKind.STUDY
    required, desired = asked_by(PLACES.index(place))
    return Plan(
        kind=place.kind, title={"ko": place.ko, "en": place.en}, region=place.region, seats=place.seats,
        description={
            "ko": words,
            "en": "You solve problems of the shop floor with data of machines and processes. Invented for the demo.",
        },
        place={"ko": "데모 산업단지", "en": "Demo industrial park"},
        contract=Contract.STUDY if studies else Contract.PERMANENT,
        starts_on=today_in_korea() + 120 * DAY, yearly_wage=place.yearly_wage,
        weekly_hours=None if studies else 40, visa_support=True, statuses=() if studies else ("E-7-1",),
        required=required, desired=desired,
    )  # fmt: skip


def _draft_with_a_flag(session: Session, cast: TalentCast) -> None:
    """A draft that the checks of law stop, about which the employer asks an officer to look."""
    keeper = _by(cast.keepers[0])
    plan = _plan(PLACES[0], "용모 단정한 분을 찾습니다. 데모: 법 점검이 걸러내는 말입니다.")
    draft = write_opening(session, cast.organisations[0], plan, actor=keeper)
    for flag in look_again(session, draft)[:1]:
        ask_to_look(session, flag, "데모: 설비의 겉모습을 점검하는 일이라는 뜻입니다.", actor=keeper)


def _invite(session: Session, cast: TalentCast, opening: Opening, candidate: Candidate) -> None:
    """An interview outside the rounds, to which the candidate has not answered."""
    hr = cast.keepers[0]
    entry = follow(session, opening, candidate, actor=_by(hr), account_id=hr.id)
    session.flush()
    invitation = Invitation(now() + 3 * DAY, 30, "화상 면접", "데모 초대입니다.")
    invite(session, get_entry(session, opening, entry.id), invitation, actor=_by(hr), account_id=hr.id)


def _appeal(session: Session, candidate: Candidate) -> None:
    """One candidate appeals against the outcome of the published round."""
    session.flush()
    reference = session.scalars(select(Round.reference).where(Round.state == RoundState.PUBLISHED)).one()
    outcome = own_outcome(session, candidate, reference)
    words = "데모: 이 결과가 제가 확정한 목록대로 계산되었는지 다시 살펴봐 주세요."
    ask(session, outcome, QuestionKind.APPEAL, words, actor=Actor("person", candidate.account_id))


def _candidates(session: Session, cast: TalentCast) -> list[Candidate]:
    """The people whom one can sign in as first, then those who are only there to be matched."""
    people = [(account, CandidateKind.GRADUATE) for account in cast.graduates]
    people += [(account, CandidateKind.RECRUIT) for account in cast.recruits]
    for number in range(1, INVENTED_PEOPLE + 1):
        account = open_account(
            session, actor=SYSTEM, email=f"demo-{number:02}@example.kr", password=None, locale="ko",
            names=Names(f"가상 지원자 {number:02}", f"Invented Person {number:02}"),
        )  # fmt: skip
        # Nobody reads their mail.
        account.email_verified_at = None
        people.append((account, CandidateKind.GRADUATE))
    return [_candidate(session, account, kind, number) for number, (account, kind) in enumerate(people)]


def _candidate(session: Session, account: Account, kind: CandidateKind, number: int) -> Candidate:
    actor, is_recruit = _by(account), kind is CandidateKind.RECRUIT
    candidate = open_profile(session, account.id, kind, actor=actor)
    profile = Profile(
        kind=kind, summary="데모용 가상 프로필입니다. 설비 데이터를 다룹니다.", lives_abroad=False,
        region=("busan", "gyeongnam", "ulsan", "jeonbuk")[number % 4], regions_wanted=("busan", "gyeongnam"),
        available_from=today_in_korea() + 60 * DAY, degree=Degree.MASTER if number % 3 == 0 else Degree.BACHELOR,
        degree_field="기계공학", korean_degree=True, experience_months=12 * (number % 5), native_korean=not is_recruit,
        topik=4 if is_recruit else None, english="B2", licences=(),
    )  # fmt: skip
    change_profile(session, candidate, profile, version=candidate.version, actor=actor)
    legal = LegalFacts("VN", "F-5", None, {}) if is_recruit else LegalFacts(KOREA, None, None, {})
    state_legal(session, candidate, legal, version=candidate.version, actor=actor)
    for purpose in CONSENTS:
        give(session, candidate, purpose, wording_in_force(purpose).version, actor=actor)
    give_skills(session, candidate, number, shown=account.email_verified_at is None, actor=actor)
    return candidate


def _lead(
    session: Session, cast: TalentCast, settings: Settings, state: RoundState, openings: Sequence[Opening],
    people: Sequence[Candidate],
) -> None:  # fmt: skip
    """Take a round as far as it shall come."""
    officer, second, archive = _by(cast.officer), _by(cast.second_officer), archive_of(settings)
    together = state in WITH_A_COUPLE and solver_is_there()
    round_ = _planned(session, cast, settings, TITLES[state], openings, quotas=not together)
    if state is RoundState.PLANNED:
        return
    if state is RoundState.CANCELLED:
        cancel_round(session, round_, "데모: 모집 자리에 잘못이 있어 다시 계획합니다.", actor=officer)
        return
    _put(session, round_, COLLECTING)
    open_round(session, round_, actor=SYSTEM)
    _choose(session, round_, openings, people)
    _rank(session, cast, round_, openings, people)
    if together:
        apply_together(session, round_, openings, people[2], people[3])
    for change in TRIALS if state in (RoundState.ELICITING, RoundState.FROZEN) else ():
        try_round(session, round_, change, settings, archive, by_id=cast.officer.id)
    if state is RoundState.ELICITING:
        return
    _put(session, round_, OVER)
    freeze(session, round_, settings, archive, actor=SYSTEM)
    if state is RoundState.FROZEN:
        return
    run = run_round(session, round_, settings, archive, actor=officer)
    if state is RoundState.RUN or run is None:
        return
    confirm(session, round_, run.id, actor=second)
    if state is RoundState.CONFIRMED:
        return
    _put(session, round_, OUT)
    publish(session, round_, settings, archive, actor=SYSTEM)
    if state is RoundState.CLOSED:
        _answer(session, round_)
        _put(session, round_, LONG_OVER)
        close_round(session, round_, actor=SYSTEM)


def _planned(
    session: Session, cast: TalentCast, settings: Settings, title: tuple[str, str], openings: Sequence[Opening],
    *, quotas: bool,
) -> Round:  # fmt: skip
    officer, at = _by(cast.officer), now()
    plan = RoundPlan(
        {"ko": f"{title[0]}(데모)", "en": f"{title[1]} (demo)"}, Instants(*(at + each for each in SOON)),
        cast.officer.id, "demo@example.kr",
    )  # fmt: skip
    round_ = plan_round(session, plan, settings, actor=officer)
    plans = [OpeningPlan(each.reference, each.seats) for each in openings]
    first = openings[0]
    if quotas:
        plans[0] = OpeningPlan(first.reference, first.seats, 4, 1, {"regional_graduate": 1}, INVENTED)
    set_openings(session, round_, plans, version=round_.version, actor=officer)
    if quotas:
        regions = [RegionPlan("gyeongnam", 5, 2, INVENTED), RegionPlan("busan", 5, None, INVENTED)]
        set_regions(session, round_, regions, version=round_.version, actor=officer)
    return round_


def _choose(session: Session, round_: Round, openings: Sequence[Opening], people: Sequence[Candidate]) -> None:
    """Every candidate begins the list with another opening."""
    for number, candidate in enumerate(people):
        first = number % len(openings)
        wanted = [each.id for each in (*openings[first:], *openings[:first])][: 3 + number % 3]
        actor = Actor("person", candidate.account_id)
        saved = save_list(session, candidate, round_, wanted, version=0, actor=actor)
        certify_list(session, candidate, round_, version=saved.version, actor=actor)


def _rank(
    session: Session, cast: TalentCast, round_: Round, openings: Sequence[Opening], people: Sequence[Candidate]
) -> None:
    """Every opening begins its order with somebody else, and cannot part two of them."""
    for number, opening in enumerate(openings):
        first = 2 * number % len(people)
        order = [each.id for each in (*people[first:], *people[:first])]
        keeper = cast.keepers[PLACES[number].offered_by]
        saved = save_ranking(
            session, opening, round_, [order[0], order[1:3], *order[3:]], {}, version=0, actor=_by(keeper),
            account_id=keeper.id,
        )  # fmt: skip
        certify_ranking(
            session, opening, round_, version=saved.version, looked=True, actor=_by(keeper), account_id=keeper.id
        )


def _answer(session: Session, round_: Round) -> None:
    """Most accept, every seventh declines, and one lets the offer lapse."""
    offered = session.scalars(
        select(Outcome).where(Outcome.round_id == round_.id, Outcome.offer == OfferState.OFFERED).order_by(Outcome.id)
    ).all()
    for number, outcome in enumerate(offered[1:], start=1):
        candidate = session.get_one(Candidate, outcome.candidate_id)
        answer = decline if number % 7 == 0 else accept
        answer(session, outcome, actor=Actor("person", candidate.account_id))


def _put(session: Session, round_: Round, instants: tuple[timedelta, ...]) -> None:
    at = now()
    names = ("opens_at", "certify_by", "publish_at", "answer_by")
    for name, away in zip(names, instants, strict=True):
        setattr(round_, name, at + away)
    session.flush()


def _by(account: Account) -> Actor:
    return Actor("person", account.id)
