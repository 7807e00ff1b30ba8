"""Grading by hand: points and comment of a cell, the lines of its rubric, and releasing it all."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, FloatField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from naruteo_portal.assessment.marks import Draft, MarkedCell
from naruteo_portal.assessment.models import RubricItem
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.edge.visitor import locale

LONGEST_COMMENT, LONGEST_LINE = 4000, 300


class MarkForm(Form):
    """What a person notes about one cell; `mark_form` makes one."""

    cell = HiddenField()
    version = HiddenField()
    points = FloatField(N_("Points"))
    comment = TextAreaField(
        N_("Comment"), [AtMost(LONGEST_COMMENT)], description=N_("The learner sees it when you release the result.")
    )
    rubric = SelectMultipleField(N_("Rubric"), coerce=int, choices=[], validate_choice=False)

    @property
    def draft(self) -> Draft:
        """What was entered."""
        return Draft(self.points.data, (self.comment.data or "").strip(), tuple(self.rubric.data or ()))

    @property
    def seen_version(self) -> int:
        """The save that the person saw before; a form that names none has seen nothing."""
        return whole_number(self.version.data, 0)


def cell_key(marked: MarkedCell) -> str:
    """What tells a cell from all others of its submission, whatever its number is by now."""
    return f"{marked.cell['notebook']}/{marked.cell['grade_id']}"


def mark_form(marked: MarkedCell, **options: Any) -> MarkForm:
    """A form for a cell, filled with what was noted; `formdata=None` leaves aside what was sent."""
    most = f"{marked.cell['max_points']:g}"
    range_words = N_("Enter points from 0 to %(most)s.", most=most).said_in(locale())
    points = marked.points
    filled = {
        "cell": cell_key(marked),
        "version": str(marked.version),
        # 7 rather than 7.0, as points are written everywhere else.
        "points": int(points) if points is not None and points == int(points) else points,
        "comment": marked.comment,
        "rubric": list(marked.chosen),
    }
    form = MarkForm(prefix=f"c{marked.number}", data=filled, **options)
    form.points.validators = [Optional(), NumberRange(0, marked.cell["max_points"], range_words)]
    return form


def shown_items(items: Iterable[RubricItem], marked: MarkedCell, chosen: Iterable[int]) -> list[RubricItem]:
    """The lines of a cell's rubric: those in use, and those taken out since that still hold for this answer."""
    held = set(chosen)
    return [
        item
        for item in items
        if (item.notebook, item.grade_id) == (marked.cell["notebook"], marked.cell["grade_id"])
        and (item.retired_at is None or item.id in held)
    ]


class RubricForm(Form):
    """One more line of a cell's rubric."""

    cell = HiddenField()
    words = StringField(
        N_("Words for the learner"),
        [required(N_("Write what the learner reads when this line holds.")), AtMost(LONGEST_LINE)],
    )
    line_points = FloatField(
        N_("Points of this line"),
        [Optional()],
        description=N_("Below zero takes points away; empty is a comment only."),
    )


class ReleaseForm(Form):
    """Letting the points count: what was seen, and a word to the learner."""

    seen = HiddenField()
    reason = TextAreaField(N_("A word to the learner about the whole"), [AtMost(500)])


class ReleaseReadyForm(Form):
    """One button: which list it stood beside."""

    listed = HiddenField()


class AnonymityForm(Form):
    """Whether names are hidden from graders."""

    hidden = BooleanField(N_("Hide learners' names until their results are released"))
