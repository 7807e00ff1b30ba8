"""The forms with which administrators change other people's rights."""

from wtforms import SelectField, TextAreaField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, required

MOST_REASON = 500
REASON_HINT = N_("It is kept in the audit trail. Write no personal details that do not belong there.")


class ReasonForm(Form):
    """Why something is done to somebody's account."""

    reason = TextAreaField(
        N_("Reason for this"), [required(N_("Give a reason.")), AtMost(MOST_REASON)], description=REASON_HINT
    )


class RoleForm(ReasonForm):
    """A role in an organisation, and why it is given."""

    organisation = SelectField(N_("Organisation"), [required(N_("Choose an organisation."))])
    role = SelectField(N_("Role"), [required(N_("Choose a role."))])
