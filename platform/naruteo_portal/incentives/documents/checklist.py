"""Which documents a claim needs beside what the platform states itself, by programme and by what is claimed.

The list follows what the law wants kept (평생능력규칙 7-2①). What the official form asks to be attached (별지 58) has
not been read; the page says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from naruteo_portal.core.i18n import N_, Message


class Item(StrEnum):
    """What may be uploaded for a claim."""

    CONTRACT = "contract"
    PAYMENT = "payment"
    ATTENDANCE = "attendance-elsewhere"
    REMOTE_RECORDS = "remote-records-elsewhere"
    COMPLETION = "completion-elsewhere"
    WAGES = "wages"
    ALLOWANCES = "allowances"
    LODGING = "lodging"
    OTHER = "other"


ITEM_WORDS: Mapping[Item, Message] = {
    Item.CONTRACT: N_("Training contract"),
    Item.PAYMENT: N_("Proof of payment (invoice or tax invoice)"),
    Item.ATTENDANCE: N_("Attendance list of who held the training"),
    Item.REMOTE_RECORDS: N_("Electronic records of progress and tests of who held the training"),
    Item.COMPLETION: N_("Certificates of completion of who held the training"),
    Item.WAGES: N_("Wage ledger of the trainees"),
    Item.ALLOWANCES: N_("Ledger of training allowances"),
    Item.LODGING: N_("Ledger of lodging costs"),
    Item.OTHER: N_("Other evidence"),
}
KEPT = "평생능력규칙 7-2①"
SOURCES: Mapping[Item, str] = {
    Item.CONTRACT: KEPT,
    Item.PAYMENT: f"{KEPT}, 소득세법 163",
    Item.ATTENDANCE: KEPT,
    Item.REMOTE_RECORDS: f"{KEPT}9",
    Item.COMPLETION: "중소기업 인재 키움 프리미엄 훈련 보도(2026-01)",
    Item.WAGES: f"{KEPT}, 고보령 41①5",
    Item.ALLOWANCES: f"{KEPT}, 고보령 41②",
    Item.LODGING: KEPT,
}
"""Where each is named; the completion certificate of 인재키움 only in a news report."""


class Need(StrEnum):
    """Whether the claim is complete without it."""

    NEEDED = "needed"
    IF_IT_APPLIES = "if_it_applies"


@dataclass(frozen=True)
class Claimed:
    """What the list has to know of one line of a claim."""

    mode: str | None
    status: str | None
    """What the trainee is to the employer."""
    held_here: bool
    outsourced: bool | None
    """Whether somebody else than the employer held the training; None if that is not known."""


@dataclass(frozen=True)
class Requirement:
    """One line of the list: what, whether it has to be there, and why."""

    item: Item
    need: Need
    why: Message

    @property
    def words(self) -> Message:
        """What the document is called."""
        return ITEM_WORDS[self.item]

    @property
    def source(self) -> str | None:
        """Where it is named."""
        return SOURCES.get(self.item)


def checklist_of(programme: str, lines: Iterable[Claimed]) -> tuple[Requirement, ...]:
    """The documents to upload for a claim, in the order in which they are asked for."""
    claimed = list(lines)
    made = _of_premium(claimed) if programme == "talent_premium_training" else _of_employer_training(claimed)
    other = Requirement(Item.OTHER, Need.IF_IT_APPLIES, N_("Whatever else shows that the claim is right."))
    return (*made, other)


def _of_employer_training(claimed: list[Claimed]) -> list[Requirement]:
    outsourced = any(each.outsourced for each in claimed)
    unknown = any(each.outsourced is None for each in claimed)
    found = []
    if outsourced or unknown:
        need = Need.NEEDED if outsourced else Need.IF_IT_APPLIES
        found += [
            Requirement(Item.CONTRACT, need, N_("Needed where an institution held the training for the employer.")),
            Requirement(Item.PAYMENT, need, N_("Shows what the employer paid to the institution.")),
        ]
    elsewhere = [each for each in claimed if not each.held_here]
    if any(each.mode != "remote" for each in elsewhere):
        found.append(
            Requirement(Item.ATTENDANCE, Need.NEEDED, N_("The platform has no record of trainings held elsewhere."))
        )
    if any(each.mode in ("remote", "blended", None) for each in elsewhere):
        needed = any(each.mode in ("remote", "blended") for each in elsewhere)
        found.append(
            Requirement(
                Item.REMOTE_RECORDS, Need.NEEDED if needed else Need.IF_IT_APPLIES,
                N_("Remote training is proved by electronic records of progress and tests."),
            )
        )  # fmt: skip
    if any(each.status == "on_paid_leave" for each in claimed):
        found.append(Requirement(Item.WAGES, Need.NEEDED, N_("Wages of trainees on paid training leave are claimed.")))
    if any(each.status in ("to_be_hired", "job_seeker") for each in claimed):
        why = N_("Job-seekers and people to be hired are among the trainees.")
        found.append(Requirement(Item.ALLOWANCES, Need.NEEDED, why))
    found.append(Requirement(Item.LODGING, Need.IF_IT_APPLIES, N_("Only where costs of lodging are claimed.")))
    return found


def _of_premium(claimed: list[Claimed]) -> list[Requirement]:
    found = [Requirement(Item.PAYMENT, Need.NEEDED, N_("The refund is a share of the fee that was really paid."))]
    if any(not each.held_here for each in claimed):
        why = N_("The platform has no record of trainings held elsewhere.")
        found.append(Requirement(Item.COMPLETION, Need.NEEDED, why))
    return found
