"""One's own skills: where each is known from, finding more in one's own words, and taking declared ones out."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import SIGNED_IN, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor
from naruteo_portal.talent.candidates.consents import has_consented
from naruteo_portal.talent.candidates.models import Purpose, SkillSource
from naruteo_portal.talent.candidates.skills import declare, refresh_evidence, skills_of, take_out
from naruteo_portal.talent.candidates.words import SOURCES
from naruteo_portal.talent.skill_names import codes_in
from naruteo_portal.web.candidate_words import skill_name
from naruteo_portal.web.candidates import own_candidate, saved
from naruteo_portal.web.forms.candidates import FoundSkillsForm, SkillTextForm

blueprint = Blueprint("candidate_skills", __name__, url_prefix="/talent/profile/skills")


@blueprint.route("", methods=["GET", "POST"])
@permit(SIGNED_IN)
def skills() -> str | tuple[str, int]:
    """All skills; a POST looks for skills in what was written and offers them, and keeps nothing."""
    candidate = own_candidate()
    rows = skills_of(current_session(), candidate)
    form, found, status = SkillTextForm(), None, 200
    if request.method == "POST":
        status = 422
        if form.validate():
            declared = {each.concept for each in rows if each.source is SkillSource.DECLARED}
            codes = [code for code in codes_in(form.words.data) if code not in declared]
            if codes:
                found, status = FoundSkillsForm(formdata=None, data={"codes": codes}), 200
                found.choose_among("codes", [(code, skill_name(code)) for code in codes])
            else:
                form.refuse(
                    N_("We found no skill in it that is not here yet. Try the usual name of it, in Korean or English."),
                    "words",
                )
    page = render_template(
        "candidates/skills.html", rows=rows, form=form, found=found, sources=SOURCES, skill_name=skill_name,
        declared=SkillSource.DECLARED,
        with_points=has_consented(current_session(), candidate.id, Purpose.LEARNING_RECORD),
    )  # fmt: skip
    return page, status


@blueprint.post("/add")
@permit(SIGNED_IN)
def add() -> Response:
    """Declare those that were chosen."""
    added = declare(current_session(), own_candidate(), request.form.getlist("codes"), actor=actor())
    if not added:
        return redirect(url_for("candidate_skills.skills"), 303)
    return saved("candidate_skills.skills", N_("Skills added: %(number)d", number=added))


@blueprint.post("/<int:skill_id>/take-out")
@permit(SIGNED_IN)
def take(skill_id: int) -> Response:
    """Take a declared skill out."""
    take_out(current_session(), own_candidate(), skill_id, actor=actor())
    return saved("candidate_skills.skills", N_("The skill is taken out."))


@blueprint.post("/refresh")
@permit(SIGNED_IN)
def refresh() -> Response:
    """Look again at what certificates and graded tasks show."""
    refresh_evidence(current_session(), own_candidate())
    return saved("candidate_skills.skills", N_("Your skills are as your courses show them now."))
