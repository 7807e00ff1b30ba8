"""Rounds, their quotas, the lists that count in them, the runs on these, and the offers that follow."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, Words, names_of
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.states import RoundState


class Round(Base):
    """One matching round: its days, its named supervisor, and the lottery that was committed to before it began."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint(
            "opens_at < certify_by AND certify_by < publish_at AND publish_at < answer_by", name="in_order"
        ),
        CheckConstraint("(frozen_at IS NULL) = (input_sha256 IS NULL)", name="frozen_with_hash"),
        CheckConstraint("confirmed_by_id <> run_by_id", name="two_people"),
        Index(None, "state"),
    )

    id: Mapped[Id]
    reference: Mapped[str]
    title: Mapped[Words]
    state: Mapped[RoundState] = mapped_column(names_of(RoundState), default=RoundState.PLANNED)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    """The round whose free places this second round hands out."""
    opens_at: Mapped[Instant]
    certify_by: Mapped[Instant]
    """The deadline for candidates and openings."""
    publish_at: Mapped[Instant]
    answer_by: Mapped[Instant]
    """Until when an offer is to be answered."""
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    """The named human who answers for it (AI Basic Act, decree art. 27)."""
    contact: Mapped[str]
    seed_commitment: Mapped[Digest]
    sealed_seed: Mapped[str]
    """The lottery's seed, encrypted until it is revealed with the outcome."""
    revealed_seed: Mapped[Digest | None]
    frozen_at: Mapped[Instant | None]
    input_sha256: Mapped[Digest | None]
    """The content hash of the frozen instance, which lies on the talent shelf."""
    run_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[Instant | None]
    published_at: Mapped[Instant | None]
    reminded: Mapped[Document] = mapped_column(default=list)
    """The deadlines that people were reminded of, as "certify 2027-03-01T09:00:00+00:00"."""
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    supervisor: Mapped[Account] = relationship(lazy="raise", foreign_keys=[supervisor_id])
    openings: Mapped[list["RoundOpening"]] = relationship(
        lazy="raise", back_populates="round", order_by="RoundOpening.opening_id"
    )
    regions: Mapped[list["RoundRegion"]] = relationship(lazy="raise", order_by="RoundRegion.region")


class RoundOpening(Base):
    """An opening that takes part in a round, with its seats there and the policy inputs of its region's cap."""

    __tablename__ = "round_opening"
    __table_args__ = (
        CheckConstraint("seats >= 0", name="seats_not_negative"),
        CheckConstraint("target >= 0", name="target_not_negative"),
        Index(None, "opening_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), primary_key=True)
    seats: Mapped[int]
    target: Mapped[int | None]
    place_in_order: Mapped[int | None]
    """When seats above the targets are handed out in its region."""
    reserves: Mapped[Document] = mapped_column(default=list)
    """[{"group": …, "seats": …}], soft: what a group leaves goes to everybody."""
    reason: Mapped[str] = mapped_column(default="")
    """What a target, an order or a reserve rests on."""

    round: Mapped[Round] = relationship(lazy="raise", back_populates="openings")
    opening: Mapped[Opening] = relationship(lazy="raise")


class RoundRegion(Base):
    """The dated, published quota of a region in a round."""

    __tablename__ = "round_region"
    __table_args__ = (
        CheckConstraint("0 <= floor AND floor <= cap", name="floor_within_cap"),
        CheckConstraint("cap >= 0", name="cap_not_negative"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    cap: Mapped[int | None]
    floor: Mapped[int | None]
    reason: Mapped[str]
    """What the quota rests on: a plan, a budget, a notice."""
    stated_at: Mapped[Instant]


class RoundStep(Base):
    """One step of a round from state to state: when, by whom, and with what words."""

    __tablename__ = "round_step"
    __table_args__ = (Index(None, "round_id"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    at: Mapped[Instant]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None if the clock did it."""
    before: Mapped[RoundState] = mapped_column(names_of(RoundState))
    after: Mapped[RoundState] = mapped_column(names_of(RoundState))
    words: Mapped[str] = mapped_column(default="")

    by: Mapped[Account | None] = relationship(lazy="raise")


class PreferenceList(Base):
    """A candidate's openings in the order in which they are wanted; only what was certified counts."""

    __tablename__ = "preference_list"
    __table_args__ = (
        CheckConstraint("(certified IS NULL) = (certified_at IS NULL)", name="certified_with_instant"),
        Index(None, "candidate_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    saved: Mapped[Document] = mapped_column(info={"personal": "openings that the candidate wants, best first"})
    """Ids of openings; saving is not certifying."""
    saved_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)
    certified: Mapped[Document | None] = mapped_column(
        JSONB(none_as_null=True), info={"personal": "the list that counts, best first"}
    )
    certified_at: Mapped[Instant | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise")


class Ranking(Base):
    """An opening's order over candidates; a list inside it is a tie, and whom it leaves out is not acceptable."""

    __tablename__ = "ranking"
    __table_args__ = (
        CheckConstraint("(certified IS NULL) = (certified_at IS NULL)", name="certified_with_instant"),
        Index(None, "opening_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("opening.id"), primary_key=True)
    saved: Mapped[Document] = mapped_column(info={"personal": "candidates as an opening orders them"})
    """Ids of candidates, best first: [7, [3, 9], 4]."""
    refused: Mapped[Document] = mapped_column(default=dict, info={"personal": "who is not acceptable, and why"})
    """Whom the opening has looked at and cannot take: {"12": "skills"}, by codes of `rankings.reasons`."""
    undo: Mapped[Document | None] = mapped_column(info={"personal": "the order before the last save"})
    """{"saved": …, "refused": …} before the last save; None where there is nothing to go back to."""
    saved_at: Mapped[Instant]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    certified: Mapped[Document | None] = mapped_column(
        JSONB(none_as_null=True), info={"personal": "the order that counts"}
    )
    certified_at: Mapped[Instant | None]
    certified_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RunKind(StrEnum):
    """What a run of the assignment is for."""

    DRY = "dry"
    WHAT_IF = "what_if"
    FINAL = "final"


class Run(Base):
    """One run of the assignment: on which input, how, by whom; its answer lies on the talent shelf by its hash."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "round_id"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    kind: Mapped[RunKind] = mapped_column(names_of(RunKind))
    at: Mapped[Instant]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    change: Mapped[Document] = mapped_column(default=dict)
    """What a what-if changed: seats, caps, wage, length of lists."""
    input_sha256: Mapped[Digest]
    answer_sha256: Mapped[Digest]
    certificate: Mapped[Document]
    figures: Mapped[Document]
    """Counts that pages show: placed, unplaced, fill by region, mean rank; never about one person."""
    faults: Mapped[Document] = mapped_column(default=list)
    """What the verifier found, each as {"kind": …, "words": {"ko": …, "en": …}}; pairs that overrides block are in
    `change`."""


class OfferState(StrEnum):
    """What became of a place that somebody was offered."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Nobody answered in time."""


class Outcome(Base):
    """What a confirmed round gives a candidate; None for the opening says that no place was found."""

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("round_id", "candidate_id"),
        CheckConstraint("(opening_id IS NULL) = (offer IS NULL)", name="offer_with_opening"),
        CheckConstraint("(override_reason IS NULL) = (override_by_id IS NULL)", name="override_by_somebody"),
        Index(None, "opening_id"),
        Index(None, "candidate_id", postgresql_where=text("offer = 'offered'")),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"))
    offer: Mapped[OfferState | None] = mapped_column(names_of(OfferState))
    answered_at: Mapped[Instant | None]
    override_reason: Mapped[str | None]
    """Why an officer moved it away from what the assignment gave."""
    override_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    round: Mapped[Round] = relationship(lazy="raise")
    candidate: Mapped[Candidate] = relationship(lazy="raise")
    opening: Mapped[Opening | None] = relationship(lazy="raise")
