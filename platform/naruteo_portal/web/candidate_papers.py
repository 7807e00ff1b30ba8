"""One's own papers: the checklist, entering and changing one, its file, and erasing it."""

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as Answer

from naruteo_portal.catalogue.register.entries import FactRefused
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import blobs, portal
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, reader
from naruteo_portal.identity import limits
from naruteo_portal.incentives.attachments import ACCEPT, MOST_BYTES, Checked, check_file
from naruteo_portal.talent.candidates import documents as keeping
from naruteo_portal.talent.candidates.document_models import CandidateDocument, Paper
from naruteo_portal.talent.candidates.legal import KOREA, own_legal
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.candidates.words import LEGALISATIONS, STANDINGS
from naruteo_portal.web.candidates import own_candidate, saved
from naruteo_portal.web.downloads import download
from naruteo_portal.web.forms.candidates import PaperForm

blueprint = Blueprint("candidate_papers", __name__, url_prefix="/talent/profile/papers")
ABOUT_THE_FILE = (409, 413, 422, 429)


@blueprint.get("")
@permit(SIGNED_IN)
def papers() -> str:
    """What there is to gather, and how each of it stands."""
    session, candidate = current_session(), own_candidate()
    legal = own_legal(session, candidate)
    is_foreign = legal is None or legal.nationality != KOREA
    today = today_in_korea()
    return render_template(
        "candidates/papers.html",
        lines=keeping.checklist(keeping.documents_of(session, candidate), is_foreign=is_foreign),
        standing=lambda document: STANDINGS[keeping.standing_of(document, today)],
        missing=STANDINGS[keeping.Standing.MISSING],
        legalisations=LEGALISATIONS,
        is_foreign=is_foreign,
    )


@blueprint.route("/new/<paper>", methods=["GET", "POST"])
@permit(SIGNED_IN)
def new(paper: str) -> Answer | tuple[str, int]:
    """Enter a paper."""
    if paper not in list(Paper):
        raise NotFound
    return _entered(own_candidate(), Paper(paper), None)


@blueprint.route("/<int:paper_id>", methods=["GET", "POST"])
@permit(SIGNED_IN)
def paper(paper_id: int) -> Answer | tuple[str, int]:
    """Change what is said of a paper, or its file."""
    candidate = own_candidate()
    document = keeping.get_document(current_session(), candidate, paper_id)
    return _entered(candidate, document.paper, document)


def _entered(candidate: Candidate, paper: Paper, document: CandidateDocument | None) -> Answer | tuple[str, int]:
    session, form = current_session(), PaperForm.of(document) if document else PaperForm()
    if form.validate_on_submit():
        try:
            file = _file_in(form)
            if document is None:
                document = keeping.add_document(session, candidate, paper, form.entry(), actor=actor())
            else:
                keeping.change_document(session, document, form.entry(), actor=actor())
            if file is not None:
                keeping.keep_file(session, document, file, blobs=blobs(), actor=actor())
        except FactRefused as refusal:
            form.refuse(refusal, refusal.field)
        except Refusal as refusal:
            form.refuse(refusal, "file", only=ABOUT_THE_FILE)
        else:
            return saved("candidate_papers.papers", N_("Saved."))
    page = render_template(
        "candidates/paper.html", note=keeping.PAPERS[paper], form=form, document=document, accept=ACCEPT
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<int:paper_id>/file")
@permit(SIGNED_IN)
def file(paper_id: int) -> Response:
    """The file of one's own paper, exactly as it was sent."""
    document = _own(paper_id)
    if document.kept_as is None:
        raise NotFound
    return download(blobs().shelf.read(document.kept_as), document.file_name or "")


@blueprint.post("/<int:paper_id>/erase")
@permit(SIGNED_IN)
def erase(paper_id: int) -> Answer:
    """Erase a paper with its file."""
    keeping.erase_document(current_session(), _own(paper_id), actor=actor())
    return saved("candidate_papers.papers", N_("The paper is erased, with its file."))


def _own(paper_id: int) -> CandidateDocument:
    return keeping.get_document(current_session(), own_candidate(), paper_id)


def _file_in(form: PaperForm) -> Checked | None:
    """The file that came with a form, looked at; None if none did."""
    sent = form.file.data
    if not sent:
        return None
    limits.count_try(portal().engine, limits.DOCUMENT_OF_ACCOUNT, str(reader().account_id))
    # One byte more than is taken tells that there is more.
    return check_file(sent.filename or "", sent.stream.read(MOST_BYTES + 1))
