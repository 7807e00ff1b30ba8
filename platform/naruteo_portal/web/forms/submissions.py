"""What instructors may say about a submission."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import FloatField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from naruteo_portal.assessment.models import GradingRun
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.edge.visitor import locale


class RegradeForm(Form):
    """Why a submission is graded again."""

    reason = TextAreaField(
        N_("Why should it be graded again?"),
        validators=[required(N_("Please say why; the learner will see it.")), AtMost(500)],
    )


class ReviewForm(Form):
    """What a person decides about a result; the fields of the points are added by `review_form`."""

    run_id = HiddenField()
    decision_reason = TextAreaField(
        N_("Why are these points right?"),
        description=N_("The learner will see it."),
        validators=[required(N_("Please say why; the learner will see it.")), AtMost(500)],
    )

    def points(self, cells: Sequence[Mapping[str, Any]]) -> list[float]:
        """The points of the cells in order."""
        return [float(self[f"points_{number}"].data) for number in range(len(cells))]


def review_form(run: GradingRun, **options: Any) -> ReviewForm:
    """A form with the points of every cell of a result; `formdata=None` leaves aside what was sent."""
    fields: dict[str, Any] = {}
    filled: dict[str, Any] = {"run_id": str(run.id)}
    for number, cell in enumerate(run.cells):
        most = cell["max_points"]
        range_words = N_("Enter points from 0 to %(most)s.", most=f"{most:g}").said_in(locale())
        fields[f"points_{number}"] = FloatField(
            cell.get("heading") or cell["grade_id"],
            [InputRequired(range_words), NumberRange(0, most, range_words)],
            description=N_("%(task)s, at most %(most)s points", task=cell["grade_id"], most=f"{most:g}")
            if cell.get("heading")
            else N_("At most %(most)s points", most=f"{most:g}"),
        )
        points = cell["points"]
        # 7 rather than 7.0, as points are written everywhere else.
        filled[f"points_{number}"] = int(points) if points is not None and points == int(points) else points
    form: ReviewForm = type("ReviewForm", (ReviewForm,), fields)(**filled, **options)
    return form
