"""Matching rounds as everybody may read of them: method, times, quotas, seed, certificate and protected statistics."""

from flask import Blueprint, render_template

from naruteo_portal.core.provinces import province
from naruteo_portal.edge.guards import ANYONE, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader_or_none
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.names import display_name
from naruteo_portal.identity.permissions import reads_rounds
from naruteo_portal.talent.clearing.archive import final_run
from naruteo_portal.talent.clearing.disclosure import LEAST, cutoff_to_print, statistics_of
from naruteo_portal.talent.clearing.evidence_papers import SUPERVISION, TRAINING_DATA, criteria_of
from naruteo_portal.talent.rounds.groups import GROUPS
from naruteo_portal.talent.rounds.planning import quotas_digest
from naruteo_portal.talent.rounds.queries import announced_page, get_announced
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_portal.web.people import wanted_page
from naruteo_portal.web.region_map import tiles_of
from naruteo_portal.web.round_words import MODES, RANKS, ROUND_STATES

blueprint = Blueprint("published_rounds", __name__, url_prefix="/rounds")
WITH_OUTCOME = (RoundState.PUBLISHED, RoundState.CLOSED)


@blueprint.get("")
@permit(ANYONE)
def rounds() -> str:
    """All rounds that are announced."""
    return render_template(
        "published_rounds/rounds.html", page=announced_page(current_session(), wanted_page()), states=ROUND_STATES
    )


@blueprint.get("/<round_reference>")
@permit(ANYONE)
def page(round_reference: str) -> str:
    """One round: how it works, when, by which quotas, and what came of it."""
    session = current_session()
    found = get_announced(session, round_reference)
    final = final_run(session, found) if found.state in WITH_OUTCOME else None
    statistics = statistics_of(final.figures) if final else None
    visitor = reader_or_none()
    return render_template(
        "published_rounds/round.html",
        found=found,
        final=final,
        statistics=statistics,
        least=LEAST,
        tiles=tiles_of(found, statistics.filled if statistics else None),
        cutoffs={
            each.opening.reference: cutoff_to_print(final.figures, each.opening.reference) for each in found.openings
        }
        if final
        else None,
        digest=quotas_digest(found),
        states=ROUND_STATES,
        modes=MODES,
        ranks=RANKS,
        groups=GROUPS,
        criteria=criteria_of(any(each.floor for each in found.regions)),
        supervision=SUPERVISION,
        training_data=TRAINING_DATA,
        province=province,
        audits=visitor is not None and visitor.has(Role.AUDITOR) and reads_rounds(visitor),
        called=lambda account: display_name(account.person, locale()),
    )
