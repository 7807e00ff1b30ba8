"""The form that all forms are: labels, hints, choices and errors said in the reader's language."""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from flask_wtf import FlaskForm
from wtforms.fields import Field, HiddenField, SelectChoice
from wtforms.validators import DataRequired, StopValidation, ValidationError

from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import N_, Message, translations
from naruteo_portal.edge.arrivals import whole_number
from naruteo_portal.edge.visitor import locale
from naruteo_portal.identity.mail_addresses import as_mail_address

# What WTForms itself may say, so that it has its translation.
OWN_WORDS_OF_WTFORMS = (
    N_("Not a valid choice."),
    N_("Not a valid date value."),
    N_("Not a valid float value."),
    N_("Not a valid integer value."),
)


def _said(words: Any) -> Any:
    return words.said_in(locale()) if isinstance(words, Message) else words


class _Words:
    """WTForms's own messages from our catalogue."""

    def gettext(self, text: str) -> str:
        return translations(locale()).gettext(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return translations(locale()).ngettext(one, many, count)


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Write labels, descriptions, `SelectChoice`s and validators' messages with `N_()`; they are translated here."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf has no types
        """Where WTForms looks for words."""

        def get_translations(self, form: Any) -> _Words:
            return _Words()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in self:
            field.label.text = _said(field.label.text)
            field.description = _said(field.description)
            if getattr(field, "choices", None):
                field.choices = [SelectChoice(each.value, _said(each.label)) for each in field.choices]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are right; errors are said in the reader's language."""
        valid = bool(super().validate(extra_validators))
        for field in self:
            field.errors = [_said(error) for error in field.errors]
        return valid

    def refuse(
        self, refusal: Refusal | Message, field: str | None = None, *, only: Collection[int] | None = None
    ) -> None:
        """Show a refusal at a field, or above the form; with `only`, one of another status is raised again."""
        if only is not None and isinstance(refusal, Refusal) and refusal.status not in only:
            raise refusal
        words = _said(refusal.message if isinstance(refusal, Refusal) else refusal)
        if field is None:
            self.form_errors.append(words)
        else:
            self[field].errors = [*self[field].errors, words]

    def choose_among(self, field: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Give a select or radio field the choices that this reader has."""
        self[field].choices = [SelectChoice(value, _said(label)) for value, label in choices]


class Versioned(Protocol):
    """What counts how often it was changed."""

    version: Any


class SeenForm(Form):
    """Which version of something was looked at, so that nobody overwrites what they have not seen."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version; -1, which nothing has, if it is no number."""
        return whole_number(self.version.data)

    def look_at(self, version: int) -> None:
        """Go by this version from now on: the page that answers a refusal shows things as they are."""
        self.version.data = str(version)

    @classmethod
    def on(cls, looked_at: Versioned, prefix: str = "", **named: object) -> "SeenForm":
        """The form without what was sent, for something as it is."""
        return cls(formdata=None, prefix=prefix, data={"version": str(looked_at.version), **named})


def required(message: Message) -> DataRequired:
    """The field must be filled in, with more than blanks; the message says with what."""
    return DataRequired(message)


class AtMost:
    """A text field holds no more than so many characters."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Form, field: Field) -> None:
        if len(field.data or "") > self.most:
            raise ValidationError(N_("Use at most %(most)d characters.", most=self.most))


class Within:
    """The field holds a number from `least` to `most`, and the message says so in the reader's language."""

    def __init__(self, least: int, most: int, message: Message) -> None:
        self.least, self.most, self.message = least, most, message

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is None or not self.least <= field.data <= self.most:
            raise ValidationError(self.message)


class MailAddress:
    """The field holds a mail address that can receive; it is brought into the form in which addresses are kept."""

    def __call__(self, form: Form, field: Field) -> None:
        address = as_mail_address(field.data or "")
        if address is None:
            raise StopValidation(N_("Enter a mail address like name@company.kr."))
        field.data = address
