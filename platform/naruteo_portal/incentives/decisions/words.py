"""What decisions, batches, payments and the views of the queue are called."""

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.incentives.decisions.models import DecisionKind, DecisionState
from naruteo_portal.incentives.decisions.payment_models import BatchState, PaymentState
from naruteo_portal.incentives.decisions.queue import Order, View
from naruteo_portal.incentives.ledger.bookkeeping import EntryKind

Badge = tuple[Message, str]
"""The word and the kind of its badge."""

DECISION_KINDS: dict[DecisionKind, Message] = {
    DecisionKind.APPROVE: N_("Approval"),
    DecisionKind.REJECT: N_("Rejection"),
}
DECISION_STATES: dict[DecisionState, Badge] = {
    DecisionState.PROPOSED: (N_("Waits for a second officer"), "warning"),
    DecisionState.IN_FORCE: (N_("In force"), "success"),
    DecisionState.DECLINED: (N_("Sent back"), "neutral"),
    DecisionState.REOPENED: (N_("Ended: the claim was opened again"), "neutral"),
}
BATCH_STATES: dict[BatchState, Badge] = {
    BatchState.MADE: (N_("Waits for its release"), "warning"),
    BatchState.RELEASED: (N_("Released"), "success"),
    BatchState.CANCELLED: (N_("Cancelled"), "neutral"),
}
PAYMENT_STATES: dict[PaymentState, Badge] = {
    PaymentState.WAITING: (N_("No result yet"), "info"),
    PaymentState.PAID: (N_("Paid"), "success"),
    PaymentState.REFUSED: (N_("Refused by the bank"), "danger"),
    PaymentState.VOID: (N_("Cancelled"), "neutral"),
}
VIEWS: dict[View, Message] = {
    View.MINE: N_("Mine"),
    View.UNASSIGNED: N_("Nobody’s"),
    View.OVERDUE: N_("Overdue"),
    View.TO_CONFIRM: N_("To be confirmed by me"),
    View.ALL: N_("All"),
}
ORDERS: dict[Order, Message] = {
    Order.DUE: N_("Due first"),
    Order.OLDEST: N_("Oldest first"),
    Order.AMOUNT: N_("Largest amount first"),
    Order.EMPLOYER: N_("By employer"),
}
ENTRY_KINDS: dict[EntryKind, Message] = {
    EntryKind.ALLOT: N_("Allotted"),
    EntryKind.COMMIT: N_("Committed"),
    EntryKind.RELEASE: N_("Commitment released"),
    EntryKind.PAY: N_("Paid"),
}
