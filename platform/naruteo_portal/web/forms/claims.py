"""Beginning a claim, naming its trainees, and what is said at each of its steps."""

from collections.abc import Iterable

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.validators import InputRequired, Optional, ValidationError

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.arrivals import kept_number
from naruteo_portal.edge.forms import AtMost, Form, MailAddress, SeenForm, required
from naruteo_portal.identity.models import Organisation
from naruteo_portal.incentives.claims.drafts import MOST_NUMBER
from naruteo_portal.incentives.programmes import CLAIMABLE, shipped_programme
from naruteo_portal.web.forms.cohorts import in_our_time

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_WORDS = 2000


def some_year(form: Form, field: Field) -> None:
    """The field holds a year in which somebody can have been trained."""
    if field.data is not None and not FIRST_YEAR <= field.data <= LAST_YEAR:
        raise ValidationError(N_("Enter a year like 2026."))


class NewClaimForm(Form):
    """Under which programme, for which year, and for which employer."""

    employer = RadioField(N_("Employer"), [required(N_("Choose an employer."))], choices=[])
    programme = RadioField(N_("Programme"), [required(N_("Choose a programme."))], choices=[])
    year = IntegerField(
        N_("Year"),
        [InputRequired(N_("Enter a year like 2026.")), some_year],
        description=N_("The year in which the trainings ended. It decides against which ceiling they count."),
    )

    def offer(self, employers: Iterable[Organisation]) -> None:
        """Let the reader choose among their employers and the programmes that are claimed here."""
        self.choose_among("employer", [(str(each.id), Message("%(name)s", {"name": each.name})) for each in employers])
        titles = [
            (name, Message("%(name)s", {"name": shipped_programme(name).file.title.model_dump()})) for name in CLAIMABLE
        ]
        self.choose_among("programme", titles)


class PlacesForm(SeenForm):
    """Places in cohorts of the platform to claim for."""

    places = SelectMultipleField(N_("Who was trained"), validate_choice=False)


class RowsForm(SeenForm):
    """People who were trained elsewhere, and in what."""

    training = StringField(
        N_("Number of the course’s recognition"),
        [required(N_("Enter the number of the recognition.")), AtMost(MOST_NUMBER)],
        description=N_("As on the certificate of recognition; it tells this training from others."),
    )
    title_ko = StringField(
        N_("Name of the training in Korean"), [required(N_("Enter the name of the training.")), AtMost(200)]
    )
    title_en = StringField(N_("Name of the training in English"), [AtMost(200)])
    first_day = DateField(N_("First day"), [InputRequired(N_("Enter the first day.")), in_our_time])
    last_day = DateField(
        N_("Last day"),
        [InputRequired(N_("Enter the last day.")), in_our_time],
        description=N_("If you claim every three months, the last day of those three months."),
    )
    employees = SelectMultipleField(N_("From the roster"), validate_choice=False)
    people = TextAreaField(
        N_("Others who were trained"),
        [AtMost(50_000)],
        description=N_(
            "One on each row: employee’s number, name. You can paste two columns of a table. Never a resident "
            "registration number."
        ),
    )


class DaysForm(SeenForm):
    """When a training, or the part of it that is claimed, was held."""

    part = HiddenField()
    first_day = DateField(N_("First day"), [InputRequired(N_("Enter the first day.")), in_our_time])
    last_day = DateField(N_("Last day"), [InputRequired(N_("Enter the last day.")), in_our_time])


class LeaveOutForm(SeenForm):
    """Trainees to take out of a claim."""

    positions = SelectMultipleField(N_("Who was trained"), coerce=kept_number, validate_choice=False)


class HandInForm(SeenForm):
    """Handing a claim in, or again after a supplement."""

    confirmed = BooleanField(N_("I have checked this: no hour and no cost is claimed twice"))
    words = TextAreaField(
        N_("Words to the officer"), [AtMost(MOST_WORDS)], description=N_("They stay in the history of the claim.")
    )


class HandOverForm(SeenForm):
    """Telling the employer that a claim is prepared."""

    words = TextAreaField(
        N_("Words to the employer"),
        [AtMost(MOST_WORDS)],
        description=N_("What the employer should look at before it hands the claim in."),
    )


class WithdrawForm(SeenForm):
    """Why a claim is taken back."""

    reason = TextAreaField(
        N_("Reason"),
        [required(N_("Write the reason; it stays in the history of the claim.")), AtMost(MOST_WORDS)],
    )


class AppealForm(SeenForm):
    """What is wrong with a decision."""

    words = TextAreaField(
        N_("What is wrong with the decision, and why"),
        [required(N_("Write what is wrong with the decision.")), AtMost(4000)],
        description=N_("An officer who did not decide on the claim reads and answers it."),
    )


class AppealAnswerForm(Form):
    """An officer's answer to an appeal."""

    outcome = RadioField(
        N_("Answer"),
        [required(N_("Choose an answer."))],
        choices=[
            SelectChoice("upheld", N_("Upheld: the claim is opened again and decided anew")),
            SelectChoice("dismissed", N_("Dismissed: the decision stays")),
        ],
    )
    words = TextAreaField(
        N_("Reasons for the answer"),
        [required(N_("Write the reasons; the employer reads them.")), AtMost(4000)],
        description=N_("The employer reads them."),
    )


class AgentForm(Form):
    """Whom an employer lets prepare its claims, and for how long."""

    employer = RadioField(N_("Employer"), [required(N_("Choose an employer."))], choices=[])
    email = EmailField(
        N_("Mail address"),
        [required(N_("Enter a mail address.")), MailAddress()],
        description=N_("The address with which your tax accountant or labour attorney has signed up here."),
    )
    since = DateField(N_("From"), [InputRequired(N_("Enter the first day.")), in_our_time])
    last_day = DateField(
        N_("Until"), [Optional(), in_our_time], description=N_("The last day; empty: until you end it.")
    )

    def offer(self, employers: Iterable[Organisation]) -> None:
        """Let the reader choose among the employers they answer for."""
        self.choose_among("employer", [(str(each.id), Message("%(name)s", {"name": each.name})) for each in employers])
