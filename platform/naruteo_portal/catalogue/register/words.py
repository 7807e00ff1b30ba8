"""What the register's facts and warnings are called."""

from naruteo_portal.catalogue.register.expiry import Concern, Expiring, Warned
from naruteo_portal.catalogue.register.models import Basis
from naruteo_portal.catalogue.register.queries import Standing
from naruteo_portal.core.i18n import N_, Message

BASES: dict[Basis, Message] = {
    Basis.LICENSED_TEACHER: N_("Licensed vocational training teacher"),
    Basis.DEGREE: N_("Qualified by degree (decree art. 27)"),
    Basis.EXPERIENCE: N_("Qualified by experience (decree art. 27)"),
    Basis.OTHER: N_("Other, in words"),
}
STANDINGS: dict[Standing, Message] = {
    Standing.ALL: N_("all"),
    Standing.EXPIRING: N_("Expires within 90 days"),
    Standing.EXPIRED: N_("Expired"),
    Standing.NOT_STATED: N_("Qualification or refresher expiry not stated"),
}
NOT_ENTERED = N_("%(name)s: no qualification is entered in the instructor register.")
WARNINGS: dict[tuple[Concern, Expiring], Message] = {
    (Concern.EXPIRED, Expiring.QUALIFICATION): N_("%(name)s: the qualification expired on %(day)s."),
    (Concern.EXPIRED, Expiring.REFRESHER): N_("%(name)s: the refresher training expired on %(day)s."),
    (Concern.EXPIRES_BEFORE_END, Expiring.QUALIFICATION): N_(
        "%(name)s: the qualification expires on %(day)s, before the end."
    ),
    (Concern.EXPIRES_BEFORE_END, Expiring.REFRESHER): N_(
        "%(name)s: the refresher training expires on %(day)s, before the end."
    ),
}


def warning_words(warned: Warned, name: str) -> Message:
    """A warning about somebody, in words."""
    said = NOT_ENTERED if warned.concern is Concern.NOT_ENTERED else WARNINGS[warned.concern, warned.what]
    return N_(said.text, name=name, day=warned.day)
