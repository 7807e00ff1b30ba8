"""Claims for training grants: the list with its files, one claim with all its steps, and the receipt."""

from flask import Blueprint, Response, render_template, request

from naruteo_portal.core.clock import KST, today_in_korea
from naruteo_portal.core.i18n import N_, choose
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.bulk.sheets import Cell, Kind, write_table
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import answers_for_claims, decides_claims, makes_claims
from naruteo_portal.incentives.claims.claims import CHANGEABLE
from naruteo_portal.incentives.claims.duration import measured_days
from naruteo_portal.incentives.claims.handing_in import last_preparation
from naruteo_portal.incentives.claims.models import AppealState, Claim, ClaimStep
from naruteo_portal.incentives.claims.queries import (
    ClaimFilter,
    ListedClaim,
    all_claims,
    find_claims,
    get_claim,
    years_of,
)
from naruteo_portal.incentives.claims.states import MOVES, OPEN, ClaimState
from naruteo_portal.incentives.claims.words import APPEAL_STATES, CLAIM_STATES
from naruteo_portal.incentives.decisions.appeals import APPEALABLE, appeals_of
from naruteo_portal.incentives.decisions.business_days import clock_of
from naruteo_portal.incentives.programmes import programme_title
from naruteo_portal.web.claim_words import OUTCOMES, kept_lines
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("claims", __name__, url_prefix="/claims")
MAKERS = (Role.EMPLOYER_HR, Role.CLAIM_PROXY)
READ = any_of(*MAKERS, Role.PROGRAMME_OFFICER, Role.AUDITOR)
LONGEST_YEAR = 4
COLUMNS = (
    N_("Reference"), N_("Employer"), N_("Programme"), N_("Year"), N_("State"), N_("Trainees"), N_("Amount in won"),
    N_("Begun on"), N_("Handed in on"),
)  # fmt: skip


@blueprint.get("")
@permit(READ)
def claims() -> str:
    """The claims that the reader may see, to search and filter."""
    session, wanted = current_session(), _wanted()
    return render_template(
        "claims/claims.html",
        page=find_claims(session, reader(), wanted, wanted_page()),
        wanted=wanted,
        year_options=[(each, each) for each in years_of(session, reader())],
        state_options=[(each.value, words.said_in(locale())) for each, (words, _kind) in CLAIM_STATES.items()],
        makes=not makes_claims(reader()).is_empty,
        answers=not answers_for_claims(reader()).is_empty,
        decides=not decides_claims(reader()).is_empty,
        states=CLAIM_STATES,
        programme_title=programme_title,
    )


@blueprint.get("/claims.<any(csv, xlsx):kind>")
@permit(READ)
def file(kind: Kind) -> Response:
    """The claims of the filter, for a spreadsheet."""
    rows: list[list[Cell]] = [[each.said_in(locale()) for each in COLUMNS]]
    rows += [_row(each) for each in all_claims(current_session(), reader(), _wanted())]
    return table_file(write_table(kind, rows), kind, "naruteo-claims")


@blueprint.get("/<reference>")
@permit(READ)
def claim(reference: str) -> str:
    """How far a claim is: who did what and when, what is to be done, and how it was judged."""
    session = current_session()
    found = get_claim(session, reader(), reference)
    makes = makes_claims(reader()).covers(found.employer_id)
    answers = answers_for_claims(reader()).covers(found.employer_id)
    appeals = appeals_of(session, found)
    appealed = any(each.state is AppealState.OPEN for each in appeals)
    return render_template(
        "claims/claim.html",
        claim=found,
        state=CLAIM_STATES[found.state],
        states=CLAIM_STATES,
        appeals=appeals,
        appeal_states=APPEAL_STATES,
        supplement=_open_supplement(found),
        prepared=last_preparation(session, found) if makes and found.state in CHANGEABLE else None,
        **_waiting(found),
        changes=makes and found.state in CHANGEABLE,
        may_withdraw=answers and ClaimState.WITHDRAWN in MOVES[found.state],
        may_appeal=answers and found.state in APPEALABLE and not appealed,
        may_duplicate=makes and bool(found.lines),
        lines=kept_lines(found),
        outcomes=OUTCOMES,
        programme=programme_title(found.programme),
    )


@blueprint.get("/<reference>/receipt")
@permit(READ)
def receipt(reference: str) -> str:
    """That a claim was handed in, with its reference: to print or to keep."""
    session = current_session()
    found = get_claim(session, reader(), reference)
    return render_template(
        "claims/receipt.html",
        claim=found,
        programme=programme_title(found.programme),
        **_waiting(found),
    )


def _waiting(claim: Claim) -> dict[str, object]:
    """Until when a claim is to be decided, and how long others took; nothing for one that nobody has to decide."""
    if claim.state not in OPEN:
        return {"clock": None, "measured": None}
    moments = [(step.at, step.after) for step in claim.steps]
    clock = clock_of(moments, today_in_korea(), settings().claim_business_days)
    return {"clock": clock, "measured": measured_days(current_session(), claim.programme)}


def _open_supplement(claim: Claim) -> ClaimStep | None:
    """What an officer asks to add, while the claim waits for it."""
    return claim.steps[-1] if claim.state is ClaimState.SUPPLEMENT else None


def _wanted() -> ClaimFilter:
    """The filter in the address; unknown words narrow nothing."""
    state, year = request.args.get("state", ""), request.args.get("year", "")
    return ClaimFilter(
        words=request.args.get("q", "").strip(),
        state=ClaimState(state) if state in list(ClaimState) else None,
        year=int(year) if year.isdecimal() and len(year) <= LONGEST_YEAR else None,
    )


def _row(each: ListedClaim) -> list[Cell]:
    found = each.claim
    begun = found.created_at.astimezone(KST).date().isoformat()
    return [
        found.reference, choose(found.employer.name, locale()), choose(programme_title(found.programme), locale()),
        found.year, CLAIM_STATES[found.state][0].said_in(locale()), each.trainees, found.amount, begun,
        found.claimed_on.isoformat() if found.claimed_on else None,
    ]  # fmt: skip
