"""The learning log: people read, keep and correct their own; those who look after a cohort read everybody's."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from naruteo_portal.assessment.grading_queue import taught_cohorts
from naruteo_portal.catalogue.access import teaches_cohort
from naruteo_portal.catalogue.cohort_queries import STAFF, get_cohort
from naruteo_portal.catalogue.models import Enrolment, EnrolmentState
from naruteo_portal.catalogue.queries import get_enrolment
from naruteo_portal.completion.corrections import (
    answer_correction,
    ask_correction,
    find_corrections,
    get_correction,
    get_own_correction,
    withdraw_correction,
)
from naruteo_portal.completion.log import LearningLog, cohort_logs, learning_log
from naruteo_portal.core.errors import NotAllowed, NotFound, Refusal
from naruteo_portal.core.i18n import N_
from naruteo_portal.core.paging import page_of_rows
from naruteo_portal.edge.guards import SIGNED_IN, any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import actor, locale, reader
from naruteo_portal.identity.bulk.sheets import Kind, write_table
from naruteo_portal.identity.models import Role
from naruteo_portal.learning.models import CorrectionState
from naruteo_portal.learning.upkeep import kept_until
from naruteo_portal.web.cohort_options import options_of
from naruteo_portal.web.forms.learning_log import AnswerCorrectionForm, CorrectionForm, MissingEntryForm
from naruteo_portal.web.log_words import (
    CORRECTION_WORDS,
    ENTRY_WORDS,
    clock,
    day_rows,
    log_rows,
    result_words,
    source_words,
    title_words,
    wish_words,
)
from naruteo_portal.web.table_files import table_file

blueprint = Blueprint("learning_log", __name__)
STAFF_ONLY = any_of(*STAFF)
TEACHERS = any_of(Role.INSTRUCTOR)
ENTRIES_ON_A_PAGE, PEOPLE_ON_A_PAGE = 50, 50


@blueprint.get("/enrolments/<int:enrolment_id>/learning-log")
@permit(SIGNED_IN)
def log(enrolment_id: int) -> str:
    """What the platform knows of a person's learning in a course."""
    enrolment = get_enrolment(current_session(), reader(), enrolment_id)
    found = _log_of(enrolment)
    return render_template(
        "learning_log/log.html",
        log=found,
        own=_is_own(enrolment),
        may_ask=_may_ask(enrolment),
        page=page_of_rows(found.entries, request.args.get("page", 1, type=int), ENTRIES_ON_A_PAGE),
        kept_until=kept_until(enrolment.cohort),
        **_words(),
    )


@blueprint.get("/enrolments/<int:enrolment_id>/learning-log.<any(csv, xlsx):kind>")
@permit(SIGNED_IN)
def log_file(enrolment_id: int, kind: Kind) -> Response:
    """The same for a spreadsheet."""
    found = _log_of(get_enrolment(current_session(), reader(), enrolment_id))
    return table_file(
        write_table(kind, log_rows([found], locale())), kind, f"naruteo-learning-log-EN-{enrolment_id:06d}"
    )


@blueprint.route("/enrolments/<int:enrolment_id>/learning-log/corrections", methods=["GET", "POST"])
@permit(SIGNED_IN)
def ask(enrolment_id: int) -> AnyResponse | tuple[str, int]:
    """Ask that an entry be corrected, or without an entry that one be added."""
    enrolment = get_enrolment(current_session(), reader(), enrolment_id)
    if not _may_ask(enrolment):
        raise NotAllowed(N_("Only the learner can ask for a correction of their log, while they have their place."))
    key = request.args.get("entry", "")
    entry = _log_of(enrolment).get_entry(key) if key else None
    form = CorrectionForm(data={"day": entry.day}) if entry else MissingEntryForm()
    back = url_for("learning_log.log", enrolment_id=enrolment_id)
    if form.validate_on_submit():
        try:
            ask_correction(
                current_session(), enrolment, entry,
                day=form.day.data, minutes=form.minutes.data, words="" if entry else form.words.data.strip(),
                reason=form.reason.data.strip(), actor=actor(),
            )  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal, "day")
        else:
            flash(
                N_("Your request is with your instructors. The answer appears in the log.").said_in(locale()), "success"
            )
            return redirect(back, 303)
    page = render_template(
        "learning_log/ask.html", enrolment=enrolment, entry=entry, form=form, back=back, **_words()
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/log-corrections/<int:correction_id>/withdraw")
@permit(SIGNED_IN)
def withdraw(correction_id: int) -> AnyResponse:
    """Take one's own wish back."""
    found = get_own_correction(current_session(), reader(), correction_id)
    withdraw_correction(current_session(), found, actor=actor())
    flash(N_("You took your request back.").said_in(locale()), "success")
    return redirect(url_for("learning_log.log", enrolment_id=found.enrolment_id), 303)


@blueprint.get("/log-corrections")
@permit(TEACHERS)
def corrections() -> str:
    """The wishes in the cohorts that the reader teaches, those that wait longest first."""
    wanted = request.args.get("state", "")
    state = CorrectionState(wanted) if wanted in list(CorrectionState) else None
    cohort = request.args.get("cohort", type=int)
    return render_template(
        "learning_log/corrections.html",
        page=find_corrections(
            current_session(), reader(), cohort=cohort, state=state, page=request.args.get("page", 1, type=int)
        ),
        state=state,
        cohort=cohort,
        cohort_options=options_of(taught_cohorts(current_session(), reader())),
        state_options=[(each.value, words.said_in(locale())) for each, (words, _kind) in CORRECTION_WORDS.items()],
        **_words(),
    )


@blueprint.route("/log-corrections/<int:correction_id>", methods=["GET", "POST"])
@permit(TEACHERS)
def answer(correction_id: int) -> AnyResponse | tuple[str, int]:
    """One wish, and the answer to it."""
    found = get_correction(current_session(), reader(), correction_id)
    form = AnswerCorrectionForm()
    if form.validate_on_submit() and form.act.data in ("accept", "decline"):
        answer_correction(
            current_session(), found, form.act.data == "accept", words=form.words.data.strip(), actor=actor()
        )
        flash(N_("Your answer is sent.").said_in(locale()), "success")
        return redirect(url_for("learning_log.corrections", cohort=found.enrolment.cohort_id), 303)
    told = learning_log(current_session(), found.enrolment, for_graders=True)
    entry = next((each for each in told.entries if found.entry and each.key == found.entry), None)
    page = render_template("learning_log/answer.html", asked=found, entry=entry, form=form, **_words())
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/cohorts/<int:cohort_id>/learning-log")
@permit(STAFF_ONLY)
def cohort(cohort_id: int) -> str:
    """Everybody's days in a cohort."""
    found = get_cohort(current_session(), reader(), cohort_id)
    logs = cohort_logs(current_session(), found)
    days = sorted({day for each in logs for day in each.days}, reverse=True)
    return render_template(
        "learning_log/cohort.html",
        cohort=found,
        teaches=teaches_cohort(current_session(), reader().account_id, found.id),
        page=page_of_rows(logs, request.args.get("page", 1, type=int), PEOPLE_ON_A_PAGE),
        days=[(day, [each.enrolment.account.person for each in logs if day in each.days]) for day in days],
        waiting=sum(
            each.state is CorrectionState.OPEN
            for learner in logs
            for each in (*learner.wishes, *(beside for entry in learner.entries for beside in entry.corrections))
        ),
        kept_until=kept_until(found),
    )


@blueprint.get("/cohorts/<int:cohort_id>/learning-log/<any(entries, days):table>.<any(csv, xlsx):kind>")
@permit(STAFF_ONLY)
def cohort_file(cohort_id: int, table: str, kind: Kind) -> Response:
    """Every entry, or people by days, for a spreadsheet."""
    logs = cohort_logs(current_session(), get_cohort(current_session(), reader(), cohort_id))
    rows = log_rows(logs, locale()) if table == "entries" else day_rows(logs, locale())
    return table_file(write_table(kind, rows), kind, f"naruteo-learning-{table}-{cohort_id}")


def _is_own(enrolment: Enrolment) -> bool:
    return enrolment.account_id == reader().account_id


def _may_ask(enrolment: Enrolment) -> bool:
    return _is_own(enrolment) and enrolment.state is EnrolmentState.ADMITTED


def _log_of(enrolment: Enrolment) -> LearningLog:
    """The log of somebody who has or had a place; NotFound for whoever never had one."""
    found = learning_log(current_session(), enrolment, for_graders=not _is_own(enrolment))
    if enrolment.state is not EnrolmentState.ADMITTED and not found.entries:
        raise NotFound
    return found


def _words() -> dict[str, object]:
    return {
        "clock": clock,
        "correction_words": CORRECTION_WORDS,
        "entry_words": ENTRY_WORDS,
        "result_words": result_words,
        "source_words": source_words,
        "title_words": title_words,
        "wish_words": wish_words,
    }
