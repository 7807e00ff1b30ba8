"""Certificates: the holder's page, what it shows, revoking it, and checking the number of one."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.assessment.queries import get_course_of
from naruteo_portal.catalogue.cohort_queries import STAFF
from naruteo_portal.catalogue.models import Enrolment
from naruteo_portal.catalogue.queries import get_enrolment
from naruteo_portal.catalogue.words import met_words, standing_words
from naruteo_portal.completion.certificates import (
    certificates_of,
    choose,
    find_public_certificate,
    get_certificate_in_force,
    issue_certificate,
    may_be_issued,
    read_number,
    revoke,
    rules_of,
)
from naruteo_portal.completion.models import Certificate
from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.errors import NotAllowed, NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.addresses import full_address
from naruteo_portal.edge.guards import ANYONE, SIGNED_IN, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.web.forms.certificates import ChoiceForm, RevokeForm

blueprint = Blueprint("certificates", __name__)


@blueprint.get("/enrolments/<int:enrolment_id>/certificate")
@permit(SIGNED_IN)
def certificate(enrolment_id: int) -> str:
    """The certificate, or what is missing for it."""
    return _show(get_enrolment(current_session(), reader(), enrolment_id))


@blueprint.post("/enrolments/<int:enrolment_id>/certificate")
@permit(SIGNED_IN)
def issue(enrolment_id: int) -> Response:
    """Issue the certificate: the holder the first one, staff another after that was revoked."""
    enrolment = get_enrolment(current_session(), reader(), enrolment_id)
    course = get_course_of(current_session(), enrolment)
    if course is None:
        raise NotFound
    issue_certificate(current_session(), enrolment, course, ChoiceForm().choice(), actor=actor())
    return _back_to(enrolment, N_("The certificate is issued."))


@blueprint.post("/enrolments/<int:enrolment_id>/certificate/shown")
@permit(SIGNED_IN)
def shown(enrolment_id: int) -> Response:
    """Let it show more or less."""
    enrolment = get_enrolment(current_session(), reader(), enrolment_id)
    if not _is_own(enrolment):
        raise NotAllowed(N_("Only the holder chooses what a certificate shows."))
    found = get_certificate_in_force(current_session(), enrolment)
    choose(current_session(), found, ChoiceForm().choice(), actor=actor())
    return _back_to(enrolment, N_("Saved."))


@blueprint.post("/enrolments/<int:enrolment_id>/certificate/revoke")
@permit(any_of(*STAFF))
def revoke_it(enrolment_id: int) -> Response | tuple[str, int]:
    """Say that a certificate does not hold, and why."""
    enrolment = get_enrolment(current_session(), reader(), enrolment_id)
    if _is_own(enrolment):
        raise NotAllowed(N_("Nobody revokes their own certificate."))
    found = get_certificate_in_force(current_session(), enrolment)
    form = RevokeForm()
    if form.validate_on_submit():
        revoke(current_session(), found, enrolment, reason=form.reason.data.strip(), actor=actor())
        return _back_to(enrolment, N_("The certificate is revoked."))
    return _show(enrolment, form), 422


@blueprint.get("/certificates")
@permit(ANYONE)
def check() -> Response | tuple[str, int]:
    """Ask for a number, and lead to its page."""
    number = request.args.get("number", "").strip()
    if number:
        return redirect(url_for("certificates.public", certificate=read_number(number) or "-"), 303)
    return render_template("certificates/check.html"), 200


@blueprint.get("/certificates/<certificate>")
@permit(ANYONE)
def public(certificate: str) -> str:
    """What the holder lets everybody see who has the number."""
    found = find_public_certificate(current_session(), certificate)
    return render_template("certificates/public.html", certificate=found, **_words(found))


def _show(enrolment: Enrolment, form: RevokeForm | None = None) -> str:
    own = _is_own(enrolment)
    issued = certificates_of(current_session(), enrolment)
    in_force = next((each for each in issued if each.revoked_at is None), None)
    course = get_course_of(current_session(), enrolment) if in_force is None else None
    progress = course.progress(now()) if course else None
    # Staff see what the public would: the choice is the holder's.
    shown = (
        {"score": in_force.shows_score, "hours": in_force.shows_hours, "public": in_force.public} if in_force else {}
    )
    return render_template(
        "certificates/certificate.html",
        enrolment=enrolment,
        own=own,
        certificate=in_force,
        revoked=[each for each in issued if each.revoked_at is not None],
        progress=progress,
        ready=progress is not None and may_be_issued(progress),
        choosing=ChoiceForm(formdata=None, data=shown),
        revoking=(form or RevokeForm(formdata=None)) if in_force and not own and reader().has(*STAFF) else None,
        standing_words=standing_words,
        **(_words(in_force) if in_force else {}),
    )


def _words(certificate: Certificate) -> dict[str, object]:
    return {
        "address": full_address(url_for("certificates.public", certificate=certificate.number)),
        "rules": rules_of(certificate),
        "issued_on": certificate.issued_at.astimezone(KST).date(),
        "starts_on": date.fromisoformat(certificate.content["starts_on"]),
        "last_day": date.fromisoformat(certificate.content["last_day"]),
        "met_words": met_words,
    }


def _back_to(enrolment: Enrolment, message: Message) -> Response:
    flash(message.said_in(locale()), "success")
    return redirect(url_for("certificates.certificate", enrolment_id=enrolment.id), 303)


def _is_own(enrolment: Enrolment) -> bool:
    return enrolment.account_id == reader().account_id
