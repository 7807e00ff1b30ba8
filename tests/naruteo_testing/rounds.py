"""Rounds with openings, candidates and certified lists, for tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from naruteo_matching.lottery import commitment, new_seed
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.clock import now
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.clearing.archive import archive_of, final_run
from naruteo_portal.talent.clearing.confirming import confirm
from naruteo_portal.talent.clearing.freezing import freeze
from naruteo_portal.talent.clearing.offers import close_round
from naruteo_portal.talent.clearing.publishing import publish
from naruteo_portal.talent.clearing.runs import run_round
from naruteo_portal.talent.openings.models import Contract, Opening, OpeningKind, OpeningState
from naruteo_portal.talent.rounds.models import (
    PreferenceList,
    Ranking,
    Round,
    RoundOpening,
    RoundRegion,
)
from naruteo_portal.talent.rounds.seeds import seal
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.candidates import make_candidate
from naruteo_testing.factories import make_account, make_organisation

HOUR = timedelta(hours=1)
WAGE = 36_000_000


def make_opening(session: Session, organisation: Organisation, *, seats: int = 1, **values: Any) -> Opening:
    """An opening that may take part in rounds."""
    at = now()
    opening = Opening(
        **{
            "reference": new_reference(Numbered.OPENING, at, lambda _taken: False),
            "organisation_id": organisation.id, "kind": OpeningKind.POSITION, "state": OpeningState.OPEN,
            "title": {"ko": "설비 데이터 담당", "en": "Data of machines"}, "description": {"ko": "", "en": ""},
            "region": "busan", "place": {"ko": "부산", "en": "Busan"}, "seats": seats, "occupation": None,
            "contract": Contract.PERMANENT, "starts_on": date(2027, 3, 2), "ends_before": None, "yearly_wage": WAGE,
            "weekly_hours": 40, "least_topik": None, "least_english": None, "least_degree": None,
            "least_experience_months": None, "created_at": at, "changed_at": at, "published_at": at, **values,
        }
    )  # fmt: skip
    session.add(opening)
    session.flush()
    return opening


@dataclass
class Fair:
    """A round that takes lists, with the people who run it, and what is needed to lead it on."""

    session: Session
    settings: Settings
    round: Round
    officer: Account
    second_officer: Account
    employer: Organisation
    hr: Account
    openings: list[Opening] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def archive(self) -> BlobStore:
        """The shelf of instances and answers."""
        return archive_of(self.settings)

    def is_in(self, state: RoundState) -> bool:
        """Whether the round has come to a state."""
        return self.round.state is state

    def add_opening(self, seats: int = 1, *, region: str = "busan", in_round: Mapping[str, Any] | None = None,
                    **values: Any) -> Opening:  # fmt: skip
        """One more opening in the round."""
        opening = make_opening(self.session, self.employer, seats=seats, region=region, **values)
        self.session.add(
            RoundOpening(
                **{"round_id": self.round.id, "opening_id": opening.id, "seats": seats, "target": None,
                   "place_in_order": None, **(in_round or {})}
            )
        )  # fmt: skip
        self.session.flush()
        self.openings.append(opening)
        return opening

    def add_region(self, region: str, cap: int | None = None, floor: int | None = None) -> None:
        """A quota of a region."""
        self.session.add(
            RoundRegion(
                round_id=self.round.id, region=region, cap=cap, floor=floor, reason="지역 배정 계획", stated_at=now()
            )
        )
        self.session.flush()

    def add_candidate(self, *wanted: Opening, certified: bool = True, **values: Any) -> Candidate:
        """One more candidate, with a list of openings that is certified unless told otherwise."""
        account = values.pop("account", None) or make_account(self.session, f"지원자{len(self.candidates)}")
        candidate = make_candidate(self.session, account, **{"region": "busan", **values})
        self.candidates.append(candidate)
        certify(self.session, self.round, candidate, wanted, certified=certified)
        return candidate

    def rank(self, opening: Opening, *order: Candidate | Sequence[Candidate]) -> None:
        """Certify an opening's order; a sequence within it is a tie."""
        ids = [each.id if isinstance(each, Candidate) else [one.id for one in each] for each in order]
        at = now()
        self.session.add(
            Ranking(
                round_id=self.round.id, opening_id=opening.id, saved=ids, saved_at=at, saved_by_id=self.hr.id,
                certified=ids, certified_at=at, certified_by_id=self.hr.id,
            )
        )  # fmt: skip
        self.session.flush()

    def pass_time(self, *, certify_by: timedelta | None = None, publish_at: timedelta | None = None,
                  answer_by: timedelta | None = None) -> None:  # fmt: skip
        """Put instants of the round so far from now; those that are not named keep their order after them."""
        at = now()
        self.round.certify_by = at + (certify_by if certify_by is not None else -2 * HOUR)
        self.round.opens_at = min(self.round.opens_at, self.round.certify_by - HOUR)
        self.round.publish_at = max(at, self.round.certify_by) + (publish_at if publish_at is not None else HOUR)
        self.round.answer_by = max(at, self.round.publish_at) + (answer_by if answer_by is not None else 2 * HOUR)
        self.session.flush()


def certify(
    session: Session, round_: Round, candidate: Candidate, wanted: Sequence[Opening], *, certified: bool = True
) -> None:
    """Save a candidate's list, and certify it unless told otherwise."""
    ids, at = [opening.id for opening in wanted], now()
    session.add(
        PreferenceList(
            round_id=round_.id, candidate_id=candidate.id, saved=ids, saved_at=at, certified=ids if certified else None,
            certified_at=at if certified else None,
        )
    )  # fmt: skip
    session.flush()


def make_round(session: Session, settings: Settings, supervisor: Account, *, state: RoundState = RoundState.ELICITING,
               opens_at: datetime | None = None, **values: Any) -> Round:  # fmt: skip
    """A round that has opened an hour ago and takes lists for another hour, unless told otherwise."""
    at, seed = now(), new_seed()
    opens_at = opens_at or at - HOUR
    round_ = Round(
        **{
            "reference": new_reference(Numbered.ROUND, at, lambda _taken: False),
            "title": {"ko": "동남권 겨울 라운드", "en": "South-east winter round"}, "state": state, "follows_id": None,
            "opens_at": opens_at, "certify_by": opens_at + 2 * HOUR, "publish_at": opens_at + 3 * HOUR,
            "answer_by": opens_at + 4 * HOUR, "supervisor_id": supervisor.id, "contact": "051-000-0000",
            "seed_commitment": commitment(seed), "sealed_seed": seal(seed, settings), "revealed_seed": None,
            "frozen_at": None, "input_sha256": None, "run_by_id": None, "confirmed_by_id": None,
            "confirmed_at": None, "published_at": None, "created_at": at, **values,
        }
    )  # fmt: skip
    session.add(round_)
    session.flush()
    return round_


def take_part(session: Session, round_: Round, *openings: Opening) -> None:
    """Let openings take part in a round; in one that is frozen, too, as if they had before."""
    frozen = round_.frozen_at, round_.input_sha256
    round_.frozen_at = round_.input_sha256 = None
    session.flush()
    session.add_all(
        RoundOpening(round_id=round_.id, opening_id=each.id, seats=1, target=None, place_in_order=None)
        for each in openings
    )
    session.flush()
    round_.frozen_at, round_.input_sha256 = frozen


def round_with_result(session: Session, settings: Settings, officer: Account) -> Round:
    """A round that an officer ran, which waits for another."""
    fair = open_fair(session, settings)
    fair.officer = officer
    opening = fair.add_opening()
    fair.rank(opening, fair.add_candidate(opening))
    lead_to(fair, RoundState.RUN)
    return fair.round


def open_fair(session: Session, settings: Settings) -> Fair:
    """A round that takes lists, with two officers and an employer, and nothing in it yet."""
    agency = make_organisation(session, OrganisationKind.AGENCY, name="나루터 운영기관")
    officer, second = (
        make_account(session, name, roles=((Role.PROGRAMME_OFFICER, agency),)) for name in ("강민호", "윤서아")
    )
    employer = make_organisation(session, name="한강정밀")
    hr = make_account(session, "최유진", roles=((Role.EMPLOYER_HR, employer),))
    return Fair(session, settings, make_round(session, settings, officer), officer, second, employer, hr)


def freeze_fair(fair: Fair) -> None:
    """Freeze the round, whose deadline has just passed."""
    fair.pass_time()
    freeze(fair.session, fair.round, fair.settings, fair.archive, actor=SYSTEM)
    fair.session.flush()


def lead_to(fair: Fair, state: RoundState) -> None:
    """Lead a round on from where it is, each step as its people or the clock would take it."""
    session, round_ = fair.session, fair.round
    steps = list(RoundState)
    while round_.state is not state:
        before = round_.state
        if before is RoundState.ELICITING:
            freeze_fair(fair)
        elif before is RoundState.FROZEN:
            run_round(session, round_, fair.settings, fair.archive, actor=by(fair.officer))
        elif before is RoundState.RUN:
            run = final_run(session, round_)
            assert run is not None
            confirm(session, round_, run.id, actor=by(fair.second_officer))
        elif before is RoundState.CONFIRMED:
            fair.pass_time(publish_at=-HOUR / 2)
            publish(session, round_, fair.settings, fair.archive, actor=SYSTEM)
        elif before is RoundState.PUBLISHED:
            fair.pass_time(certify_by=-4 * HOUR, publish_at=-2 * HOUR, answer_by=-HOUR)
            close_round(session, round_, actor=SYSTEM)
        assert steps.index(round_.state) == steps.index(before) + 1


def by(account: Account) -> Actor:
    """An account as the one who acts."""
    return Actor("person", account.id)
