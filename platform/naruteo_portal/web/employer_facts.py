"""What an employer states of itself: the facts with their days and evidence, stating, replacing and taking back."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.application import blobs
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Organisation, Role
from naruteo_portal.identity.permissions import keeps_employers
from naruteo_portal.incentives.attachments import ACCEPT, FileRefused, FileTooLarge
from naruteo_portal.incentives.employers.access import get_employer
from naruteo_portal.incentives.employers.facts import (
    FACTS,
    FactRefused,
    definition_of,
    get_fact,
    state_fact,
    stated_facts,
    take_back,
)
from naruteo_portal.incentives.employers.models import EmployerFact
from naruteo_portal.rules.model import Fact, FactType
from naruteo_portal.web.downloads import download
from naruteo_portal.web.forms.employers import TakeBackForm, statement_form

blueprint = Blueprint("employer_facts", __name__, url_prefix="/employers/<slug>/facts")
READ = any_of(Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER)
KEEP = any_of(Role.EMPLOYER_HR)
TRUTHS = {True: N_("Yes"), False: N_("No")}


@blueprint.get("")
@permit(READ)
def facts(slug: str) -> str:
    """All that the rules ask of an employer: what is stated, since when, by whom, with what evidence; and the past."""
    session = current_session()
    employer = get_employer(session, reader(), slug)
    stated = stated_facts(session, employer.id)
    definitions = {name: definition_of(name) for name in FACTS}
    return render_template(
        "employers/facts.html",
        employer=employer,
        definitions=definitions,
        stated={name: [each for each in stated if each.name == name] for name in FACTS},
        said=said_value,
        today=today_in_korea(),
        keeps=keeps_employers(reader()).covers(employer.id),
    )


@blueprint.route("/state/<name>", methods=["GET", "POST"])
@permit(KEEP)
def state(slug: str, name: str) -> Answer | tuple[str, int]:
    """State a fact for its days; with ?replaces= in place of an entry."""
    if name not in FACTS:
        raise NotFound
    session, employer, fact = current_session(), _kept(slug), definition_of(name)
    wanted = request.args.get("replaces", type=int)
    replaced = get_fact(session, employer, wanted) if wanted else None
    if replaced is not None and replaced.name != name:
        raise NotFound
    form = statement_form(name, fact, replaced)
    if form.validate_on_submit():
        try:
            state_fact(
                session, employer, form.statement(name, fact), evidence=form.given(), blobs=blobs(), actor=actor(),
                account_id=reader().account_id, replaces=replaced,
            )  # fmt: skip
        except FactRefused as refusal:
            form.refuse(refusal, form.point_at(refusal.field))
        except (FileRefused, FileTooLarge) as refusal:
            form.refuse(refusal, "evidence")
        else:
            flash(N_("The fact is stated.").said_in(locale()), "success")
            return redirect(url_for("employer_facts.facts", slug=slug), 303)
    page = render_template(
        "employers/state.html", employer=employer, form=form, fact=fact, replaced=replaced, accept=ACCEPT
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<int:fact_id>/take-back", methods=["GET", "POST"])
@permit(KEEP)
def withdraw(slug: str, fact_id: int) -> Answer | str:
    """Take back what was stated by mistake."""
    session, employer = current_session(), _kept(slug)
    found = get_fact(session, employer, fact_id)
    form = TakeBackForm()
    if form.validate_on_submit():
        take_back(session, found, actor=actor(), account_id=reader().account_id)
        flash(N_("The entry is taken back. It stays in the history.").said_in(locale()), "success")
        return redirect(url_for("employer_facts.facts", slug=slug), 303)
    fact = definition_of(found.name)
    return render_template(
        "employers/take_back.html", employer=employer, form=form, fact=fact, found=found, said=said_value
    )


@blueprint.get("/<int:fact_id>/evidence")
@permit(READ)
def evidence(slug: str, fact_id: int) -> Response:
    """The file that proves a fact, as an attachment that no browser shows as a page of ours."""
    session = current_session()
    found = get_fact(session, get_employer(session, reader(), slug), fact_id)
    if found.evidence_sha256 is None:
        raise NotFound
    return download(blobs().get(found.evidence_sha256), found.evidence_name or "")


def said_value(fact: Fact, stated: EmployerFact) -> str:
    """A stated value as people say it."""
    value: Any = stated.value
    if fact.type is FactType.TRUTH:
        return TRUTHS[value].said_in(locale())
    if fact.type is FactType.CHOICE:
        return fact.choices[value].said_in(locale())
    amount = f"{value:,}"
    return N_("%(won)s won", won=amount).said_in(locale()) if fact.unit == "KRW" else amount


def _kept(slug: str) -> Organisation:
    return get_employer(current_session(), reader(), slug, to_keep=True)
