"""What officers do about openings: flags that somebody asks them to look at, and lists of sanctions."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import runs_rounds
from naruteo_portal.talent.openings.flags import answer, why_weighs
from naruteo_portal.talent.openings.law.rules import RULES
from naruteo_portal.talent.openings.queries import flags_page, get_flag
from naruteo_portal.talent.openings.sanctions import SanctionRefused, sanctions, state_sanction
from naruteo_portal.talent.openings.words import PLACES, SANCTION_LISTS, WEIGHTS
from naruteo_portal.web.forms.openings import AnswerForm, SanctionForm
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("opening_flags", __name__)
READ = any_of(Role.PROGRAMME_OFFICER, Role.AUDITOR)
DAY = timedelta(days=1)


@blueprint.get("/opening-flags")
@permit(READ)
def flags() -> str:
    """Flags that wait for an answer, or all that stop an opening or were asked about."""
    everything = request.args.get("view") == "all"
    return render_template(
        "opening_flags/flags.html",
        page=flags_page(current_session(), reader(), wanted_page(), all_flags=everything),
        everything=everything,
        rules=RULES,
        weights=WEIGHTS,
        places=PLACES,
    )


@blueprint.route("/opening-flags/<int:opening_flag_id>", methods=["GET", "POST"])
@permit(READ)
def flag(opening_flag_id: int) -> Response | tuple[str, int]:
    """One flag with its sentence and why it may be wrong, and the officer's answer."""
    session = current_session()
    found, form = get_flag(session, reader(), opening_flag_id), AnswerForm()
    if form.validate_on_submit():
        try:
            lift = form.answer.data == "lift"
            answer(session, found, lift=lift, words=form.words.data.strip(), reader=reader(), actor=actor())
        except Refusal as refusal:
            form.refuse(refusal, "words", only=(422,))
        else:
            flash(N_("Answered. Those who offer the opening were told.").said_in(locale()), "success")
            return redirect(url_for("opening_flags.flags"), 303)
    page = render_template(
        "opening_flags/flag.html",
        flag=found,
        form=form,
        rule=RULES[found.rule],
        weight=WEIGHTS[found.weight],
        places=PLACES,
        why=why_weighs(found),
        may_answer=runs_rounds(reader()) and found.answered_at is None,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/employer-sanctions", methods=["GET", "POST"])
@permit(READ)
def sanctioned() -> Response | tuple[str, int]:
    """Employers on lists of sanctions, and stating one more."""
    session, form = current_session(), SanctionForm()
    if form.validate_on_submit():
        try:
            state_sanction(
                session, form.slug.data.strip(), form.chosen(), form.since.data,
                form.last_day.data + DAY if form.last_day.data else None, form.source.data.strip(), reader=reader(),
                actor=actor(),
            )  # fmt: skip
        except SanctionRefused as refusal:
            form.refuse(refusal, refusal.field)
        else:
            flash(N_("Stated. Nothing of this employer can be published in these days.").said_in(locale()), "success")
            return redirect(url_for("opening_flags.sanctioned"), 303)
    page = render_template(
        "opening_flags/sanctions.html",
        form=form,
        rows=sanctions(session, reader()),
        lists=SANCTION_LISTS,
        may_state=runs_rounds(reader()),
        day=DAY,
    )
    return page, 422 if form.is_submitted() else 200
