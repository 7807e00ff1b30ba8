"""The form that describes an organisation."""

from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required
from naruteo_portal.identity.labels import KINDS
from naruteo_portal.identity.models import OrganisationKind
from naruteo_portal.identity.organisations import OrganisationFacts

MOST_NAME = 200


class OrganisationForm(Form):
    """What is written down about an organisation."""

    kind = RadioField(
        N_("Kind of organisation"),
        [required(N_("Choose a kind."))],
        choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()],
    )
    name_ko = StringField(N_("Name in Korean"), [required(N_("Enter the name in Korean.")), AtMost(MOST_NAME)])
    name_en = StringField(
        N_("Name in English"),
        [AtMost(MOST_NAME)],
        description=N_("If it is left empty, English pages show the Korean name."),
    )
    business_number = StringField(
        N_("Business registration number"),
        [AtMost(20)],
        description=N_("Ten digits, for example 123-45-67890. Hyphens may be left out."),
    )

    def keep_kind(self, kind: OrganisationKind) -> None:
        """Offer no other kind than the present one."""
        self.choose_among("kind", [(kind.value, KINDS[kind])])
        self.kind.data = kind.value

    def facts(self) -> OrganisationFacts:
        """The organisation as entered."""
        return OrganisationFacts(
            kind=OrganisationKind(self.kind.data),
            name_ko=self.name_ko.data,
            name_en=self.name_en.data or "",
            business_number=self.business_number.data or "",
        )
