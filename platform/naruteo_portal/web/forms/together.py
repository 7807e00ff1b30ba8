"""Applying together: whom to invite, the answer to an invitation, and the wishes that are shared."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.fields import Field

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.arrivals import kept_number
from naruteo_portal.edge.forms import Form, required
from naruteo_portal.talent.links.links import MOST_WISHES
from naruteo_portal.web.forms.choices import OrderForm, same_word

LEAVE = N_("leave")
BETWEEN = "."
"""Stands between the entries of a row as pages send it; an empty entry is no place."""

Row = tuple[int | None, ...]


def _row(text: str) -> Row:
    return tuple(map(_entry, text.split(BETWEEN)))


def _entry(text: str) -> int | None:
    return kept_number(text) if text else None


class InviteForm(Form):
    """Whom to invite."""

    reference = StringField(
        N_("Candidate number of the other person"),
        [required(N_("Write the candidate number."))],
        description=N_(
            "The number on their talent profile, such as CA-2026-7K3M-Q2. They see your name, and that you would like "
            "to apply together."
        ),
    )


class InvitationForm(Form):
    """Which invitation is answered."""

    application = HiddenField()


class WishesForm(OrderForm):
    """The shared wishes as they stood on the page, and a new one."""

    row = SelectMultipleField(N_("Shared wishes"), coerce=_row, validate_choice=False)
    entry = SelectMultipleField(N_("A new wish"), coerce=_entry, validate_choice=False)
    most = MOST_WISHES

    @property
    def shown(self) -> Sequence[Row]:
        """The rows in the order of the page."""
        return list(self.row.data or ())

    def arranged(self) -> Sequence[Row]:
        """The rows that are wanted."""
        # Rows have no number of their own; their places on the page are their names here.
        after = self.in_order(range(len(self.shown)))
        added = [tuple(self.entry.data or ())] if self.act.data == "add" else []
        return [*(self.shown[each] for each in after), *added]


class LeaveForm(Form):
    """Leaving: the word is typed, so that nobody leaves by a slip."""

    typed = StringField(N_("Type “leave” to apply alone again"), [required(N_("Type the word."))])

    def validate_typed(self, field: Field) -> None:
        """The word in either language."""
        same_word(field, LEAVE)
