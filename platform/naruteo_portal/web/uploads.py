"""Publishing a course in the portal: upload it, see what its check says and what would change, publish or discard."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.affected import affected_cohorts
from naruteo_portal.assessment.archives import ArchiveLimits
from naruteo_portal.assessment.edition_contents import content_now, releases_of
from naruteo_portal.assessment.edition_differences import Content, differences
from naruteo_portal.assessment.upload_models import CourseUpload, UploadState
from naruteo_portal.assessment.upload_queries import get_upload, last_uploads, organisations_to_publish_for
from naruteo_portal.assessment.uploads import (
    MOST_FILES,
    FindingsNotAccepted,
    content_of,
    discard_upload,
    files_in,
    is_clean,
    publish_upload,
    take_upload,
)
from naruteo_portal.catalogue.edition_queries import find_present_edition
from naruteo_portal.core.errors import Conflict, Refusal
from naruteo_portal.core.i18n import N_, Message, choose
from naruteo_portal.edge.application import blobs, portal, settings
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.polling import is_part, is_seen, version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity import limits
from naruteo_portal.identity.models import Role
from naruteo_portal.web.edition_words import KIND_WORDS, PART_WORDS, RULE_WORDS, UPLOAD_WORDS
from naruteo_portal.web.forms.uploads import CourseForm, PublishForm

blueprint = Blueprint("uploads", __name__, url_prefix="/course-uploads")
PUBLISHERS = any_of(Role.INSTRUCTOR, Role.ADMINISTRATOR)
TOO_LARGE_OR_WRONG = (413, 422)


@blueprint.route("", methods=["GET", "POST"])
@permit(PUBLISHERS)
def upload() -> AnyResponse | tuple[str, int]:
    """Take a course folder; nothing is published by it."""
    session = current_session()
    organisations = {each.slug: each for each in organisations_to_publish_for(session, reader())}
    form = CourseForm()
    form.choose_among("organisation", [(slug, choose(each.name, locale())) for slug, each in organisations.items()])
    if form.validate_on_submit():
        most = ArchiveLimits(settings().max_submission_bytes, MOST_FILES)
        try:
            limits.count_try(portal().engine, limits.COURSE_OF_ACCOUNT, str(reader().account_id))
            taken = take_upload(
                session,
                organisations[form.organisation.data],
                # One byte more than is taken tells that there is more.
                files_in(form.file.data.stream.read(most.size + 1), most),
                file_name=form.file.data.filename or "course.zip",
                blobs=blobs(),
                actor=actor(),
            )
        except Refusal as refusal:
            form.refuse(refusal, "file", only=TOO_LARGE_OR_WRONG)
        else:
            return redirect(url_for("uploads.found", upload_id=taken.id), 303)
    page = render_template(
        "uploads/upload.html",
        form=form,
        uploads=last_uploads(session, reader()),
        words=UPLOAD_WORDS,
        megabytes=settings().max_submission_bytes // 1024 // 1024,
        files=MOST_FILES,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<int:upload_id>")
@permit(PUBLISHERS)
def found(upload_id: int) -> AnyResponse | str | tuple[str, int]:
    """What the check of an upload says, what would change and whom it would affect; for htmx its state alone."""
    sent = get_upload(current_session(), reader(), upload_id)
    version = version_of(sent.state, locale())
    if is_seen(version):
        return "", 204
    if is_part():
        return Response(headers={"HX-Refresh": "true"})
    return _show(sent, PublishForm(formdata=None))


@blueprint.post("/<int:upload_id>/publish")
@permit(PUBLISHERS)
def publish(upload_id: int) -> AnyResponse | tuple[str, int]:
    """Make an edition of an upload."""
    sent = get_upload(current_session(), reader(), upload_id)
    form = PublishForm()
    try:
        publication = publish_upload(
            current_session(), sent, blobs(), despite_findings=bool(form.despite_findings.data), actor=actor()
        )
    except FindingsNotAccepted as refusal:
        form.refuse(refusal, "despite_findings")
        return _show(sent, form), 422
    except Conflict as refusal:
        return _back_to(sent, refusal.message, "warning")
    edition = publication.edition
    if not publication.new:
        return _back_to(sent, N_("Nothing has changed since edition %(number)s.", number=edition.number))
    flash(N_("Published as edition %(number)s.", number=edition.number).said_in(locale()), "success")
    return redirect(url_for("editions.edition", slug=sent.slug, edition=edition.number), 303)


@blueprint.post("/<int:upload_id>/discard")
@permit(PUBLISHERS)
def discard(upload_id: int) -> AnyResponse:
    """Leave the course as it is."""
    sent = get_upload(current_session(), reader(), upload_id)
    discard_upload(current_session(), sent, actor=actor())
    return _back_to(sent, N_("Discarded. The course stays as it was."))


def _back_to(sent: CourseUpload, message: Message, kind: str = "success") -> AnyResponse:
    flash(message.said_in(locale()), kind)
    return redirect(url_for("uploads.found", upload_id=sent.id), 303)


def _show(sent: CourseUpload, form: PublishForm) -> str:
    present = changes = None
    affected = []
    if sent.state is UploadState.READY and sent.slug is not None:
        session = current_session()
        present = find_present_edition(session, sent.slug, sent.organisation_id)
        if present is not None:
            with content_of(sent, blobs()) as content:
                before = content_now(releases_of(session, present), present)
                changes = differences(before, Content(content.document, content.sources), blobs().get)
                affected = affected_cohorts(session, present.course_id, content.sources, blobs())
    return render_template(
        "uploads/found.html",
        upload=sent,
        version=version_of(sent.state, locale()),
        words=UPLOAD_WORDS,
        rule_words=RULE_WORDS,
        clean=is_clean(sent),
        form=form,
        present=present,
        changes=changes,
        affected=affected,
        kind_words=KIND_WORDS,
        part_words=PART_WORDS,
        account_id=reader().account_id,
    )
