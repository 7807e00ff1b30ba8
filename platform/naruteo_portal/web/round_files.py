"""Files of a round: for auditors the pseudonymous input and answer, for whoever answers for it the evidence pack."""

from flask import Blueprint, Response

from naruteo_portal.audit.events import record
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.talent.clearing.archive import archive_of, final_run
from naruteo_portal.talent.clearing.evidence import evidence_pack
from naruteo_portal.talent.rounds.models import Round, Run
from naruteo_portal.talent.rounds.queries import get_round
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.web.downloads import download

blueprint = Blueprint("round_files", __name__, url_prefix="/matching-rounds/<round_reference>")
AUDITORS = any_of(Role.AUDITOR)
READERS = any_of(Role.PROGRAMME_OFFICER, Role.AUDITOR)
PUBLISHED = (RoundState.PUBLISHED, RoundState.CLOSED)


@blueprint.get("/instance.json")
@permit(AUDITORS)
def instance(round_reference: str) -> Response:
    """The frozen lists by reference numbers, byte for byte as they were hashed."""
    found, final = _published(round_reference)
    record(current_session(), actor(), "took a round’s files", found, file="instance")
    return download(archive_of(settings()).get(final.input_sha256), f"{found.reference}-instance.json")


@blueprint.get("/answer.json")
@permit(AUDITORS)
def answer(round_reference: str) -> Response:
    """The result by reference numbers with its certificate."""
    found, final = _published(round_reference)
    record(current_session(), actor(), "took a round’s files", found, file="answer")
    return download(archive_of(settings()).get(final.answer_sha256), f"{found.reference}-answer.json")


@blueprint.get("/evidence.zip")
@permit(READERS)
def evidence(round_reference: str) -> Response:
    """Everything that the AI Basic Act wants to be kept of a round, with a manifest of hashes."""
    found, final = _published(round_reference)
    content = evidence_pack(current_session(), found, final, archive_of(settings()))
    record(current_session(), actor(), "took a round’s files", found, file="evidence")
    return download(content, f"{found.reference}-evidence.zip")


def _published(round_reference: str) -> tuple[Round, Run]:
    found = get_round(current_session(), reader(), round_reference)
    final = final_run(current_session(), found) if found.state in PUBLISHED else None
    if final is None:
        raise NotFound(N_("There are no files yet. They come with the publication of the outcome."))
    return found, final
