"""Entering what is known about an instructor, and saying what is wrong with it."""

from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from naruteo_portal.catalogue.register.entries import Facts
from naruteo_portal.catalogue.register.models import Basis, InstructorEntry
from naruteo_portal.catalogue.register.words import BASES
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.web.forms.cohorts import in_our_time

LAST_DAY_HINT = N_("The last day on which it counts, as the document says. Leave it empty if you do not know.")


class EntryForm(Form):
    """What the register says; everything may be left empty, which is then shown as not stated."""

    basis = SelectField(
        N_("Qualification"),
        choices=[
            SelectChoice("", N_("not stated")),
            *(SelectChoice(each.value, words) for each, words in BASES.items()),
        ],
    )
    basis_words = StringField(
        N_("In words"), [AtMost(300)], description=N_("Which licence, degree or experience, or what else it is.")
    )
    document_name = StringField(N_("What proves it"), [AtMost(200)], description=N_("The name of the document."))
    document_number = StringField(
        N_("Number of the document"), [AtMost(100)], description=N_("Never a resident registration number.")
    )
    valid_from = DateField(N_("Valid from"), [Optional(), in_our_time])
    valid_until = DateField(N_("Valid until"), [Optional(), in_our_time], description=LAST_DAY_HINT)
    refresher_done_on = DateField(N_("Refresher training done on"), [Optional(), in_our_time])
    refresher_until = DateField(
        N_("Refresher training expires on"), [Optional(), in_our_time], description=LAST_DAY_HINT
    )
    ncs = TextAreaField(
        N_("Fields (NCS codes)"),
        [AtMost(500)],
        description=N_("One or more, separated by blanks: 8 digits, or 10 digits with the version."),
    )

    @classmethod
    def of(cls, entry: InstructorEntry | None) -> "EntryForm":
        """The form as filled by the register, or by what was sent."""
        if entry is None:
            return cls()
        return cls(
            data={
                **{name: getattr(entry, name) for name in Facts.__dataclass_fields__},
                "basis": entry.basis.value if entry.basis else "",
                "ncs": " ".join(entry.ncs),
            }
        )

    def facts(self) -> Facts:
        """What was entered."""
        return Facts(
            basis=Basis(self.basis.data) if self.basis.data else None,
            basis_words=(self.basis_words.data or "").strip(),
            document_name=(self.document_name.data or "").strip(),
            document_number=(self.document_number.data or "").strip(),
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            refresher_done_on=self.refresher_done_on.data,
            refresher_until=self.refresher_until.data,
            ncs=tuple(dict.fromkeys((self.ncs.data or "").replace(",", " ").split())),
        )


class WrongEntryForm(Form):
    """What an instructor finds wrong in their own entry."""

    words = TextAreaField(
        N_("What is wrong, and how it should be"),
        [required(N_("Write what should be corrected.")), AtMost(1000)],
        description=N_("Those who keep the register read it. Never write a resident registration number."),
    )
