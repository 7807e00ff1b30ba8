"""The forms in which people enter and change what is their own: names, address, password, language."""

from wtforms import EmailField, PasswordField, RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice

from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, MailAddress, required
from naruteo_portal.identity.names import MOST_CHARACTERS, Names
from naruteo_portal.identity.passwords import check_password
from naruteo_portal.identity.personal_tokens import LIFETIMES

PASSWORD_HINT = N_("At least 10 characters; a short sentence is good. No rules about capitals or signs.")
NAME_HINT = N_("As you write it yourself, in any script. A Korean name is written without a blank, for example 김하늘.")
ROMAN_HINT = N_("As in your passport or residence card, for example Kim Haneul. It stands on certificates in English.")


class AddressForm(Form):
    """Ask for a mail address, to send a link there."""

    email = EmailField(N_("Mail address"), [required(N_("Enter your mail address.")), MailAddress()])


class NewPasswordForm(Form):
    """A password, typed twice."""

    password = PasswordField(N_("New password"), [required(N_("Enter a password."))], description=PASSWORD_HINT)
    again = PasswordField(N_("New password again"), [required(N_("Enter the same password again."))])

    def passwords_agree(self, *personal: str) -> bool:
        """Whether the password is good and was typed the same twice; if not, the form says so."""
        try:
            check_password(self.password.data, *personal)
        except Invalid as refusal:
            self.refuse(refusal, "password")
            return False
        if self.password.data != self.again.data:
            self.refuse(N_("The two passwords are not the same."), "again")
            return False
        return True


class SetUpForm(NewPasswordForm):
    """What a new account needs: a name and a password."""

    name_native = StringField(
        N_("Name"), [required(N_("Enter your name.")), AtMost(MOST_CHARACTERS)], description=NAME_HINT
    )
    name_roman = StringField(N_("Name in Latin letters"), [AtMost(MOST_CHARACTERS)], description=ROMAN_HINT)
    password = PasswordField(N_("Password"), [required(N_("Enter a password."))], description=PASSWORD_HINT)
    again = PasswordField(N_("Password again"), [required(N_("Enter the same password again."))])

    def names(self) -> Names:
        """The names as entered."""
        return Names(native=self.name_native.data, roman=self.name_roman.data)


class NamesForm(Form):
    """All names of a person."""

    name_native = StringField(
        N_("Name"), [required(N_("Enter your name.")), AtMost(MOST_CHARACTERS)], description=NAME_HINT
    )
    name_roman = StringField(N_("Name in Latin letters"), [AtMost(MOST_CHARACTERS)], description=ROMAN_HINT)
    preferred_name = StringField(
        N_("How we should call you"),
        [AtMost(MOST_CHARACTERS)],
        description=N_("If it is not the name above."),
    )
    family_name = StringField(
        N_("Family name"),
        [AtMost(MOST_CHARACTERS)],
        description=N_("Only for official documents that ask for it separately. Leave it empty if you have none."),
    )
    given_name = StringField(N_("Given name"), [AtMost(MOST_CHARACTERS)])

    def names(self) -> Names:
        """The names as entered."""
        return Names(
            native=self.name_native.data,
            roman=self.name_roman.data,
            family=self.family_name.data,
            given=self.given_name.data,
            preferred=self.preferred_name.data,
        )


class LanguageForm(Form):
    """The language of pages and mails."""

    locale = RadioField(
        N_("Language of pages and mails"),
        [required(N_("Choose a language."))],
        choices=[SelectChoice("ko", "한국어"), SelectChoice("en", "English")],
    )


class MailsForm(Form):
    """Which kinds of notices come by mail; none at all is a choice, too."""

    kinds = SelectMultipleField(N_("Also by mail"), choices=[])


class EmailChangeForm(AddressForm):
    """Another mail address, with the password as proof."""

    email = EmailField(N_("New mail address"), [required(N_("Enter the new mail address.")), MailAddress()])
    present = PasswordField(N_("Your present password"), [required(N_("Enter your present password."))])


class PasswordChangeForm(NewPasswordForm):
    """Another password, with the present one as proof."""

    present = PasswordField(N_("Your present password"), [required(N_("Enter your present password."))])


class TokenForm(Form):
    """A new access token, with the password as proof."""

    name = StringField(
        N_("What the token is for"),
        [required(N_("Say what the token is for, so that you know it again.")), AtMost(60)],
        description=N_("For example “Notebook of the yearly report”."),
    )
    days = RadioField(
        N_("Expires after"),
        [required(N_("Choose when the token expires."))],
        choices=[SelectChoice(str(days), N_("%(days)d days", days=days)) for days in LIFETIMES],
        description=N_("You are told a week before. The shorter the time, the less harm a lost token does."),
    )
    present = PasswordField(N_("Your present password"), [required(N_("Enter your present password."))])
