"""The forms of an employer's roster and of the facts that it states."""

import re
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import NumberRange, Optional, ValidationError

from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import Form, required
from naruteo_portal.edge.visitor import locale
from naruteo_portal.incentives.attachments import KINDS, MEGABYTES, MOST_BYTES, check_file
from naruteo_portal.incentives.employers.facts import FIRST_DAY, YEARLY, Evidence, Statement, year_of
from naruteo_portal.incentives.employers.models import EmployerFact
from naruteo_portal.rules.model import Fact, FactType

MISSING = required(N_("Give an answer."))
YES_NO = [SelectChoice("yes", N_("Yes")), SelectChoice("no", N_("No"))]
NO_NUMBER = N_("Write a number in digits, such as 1,250,000.")


class RosterFileForm(Form):
    """A roster as a file."""

    file = FileField(
        N_("File"),
        [required(N_("Choose a file."))],
        description=N_("CSV or XLSX, up to 2,000 people and 2 MB. Nothing is taken before you have seen the result."),
    )


class TakeRosterForm(Form):
    """Take what was looked at: every row, or the right ones."""

    seen = HiddenField()
    only_valid = BooleanField(N_("Take the right rows without the wrong ones"))


class TakeBackForm(Form):
    """Nothing but the decision."""


class StatementForm(Form):
    """What every fact needs beside its value."""

    evidence = FileField(
        N_("What proves it"),
        description=N_(
            "%(kinds)s, up to %(megabytes)s MB. Cover resident registration numbers.", kinds=KINDS, megabytes=MEGABYTES
        ),
    )
    value: Any

    def statement(self, name: str, fact: Fact) -> Statement:
        """What was entered."""
        value = answer_to(fact, self.value.data)
        if name in YEARLY:
            first_day, last_day = year_of(date(self.year.data, 1, 1))
        else:
            first_day, last_day = self.first_day.data, self.last_day.data
        return Statement(name, value, first_day, last_day)

    def given(self) -> Evidence | None:
        """The file, if one was sent; FileRefused and FileTooLarge say why it is not taken."""
        sent = self.evidence.data
        if not sent:
            return None
        # One byte more than is taken tells that there is more.
        checked = check_file(sent.filename, sent.stream.read(MOST_BYTES + 1))
        return Evidence(checked.content, checked.name)

    def point_at(self, field: str) -> str:
        """Where this form asks for a part of a statement: a year is asked as one."""
        return field if field in self else "year"


class Digits:
    """The field holds a number with at most so many decimals; thousands may be parted by commas."""

    def __init__(self, decimals: int) -> None:
        fraction = rf"(\.\d{{1,{decimals}}})?" if decimals else ""
        self.form = re.compile(rf"\d{{1,15}}{fraction}", re.ASCII)

    def __call__(self, form: Form, field: Any) -> None:
        """Keep the digits alone, or refuse what is no such number."""
        digits = (field.data or "").replace(",", "").removesuffix("원").strip()
        if not self.form.fullmatch(digits):
            raise ValidationError(NO_NUMBER)
        field.data = digits


def statement_form(name: str, fact: Fact, replaced: EmployerFact | None) -> StatementForm:
    """The form for one fact, filled with what it replaces."""
    fields: dict[str, Any] = {"value": answer_field(fact, required=True)}
    if name in YEARLY:
        this_year = now().astimezone(KST).year
        fields["year"] = IntegerField(
            N_("Insurance year"), [MISSING, NumberRange(FIRST_DAY.year + 1, this_year + 1)], default=this_year
        )
    else:
        fields["first_day"] = DateField(N_("Valid from"), [MISSING])
        fields["last_day"] = DateField(N_("Last day"), [Optional()], description=N_("Leave it empty while it goes on."))
    made: type[StatementForm] = type("FactForm", (StatementForm,), fields)
    if replaced is None:
        return made()
    value: Any = replaced.value
    if fact.type is FactType.TRUTH:
        value = "yes" if value else "no"
    return made(
        data={
            "value": str(value), "year": replaced.valid_from.year, "first_day": replaced.valid_from,
            "last_day": replaced.last_day,
        }
    )  # fmt: skip


def answer_to(fact: Fact, entered: Any) -> Any:
    """What was entered for a fact, as `rules.cases.read_facts` takes it; None if nothing was."""
    if entered in (None, ""):
        return None
    if fact.type is FactType.TRUTH:
        return entered == "yes"
    if fact.type is FactType.DATE:
        return entered.isoformat()
    if fact.type is FactType.NUMBER and not fact.decimals:
        return int(entered)
    return entered


def answer_field(fact: Fact, *, required: bool) -> Any:
    """A field for the answer to a fact's question, in the reader's language."""
    label = fact.ask.said_in(locale())
    validators: list[Any] = [MISSING if required else Optional()]
    if fact.type is FactType.NUMBER:
        return StringField(label, [*validators, Digits(fact.decimals)])
    if fact.type is FactType.DATE:
        return DateField(label, validators)
    if fact.type is FactType.TRUTH:
        choices = YES_NO
    else:
        choices = [SelectChoice(each, words.said_in(locale())) for each, words in fact.choices.items()]
    if not required:
        choices = [*choices, SelectChoice("", N_("I do not know"))]
    return RadioField(label, validators, choices=choices, default=None if required else "")
