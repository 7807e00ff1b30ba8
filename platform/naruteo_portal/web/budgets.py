"""Budgets: what is allotted, committed, paid and left, and every entry behind it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.errors import NotAllowed, Refusal
from naruteo_portal.core.i18n import N_, choose
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.identity.permissions import decides_claims
from naruteo_portal.incentives.decisions.words import ENTRY_KINDS
from naruteo_portal.incentives.ledger.budgets import allot, open_budget
from naruteo_portal.incentives.ledger.queries import BudgetLine, budget_years, entries_of, find_budgets, get_budget
from naruteo_portal.incentives.programmes import CLAIMABLE
from naruteo_portal.web.claim_words import programme_title
from naruteo_portal.web.forms.budgets import AllotForm, BudgetForm
from naruteo_portal.web.people import wanted_page

blueprint = Blueprint("budgets", __name__, url_prefix="/budgets")
READ = any_of(Role.PROGRAMME_OFFICER, Role.AUDITOR)
ALLOT = any_of(Role.PROGRAMME_OFFICER)


@blueprint.get("")
@permit(READ)
def budgets() -> str:
    """All budgets of a year, or of all years."""
    session = current_session()
    year = request.args.get("year", type=int)
    return render_template(
        "budgets/budgets.html",
        lines=find_budgets(session, reader(), year if year and 0 < year < 10_000 else None),
        years=budget_years(session, reader()),
        year=year,
        allots=decides_claims(reader()).everywhere,
        programme_title=programme_title,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@permit(ALLOT)
def new() -> Response | tuple[str, int]:
    """Allot a new budget."""
    if not decides_claims(reader()).everywhere:
        raise NotAllowed
    form = BudgetForm(year=now().astimezone(KST).year)
    form.choose_among("programme", [(name, choose(programme_title(name), locale())) for name in CLAIMABLE])
    if form.validate_on_submit():
        try:
            budget = open_budget(
                current_session(), form.programme.data, form.region.data.strip(), form.year.data, form.won.data,
                form.reason.data.strip(), actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, only=(409, 422))
            return render_template("budgets/new.html", form=form), refusal.status
        flash(N_("Allotted.").said_in(locale()), "success")
        return redirect(url_for("budgets.budget", budget_id=budget.id), 303)
    return render_template("budgets/new.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/<int:budget_id>")
@permit(READ)
def budget(budget_id: int) -> str:
    """One budget with its entries."""
    return _show(get_budget(current_session(), reader(), budget_id), AllotForm(formdata=None))


@blueprint.post("/<int:budget_id>")
@permit(ALLOT)
def change(budget_id: int) -> Response | tuple[str, int]:
    """Allot more, or take back what is left."""
    session = current_session()
    if not decides_claims(reader()).everywhere:
        raise NotAllowed
    line, form = get_budget(session, reader(), budget_id), AllotForm()
    if not form.validate_on_submit():
        return _show(line, form), 422
    try:
        allot(session, line.budget, form.won.data, form.reason.data.strip(), actor=actor())
    except Refusal as refusal:
        form.refuse(refusal, "won", only=(409, 422))
        return _show(line, form), refusal.status
    flash(N_("Allotted.").said_in(locale()), "success")
    return redirect(url_for("budgets.budget", budget_id=budget_id), 303)


def _show(line: BudgetLine, form: AllotForm) -> str:
    return render_template(
        "budgets/budget.html",
        line=line,
        form=form,
        page=entries_of(current_session(), line.budget, wanted_page()),
        allots=decides_claims(reader()).everywhere,
        kinds=ENTRY_KINDS,
        programme_title=programme_title,
    )
