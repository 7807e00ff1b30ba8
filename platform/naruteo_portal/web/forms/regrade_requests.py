"""Asking for another look at a result, and answering."""

from collections.abc import Sequence
from typing import Any

from wtforms import FloatField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import InputRequired, NumberRange, ValidationError

from naruteo_portal.assessment.models import GradingRun, RegradeRequest
from naruteo_portal.assessment.regrade_request_queries import ConcernedCell
from naruteo_portal.assessment.regrade_requests import WHOLE
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.edge.visitor import locale

ALL_OF_IT = N_("All of it")
MOST_DAYS = 90


class AskForm(Form):
    """What should be looked at again, and why; `ask_form` makes one."""

    place = SelectField(
        N_("What should be looked at again?"), [required(N_("Choose a cell, or all of it."))], choices=[]
    )
    why = TextAreaField(
        N_("Why should it have other points?"),
        [required(N_("Please say why, so that your instructor can look for it.")), AtMost(2000)],
    )

    def chosen_place(self, run: GradingRun) -> tuple[str, str]:
        """Notebook and cell that were chosen."""
        if self.place.data == "all":
            return WHOLE
        cell = run.cells[int(self.place.data)]
        return cell["notebook"], cell["grade_id"]


def ask_form(run: GradingRun, **options: Any) -> AskForm:
    """A form with the cells of a result; `formdata=None` leaves aside what was sent."""
    form = AskForm(**options)
    cells = [(str(number), cell.get("heading") or cell["grade_id"]) for number, cell in enumerate(run.cells)]
    form.choose_among("place", [*cells, ("all", ALL_OF_IT)])
    return form


class AnswerForm(Form):
    """What an instructor answers; the fields of the points are added by `answer_form`."""

    run_id = HiddenField()
    words = TextAreaField(
        N_("Your answer"),
        [required(N_("Write what the learner reads: why the points stay or change.")), AtMost(2000)],
        description=N_("The learner will see it."),
    )

    def points(self, cells: Sequence[ConcernedCell]) -> dict[int, float]:
        """The points of the cells that were asked about, by their numbers."""
        return {each.number: float(self[f"points_{each.number}"].data) for each in cells}


def answer_form(request: RegradeRequest, cells: Sequence[ConcernedCell], **options: Any) -> AnswerForm:
    """A form with the points of the cells that a request is about."""
    fields: dict[str, Any] = {}
    filled: dict[str, Any] = {"run_id": str(request.submission.current_run_id)}
    for each in cells:
        most, points = f"{each.cell['max_points']:g}", each.cell["points"]
        range_words = N_("Enter points from 0 to %(most)s.", most=most).said_in(locale())
        fields[f"points_{each.number}"] = FloatField(
            each.cell.get("heading") or each.cell["grade_id"],
            [InputRequired(range_words), NumberRange(0, each.cell["max_points"], range_words)],
            description=N_(
                "%(points)s of %(most)s points now", points="–" if points is None else f"{points:g}", most=most
            ),
        )
        filled[f"points_{each.number}"] = int(points) if points is not None and points == int(points) else points
    form: AnswerForm = type("AnswerForm", (AnswerForm,), fields)(**filled, **options)
    return form


def some_days(form: Form, field: Field) -> None:
    """The field holds a number of days that a cohort can give."""
    if field.data is not None and not 0 <= field.data <= MOST_DAYS:
        raise ValidationError(N_("Enter a number of days from 0 to %(most)d.", most=MOST_DAYS))


class RequestDaysForm(Form):
    """For how many days learners of a cohort may ask."""

    days = IntegerField(
        N_("Days for requests"),
        [InputRequired(N_("Enter a number of days from 0 to %(most)d.", most=MOST_DAYS)), some_days],
        description=N_(
            "Learners may ask for so many days after a result; instructors answer within as many. 0: nobody may ask."
        ),
    )
