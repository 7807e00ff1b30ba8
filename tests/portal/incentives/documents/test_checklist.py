"""What is asked for follows from the programme, the mode, and for whom is claimed."""

import pytest

from naruteo_portal.incentives.documents.checklist import SOURCES, Claimed, Item, Need, checklist_of

HERE = Claimed("remote", "insured", held_here=True, outsourced=True)


def asked(programme: str, *lines: Claimed) -> dict[Item, Need]:
    return {each.item: each.need for each in checklist_of(programme, lines)}


def elsewhere(mode: str | None, status: str = "insured") -> Claimed:
    return Claimed(mode, status, held_here=False, outsourced=None)


def test_of_a_training_on_the_platform_only_contract_and_payment_are_asked_for() -> None:
    found = asked("employer_training", HERE)
    assert [item for item, need in found.items() if need is Need.NEEDED] == [Item.CONTRACT, Item.PAYMENT]


def test_an_employer_that_trains_by_itself_has_no_contract() -> None:
    own = Claimed("classroom", "insured", held_here=True, outsourced=False)
    assert asked("employer_training", own).keys() == {Item.LODGING, Item.OTHER}


@pytest.mark.parametrize(
    ("mode", "attendance", "records"),
    [
        ("classroom", Need.NEEDED, None),
        ("on_site", Need.NEEDED, None),
        ("remote", None, Need.NEEDED),
        ("blended", Need.NEEDED, Need.NEEDED),
        (None, Need.NEEDED, Need.IF_IT_APPLIES),
    ],
)
def test_of_a_training_elsewhere_its_records_are_asked_for_by_its_mode(
    mode: str | None, attendance: Need | None, records: Need | None
) -> None:
    found = asked("employer_training", elsewhere(mode))
    assert (found.get(Item.ATTENDANCE), found.get(Item.REMOTE_RECORDS)) == (attendance, records)
    assert found[Item.CONTRACT] is Need.IF_IT_APPLIES


@pytest.mark.parametrize(
    ("status", "item"),
    [("on_paid_leave", Item.WAGES), ("to_be_hired", Item.ALLOWANCES), ("job_seeker", Item.ALLOWANCES)],
)
def test_wages_and_allowances_are_proved_where_they_are_claimed(status: str, item: Item) -> None:
    assert asked("employer_training", elsewhere("classroom", status))[item] is Need.NEEDED
    assert item not in asked("employer_training", elsewhere("classroom"))


def test_a_refund_of_fees_needs_the_receipt() -> None:
    assert asked("talent_premium_training", HERE).keys() == {Item.PAYMENT, Item.OTHER}
    assert asked("talent_premium_training", elsewhere("classroom"))[Item.COMPLETION] is Need.NEEDED


def test_every_line_says_where_it_is_named() -> None:
    assert set(Item) - set(SOURCES) == {Item.OTHER}
