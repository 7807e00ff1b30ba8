"""Free questions to a release, answered with a little fixed noise, and the file for research and the public."""

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.audit.events import record
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.application import portal
from naruteo_portal.edge.guards import permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity import limits
from naruteo_portal.identity.bulk.sheets import Kind
from naruteo_portal.insight.exploring.public_file import GUARANTEES, LIMITS, write_file
from naruteo_portal.insight.exploring.questions import (
    COHORT,
    MOST_ATTRIBUTES,
    Question,
    ask,
    check_question,
    ways_to_ask,
)
from naruteo_portal.insight.reviews.looking import NotYet, newest
from naruteo_portal.insight.reviews.words import ATTRIBUTES, STAGES, group_name
from naruteo_portal.web.review_waits import say_not_yet
from naruteo_portal.web.reviews import REVIEWERS
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("exploration", __name__, url_prefix="/reviews/<programme_reference>")
LABELS: dict[str, Message] = {COHORT: N_("Cohort"), **ATTRIBUTES}
FIELDS = tuple(f"by{number}" for number in range(1, MOST_ATTRIBUTES + 1))


@blueprint.get("/explore")
@permit(REVIEWERS)
def explore(programme_reference: str) -> AnyResponse | str | tuple[str, int]:
    """Ask, and the answer below."""
    session = current_session()
    try:
        programme, release = newest(session, reader(), programme_reference)
    except NotYet as fault:
        return say_not_yet(fault)
    ways = ways_to_ask(session, release)
    question = Question(
        tuple(name for field in FIELDS if (name := request.args.get(field))),
        request.args.get("stage", ""), request.args.get("cohort", ""),
    )  # fmt: skip
    groups = trouble = None
    if question.stage:
        try:
            check_question(question, ways)
            limits.count_try(portal().engine, limits.QUESTION_OF_ACCOUNT, str(reader().account_id))
            groups = ask(session, release, question, actor=actor())
        except Refusal as refusal:
            trouble = refusal
    page = render_template(
        "exploration/explore.html", programme=programme, release=release, ways=ways, question=question, groups=groups,
        trouble=trouble.message if trouble else None, labels=LABELS, stages=STAGES, fields=FIELDS,
        group_name=group_name, guarantees=GUARANTEES, limits=LIMITS,
    )  # fmt: skip
    return page, trouble.status if trouble else 200


@blueprint.get("/explore/public.<any(csv, xlsx):kind>")
@permit(REVIEWERS)
def public_file(programme_reference: str, kind: Kind) -> Response:
    """The file for research and the public: a workbook, or a ZIP of CSV files."""
    session = current_session()
    programme, release = newest(session, reader(), programme_reference)
    content = write_file(session, programme, release, ways_to_ask(session, release), kind, locale())
    record(session, actor(), "took a public file", release, kind=kind)
    name = f"{programme.reference}-{release.number}-public"
    return table_file(content, "xlsx" if kind == "xlsx" else "zip", name)
