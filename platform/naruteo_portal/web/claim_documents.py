"""The documents of a claim: the checklist, what the platform states itself, uploads, and all of it in one archive."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.audit.events import record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, NotAllowed, NotFound, Refusal
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.edge.application import blobs, portal
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity import limits
from naruteo_portal.identity.bulk.sheets import write_table
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import decides_claims, makes_claims
from naruteo_portal.incentives.attachments import ACCEPT, MOST_BYTES, check_file
from naruteo_portal.incentives.claims.claims import CHANGEABLE
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.queries import get_claim
from naruteo_portal.incentives.claims.states import DECIDED
from naruteo_portal.incentives.documents.checklist import ITEM_WORDS, Item
from naruteo_portal.incentives.documents.decided import letter_in_force
from naruteo_portal.incentives.documents.gathering import gather
from naruteo_portal.incentives.documents.letters import decision_letter
from naruteo_portal.incentives.documents.models import ClaimDocument, DocumentState
from naruteo_portal.incentives.documents.pack import claim_archive, kept_papers, letter_path
from naruteo_portal.incentives.documents.statements import SOURCES, TITLES, Statement, paper_of
from naruteo_portal.incentives.documents.tax import accounting_rows
from naruteo_portal.incentives.documents.uploads import (
    DECIDABLE,
    checklist_lines,
    decide,
    documents_of,
    get_document,
    is_complete,
    take_back,
    upload,
)
from naruteo_portal.incentives.documents.workbooks import write_xlsx
from naruteo_portal.incentives.documents.yearly import payments_of
from naruteo_portal.web.claim_words import step_beside, step_labels, step_number
from naruteo_portal.web.document_words import DOCUMENT_WORDS, STANDING_WORDS
from naruteo_portal.web.downloads import download
from naruteo_portal.web.forms.claim_documents import DocumentForm, JudgeForm
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("claim_documents", __name__, url_prefix="/claims/<reference>")
READERS = any_of(Role.EMPLOYER_HR, Role.CLAIM_PROXY, Role.PROGRAMME_OFFICER, Role.AUDITOR)
EMPLOYERS = any_of(Role.EMPLOYER_HR, Role.CLAIM_PROXY)
OFFICERS = any_of(Role.PROGRAMME_OFFICER)
ABOUT_THE_FILE = (409, 413, 422)


@blueprint.get("/documents")
@permit(READERS)
def overview(reference: str) -> str:
    """What the platform states, what is asked for, and what is there."""
    claim = _claim(reference)
    lines = checklist_lines(current_session(), claim)
    kept = kept_papers(current_session(), claim)
    return render_template(
        "claim_documents/overview.html",
        claim=claim,
        lines=lines,
        complete=is_complete(lines),
        statements=[(each, TITLES[each], SOURCES[each]) for each in Statement],
        kept_at=next((each.made_at for each in kept if each.path.endswith(f"/{Statement.FORM}.pdf")), None),
        decided=claim.state in DECIDED,
        standing_words=STANDING_WORDS,
        **_step_of(claim),
    )


def _step_of(claim: Claim) -> dict[str, object]:
    """Where the page stands in the wizard, while its reader can change the claim."""
    endpoint = "claim_documents.overview"
    if claim.state not in CHANGEABLE or not makes_claims(reader()).covers(claim.employer_id):
        return {"steps": None}
    beside = {"back": step_beside(endpoint, claim, -1), "onward": step_beside(endpoint, claim, 1)}
    return {"steps": step_labels(), "step": step_number(endpoint), **beside}


@blueprint.route("/documents/<item>", methods=["GET", "POST"])
@permit(READERS)
def item(reference: str, item: str) -> Response | tuple[str, int]:
    """The documents of one line of the checklist; its employer uploads another, or one in place of one."""
    if item not in list(Item):
        raise NotFound
    claim, chosen, form = _claim(reference), Item(item), DocumentForm()
    rows = [each for each in documents_of(current_session(), claim) if each.item is chosen]
    replaces = request.args.get("replaces", type=int)
    replaced = next((each for each in rows if each.id == replaces and _may_leave(each)), None)
    if replaces is not None and replaced is None:
        raise NotFound
    if form.is_submitted():
        _require_employer(claim)
    if form.validate_on_submit():
        try:
            limits.count_try(portal().engine, limits.DOCUMENT_OF_ACCOUNT, str(reader().account_id))
            # One byte more than is taken tells that there is more.
            file = check_file(form.file.data.filename or "", form.file.data.stream.read(MOST_BYTES + 1))
            upload(
                current_session(), claim, chosen, file, blobs=blobs(), replaces=replaced, actor=actor()
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "file", only=ABOUT_THE_FILE)
        else:
            return _back_to(claim, chosen, N_("The document is uploaded."))
    page = render_template(
        "claim_documents/item.html",
        claim=claim, item=chosen, title=ITEM_WORDS[chosen], rows=rows, form=form, replaced=replaced, accept=ACCEPT,
        may_change=_may_change(claim), may_judge=_may_judge(claim), may_leave=_may_leave, words=DOCUMENT_WORDS,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/documents/files/<int:document_id>/take-back")
@permit(EMPLOYERS)
def back(reference: str, document_id: int) -> Response:
    """Take a document back."""
    claim = _claim(reference)
    _require_employer(claim)
    found = get_document(current_session(), claim, document_id)
    take_back(current_session(), claim, found, actor=actor())
    return _back_to(claim, found.item, N_("The document is taken back."))


@blueprint.route("/documents/files/<int:document_id>/judge", methods=["GET", "POST"])
@permit(OFFICERS)
def judge(reference: str, document_id: int) -> Response | tuple[str, int]:
    """Say whether a document will do."""
    claim = _claim(reference)
    if not _may_judge(claim):
        raise NotAllowed(N_("Documents are judged by the agency’s officers, while the claim is with them."))
    found, form = get_document(current_session(), claim, document_id), JudgeForm()
    act = request.form.get("act")
    if form.validate_on_submit() and act in ("accept", "reject"):
        reason = (form.reason.data or "").strip()
        if act == "accept" or reason:
            decide(current_session(), claim, found, reason if act == "reject" else None, actor=actor())
            return _back_to(claim, found.item, N_("Saved."))
        form.reason.errors = [N_("Say why it will not do.").said_in(locale())]
    page = render_template(
        "claim_documents/judge.html", claim=claim, document=found, title=ITEM_WORDS[found.item], form=form
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/documents/files/<int:document_id>")
@permit(READERS)
def file(reference: str, document_id: int) -> Response:
    """An uploaded document exactly as it came, as a download: it is never shown within the portal."""
    found = get_document(current_session(), _claim(reference), document_id)
    return download(blobs().get(found.sha256), found.file_name)


@blueprint.get("/documents/made/<any(pdf, xlsx):ending>/<statement>")
@permit(READERS)
def made(reference: str, statement: str, ending: str) -> Response:
    """A statement of the platform's own records, as it was kept when the claim was handed in, or as of now."""
    if statement not in list(Statement):
        raise NotFound
    claim, name = _claim(reference), f"{statement}.{ending}"
    kept = _kept(claim, f"{locale()}/{name}")
    if kept is not None:
        return download(kept, f"{claim.reference}-{name}")
    paper = paper_of(Statement(statement), gather(current_session(), claim, now()), locale())
    return download(write_pdf(paper) if ending == "pdf" else write_xlsx(paper), f"{claim.reference}-{name}")


@blueprint.get("/decision-letter")
@permit(READERS)
def letter(reference: str) -> Response:
    """The letter that says what was decided and why, as it was sent."""
    claim = _claim(reference)
    found = letter_in_force(current_session(), claim)
    if found is None:
        raise NotFound(N_("There is no letter yet. It comes with the decision."))
    kept = _kept(claim, letter_path(found, locale()))
    return download(kept or write_pdf(decision_letter(found, locale())), f"{found.number}.pdf")


@blueprint.get("/documents.zip")
@permit(READERS)
def archive(reference: str) -> Response:
    """All papers and documents of a claim with a manifest of hashes."""
    claim = _claim(reference)
    content = claim_archive(current_session(), claim, blobs())
    record(current_session(), actor(), "took a claim’s documents", claim)
    return download(content, f"{claim.reference}.zip")


@blueprint.get("/accounting.csv")
@permit(READERS)
def accounting(reference: str) -> Response:
    """The journal line of a claim that was paid."""
    paid = payments_of(_claim(reference))
    if not paid:
        raise Conflict(N_("There is a journal line as soon as the claim is paid."))
    return table_file(write_table("csv", accounting_rows(paid, locale())), "csv", f"naruteo-journal-{paid[0][2]}")


def _claim(reference: str) -> Claim:
    return get_claim(current_session(), reader(), reference)


def _kept(claim: Claim, path: str) -> bytes | None:
    """A paper as it was kept; None if it was not."""
    papers = kept_papers(current_session(), claim)
    return next((blobs().get(each.sha256) for each in papers if each.path == path), None)


def _may_change(claim: Claim) -> bool:
    return makes_claims(reader()).covers(claim.employer_id) and claim.state in CHANGEABLE


def _require_employer(claim: Claim) -> None:
    if not _may_change(claim):
        raise NotAllowed(
            N_("Only the employer changes a claim’s documents, before it is handed in or when asked to add something.")
        )


def _may_judge(claim: Claim) -> bool:
    return decides_claims(reader()).covers(claim.employer_id) and claim.state in DECIDABLE


def _may_leave(document: ClaimDocument) -> bool:
    """Whether another can take a document's place."""
    return document.left_at is None and document.state is not DocumentState.ACCEPTED


def _back_to(claim: Claim, chosen: Item, message: Message) -> Response:
    flash(message.said_in(locale()), "success")
    return redirect(url_for("claim_documents.item", reference=claim.reference, item=chosen), 303)
