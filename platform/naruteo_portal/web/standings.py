"""Who stands where with the completion rules, for those who look after a cohort."""

from flask import Blueprint, render_template, request

from naruteo_portal.assessment.queries import cohort_learners
from naruteo_portal.catalogue.cohort_queries import STAFF, get_cohort
from naruteo_portal.catalogue.progress import CompletionRules
from naruteo_portal.catalogue.words import completion_words, standing_words
from naruteo_portal.completion.certificates import issued_in
from naruteo_portal.core.clock import now
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader

blueprint = Blueprint("standings", __name__)
PEOPLE_ON_A_PAGE = 50
VIEWS = ("all", "complete", "unmet")


@blueprint.get("/cohorts/<int:cohort_id>/completion")
@permit(any_of(*STAFF))
def cohort(cohort_id: int) -> str:
    """Each learner with the rules that are met and what stands in the way of the others."""
    found = get_cohort(current_session(), reader(), cohort_id)
    at = now()
    standings = [(each, each.progress(at)) for each in cohort_learners(current_session(), found.id, with_cells=False)]
    counts = {
        "all": len(standings),
        "complete": sum(progress.complete for _course, progress in standings),
        "unmet": sum(not progress.complete for _course, progress in standings),
    }
    wanted = request.args.get("view", "all")
    view = wanted if wanted in VIEWS else "all"
    rows = [each for each in standings if view == "all" or each[1].complete == (view == "complete")]
    return render_template(
        "standings/cohort.html",
        cohort=found,
        page=page_of_rows(rows, request.args.get("page", 1, type=int), PEOPLE_ON_A_PAGE),
        view=view,
        counts=counts,
        rules=completion_words(
            CompletionRules.of_manifest(found.edition.manifest),
            [each.task for each in found.schedule],
            locale(),
        ),
        survey=CompletionRules.of_manifest(found.edition.manifest).survey,
        certificates=issued_in(current_session(), found),
        standing_words=standing_words,
    )
