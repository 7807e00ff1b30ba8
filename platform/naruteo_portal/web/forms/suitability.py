"""Putting a model of suitability into use."""

from wtforms import TextAreaField

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import Form, required


class UseForm(Form):
    """Why, by the officer who answers for it."""

    reason = TextAreaField(
        N_("Why may it be used?"),
        [required(N_("Write why; it is kept with your name and the model’s card."))],
        description=N_("Say what you looked at in the card: baselines, calibration by group, drift."),
    )
