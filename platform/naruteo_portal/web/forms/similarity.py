"""What an instructor notes about a pair of submissions that share much."""

from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required

NOTHING, OPEN = "nothing", "open"


class PairNoteForm(Form):
    """What somebody thinks of it after looking, and their words."""

    standing = RadioField(
        N_("After looking at both"),
        [required(N_("Choose one of the two."))],
        choices=[
            SelectChoice(NOTHING, N_("Looked at, nothing to it")),
            SelectChoice(OPEN, N_("Keep it on the list")),
        ],
    )
    words = TextAreaField(
        N_("Note"),
        [AtMost(1000)],
        description=N_(
            "For the instructors of this cohort. Write it as you would say it to the two: "
            "learners may ask to read what is kept about them."
        ),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What stays on the list needs words, or nobody knows why it was noted."""
        valid = super().validate(extra_validators)
        if valid and self.standing.data == OPEN and not (self.words.data or "").strip():
            self.refuse(N_("Write what should be kept in mind about it."), "words")
            return False
        return valid
