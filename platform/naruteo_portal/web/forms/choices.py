"""A candidate's list in a round: its order, certifying it, taking it back; and the time zone of deadlines."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from naruteo_portal.core.i18n import LOCALES, N_, Message
from naruteo_portal.edge.arrivals import kept_number, whole_number
from naruteo_portal.edge.forms import Form, SeenForm, required
from naruteo_portal.talent.choices.arranging import rearranged, stepped, without
from naruteo_portal.talent.choices.lists import MOST_LISTED
from naruteo_portal.talent.choices.zones import zone_names

CERTIFY = N_("certify")
TAKE_BACK = N_("take back")
STEPS = {"up": -1, "down": 1}


class OrderForm(SeenForm):
    """Rows as they stood on the page: the places typed beside them, and the button pressed with the row it is at."""

    place = SelectMultipleField(N_("Typed places"), validate_choice=False)
    act = StringField()
    most = MOST_LISTED
    """How many rows there may be."""

    def validate_place(self, field: Field) -> None:
        """Each place is a number from 1 on."""
        if any(whole_number(text, 0, digits=4) < 1 for text in field.data or ()):
            raise ValidationError(N_("Write a whole number from 1 to %(most)s as a place.", most=self.most))

    def in_order(self, rows: Sequence[int]) -> Sequence[int]:
        """The rows, by their numbers, in the order that is wanted after the typed places and the button."""
        after = rearranged(rows, dict(zip(rows, map(int, self.place.data or ()), strict=False)))
        act, _, number = (self.act.data or "").partition(":")
        row = whole_number(number, digits=18)
        if row in after and act in STEPS:
            return stepped(after, row, STEPS[act])
        return without(after, row) if act == "out" else after


class ListForm(OrderForm):
    """The list as it stood on the page: openings in order."""

    opening = SelectMultipleField(N_("Openings"), coerce=kept_number, validate_choice=False)

    @property
    def shown(self) -> Sequence[int]:
        """The openings in the order of the page."""
        return list(self.opening.data or ())

    def arranged(self) -> Sequence[int]:
        """The order that is wanted."""
        return self.in_order(self.shown)


class CertifyForm(SeenForm):
    """Certifying: the word is typed, so that nobody certifies by a slip."""

    typed = StringField(N_("Type “certify” to let this list count"), [required(N_("Type the word."))])

    def validate_typed(self, field: Field) -> None:
        """The word in either language."""
        same_word(field, CERTIFY)


class TakeBackForm(SeenForm):
    """Leaving the round."""

    typed = StringField(N_("Type “take back” to leave the round"), [required(N_("Type the word."))])

    def validate_typed(self, field: Field) -> None:
        """The word in either language."""
        same_word(field, TAKE_BACK)


class OpeningForm(Form):
    """An opening to put into a list."""

    opening = StringField(N_("Opening"), [required(N_("Choose an opening."))])


class ZoneForm(Form):
    """The time zone in which deadlines are said beside Korean time."""

    name = SelectField(N_("Time zone"), [required(N_("Choose a time zone from the list."))])
    next = HiddenField()

    def offer(self) -> None:
        """All zones, by continent and city."""
        self.choose_among("name", [(each, each.replace("_", " ")) for each in zone_names()])


def same_word(field: Field, word: Message) -> None:
    """Refuse a field that does not hold the word, in either language."""
    if (field.data or "").strip().casefold() not in {word.said_in(each).casefold() for each in LOCALES}:
        raise ValidationError(N_("Type the word exactly as it stands there."))
