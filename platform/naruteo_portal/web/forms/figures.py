"""Entering a figure of a programme, and deciding on one."""

from typing import Any, cast

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.incentives.attachments import KINDS, MEGABYTES
from naruteo_portal.incentives.figures.statements import FigureRefused, Statement
from naruteo_portal.rules.gaps import cells_on
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.tables import Cell, Table, day_number
from naruteo_portal.web.forms.cohorts import in_our_time
from naruteo_portal.web.programme_words import CONFIDENCES, case_words, figure_words, in_words

NOW = N_("Now: %(figure)s (%(known)s)")
NOTHING_NOW = N_("Now: not known")


class FigureForm(Form):
    """A figure with its source; the fields of the figures themselves are added for each parameter."""

    since = DateField(
        N_("In force from"), [InputRequired(N_("Enter the day from which it holds.")), in_our_time],
        description=N_("Trainings that end on this day or later are judged by it, until the next value."),
    )  # fmt: skip
    until = DateField(
        N_("Last day"), [Optional(), in_our_time],
        description=N_("Only if the source says until when it holds. Afterwards nothing is known."),
    )  # fmt: skip
    none = BooleanField(
        N_("From this day on no figure is known"),
        description=N_("For a figure that turned out to be wrong, or has ended. What needs it is undetermined."),
    )
    title = StringField(
        N_("Source"), [required(N_("Write what the source is called.")), AtMost(300)],
        description=N_("The statute, notice or announcement, with its number."),
    )  # fmt: skip
    article = StringField(N_("Article"), [AtMost(200)])
    href = StringField(N_("Address on the web"), [AtMost(500)])
    published_on = DateField(
        N_("Day of publication"), [InputRequired(N_("Enter the day on which the source was published.")), in_our_time]
    )
    note = TextAreaField(
        N_("Note"), [AtMost(1000)], description=N_("For the officer who confirms it, and for whoever reads it later.")
    )
    file = FileField(
        N_("Copy of the source"),
        description=N_("%(kinds)s, at most %(size)d MB. A preview does not keep the file: choose it when you enter.",
                       kinds=KINDS, size=MEGABYTES),
    )  # fmt: skip

    @property
    def figure_fields(self) -> list[str]:
        """The names of the fields that hold the figures."""
        return [name for name in self._fields if name.startswith("figure_")]

    def statement(self, programme: str, table: Table) -> Statement:
        """What was entered, of a parameter of a programme (or `shared`)."""
        return Statement(
            programme=programme, parameter=table.name, since=self.since.data, until=self.until.data,
            figures=self._figures(table), published_on=self.published_on.data, title=_line(self.title.data),
            article=_line(self.article.data), href=_line(self.href.data), note=(self.note.data or "").strip(),
        )  # fmt: skip

    def _figures(self, table: Table) -> dict[str, Any]:
        written = [(self[name].data or "").strip() for name in self.figure_fields]
        if self.none.data:
            if any(written):
                raise FigureRefused("none", N_("Either enter figures, or say that none is known."))
            return {"brackets": []} if table.parameter.over else {"value": None}
        if not any(written):
            raise FigureRefused(
                "figures", N_("Enter at least one figure. Cells that you leave empty stay as they are.")
            )
        if table.parameter.over:
            return {"brackets": [_bracket(line) for line in written[0].splitlines() if line.strip()]}
        value: Any = {}
        for (case, _cell), text in zip(cells_on(table, 0), written, strict=True):
            if not case:
                value = _digits(text)
            elif text:
                row = value
                for key in case[:-1]:
                    row = row.setdefault(key, {})
                row[case[-1]] = _digits(text)
        return {"value": value}


def figure_form(programme: Programme, table: Table, **preset: Any) -> FigureForm:
    """The form for a parameter: one field for each case of its table, or one for all its brackets."""
    fields: dict[str, Any] = {}
    if table.parameter.over:
        fields["figure_0"] = TextAreaField(
            in_words(table.parameter.description),
            [AtMost(2000)],
            description=N_("One bracket a line: from which value on, a blank, the figure. All brackets anew."),
        )
    else:
        for number, (case, cell) in enumerate(cells_on(table, day_number(today_in_korea()))):
            label = case_words(programme, table, case) or in_words(table.parameter.description)
            fields[f"figure_{number}"] = StringField(label, [AtMost(30)], description=_now(table, cell))
    return cast(FigureForm, type("FigureForm", (FigureForm,), fields)(**preset))


def _now(table: Table, cell: Cell) -> Message:
    if cell.figure is None or cell.dated is None:
        return NOTHING_NOW
    return N_(NOW.text, figure=figure_words(table, cell.figure), known=CONFIDENCES[cell.dated.confidence])


def _digits(text: str) -> str:
    return text.replace(",", "")


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _bracket(line: str) -> dict[str, str]:
    parts = line.split()
    if len(parts) != 2:
        raise FigureRefused("figures", N_("Write two numbers in each line: from which value on, and the figure."))
    return {"since": _digits(parts[0]), "value": _digits(parts[1])}


class ConfirmForm(Form):
    """Confirm a figure, having seen what it changes."""

    seen = HiddenField()
    """The number of the latest confirmed figure when the page was made."""
    checked = BooleanField(
        N_("I have compared the figure, its day and its source with the copy"),
        [InputRequired(N_("Compare them with the copy first."))],
    )

    @property
    def seen_number(self) -> int:
        """The number in the form; -1 for what is none, which fits nothing."""
        return whole_number(self.seen.data, digits=17)


class ReasonForm(Form):
    """Refuse or withdraw a figure with a reason."""

    reason = TextAreaField(N_("Reason"), [required(N_("Write why.")), AtMost(1000)])
