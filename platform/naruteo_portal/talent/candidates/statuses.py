"""Statuses of residence that work may be offered with: which rules judge each, and whose facts these ask for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from naruteo_portal.core.i18n import N_, Message

STATUS_FORM = re.compile(r"[A-H]-\d{1,2}(-[0-9A-Z]{1,3})?")
"""A status as it stands on a residence card: D-10-1, F-2-R."""
FREE_PROGRAMME = "visa_free"


@dataclass(frozen=True)
class Status:
    """A status of residence, the programme that judges it, and where that programme's facts come from.

    What is in none of the three is known from the profile, the opening, or the day.
    """

    programme: str
    label: Message
    assumed: Mapping[str, str] = field(default_factory=dict)
    of_opening: Mapping[str, str] = field(default_factory=dict)
    """The facts that an opening states in `gate_facts`, each by the name under which it stands there."""
    of_person: tuple[str, ...] = ()
    """The facts that a candidate states in `CandidateLegal.facts[programme]`."""


def _e7(kind: str, label: Message) -> Status:
    names = ("occupation_listed", "protected_occupation", "korean_workers", "foreign_workers", "employer_sanctioned")
    return Status("visa_e7", label, {"kind": kind}, {name: name for name in names})


STATUSES: Mapping[str, Status] = {
    "E-7-1": _e7("e71", N_("E-7-1, professional")),
    "E-7-2": _e7("e72", N_("E-7-2, semi-professional")),
    "E-7-3": _e7("e73", N_("E-7-3, general skilled")),
    "E-7-4": _e7("e74", N_("E-7-4, skilled worker")),
    "E-7-GB": Status(
        "visa_regional_gyeongbuk", N_("Regional visa of Gyeongbuk (E-7)"),
        of_opening={"occupation_named": "regional_occupation", "quota_left": "regional_quota_left"},
    ),
    "F-2-R": Status(
        "visa_f2r", N_("F-2-R, regional residence"),
        of_opening={"works_in_area": "in_f2r_area", "industry_named": "f2r_industry"},
        of_person=("lives_in_area", "yearly_income"),
    ),
    "F-2-T": Status(
        "visa_top_tier", N_("Top-Tier (F-2)"),
        of_opening={"industry_named": "top_tier_industry"},
        of_person=("degree", "global_firm_years", "research_years"),
    ),
}  # fmt: skip
"""By the name under which an opening lists them in `Opening.statuses`."""


def status_as_written(typed: str) -> str | None:
    """A status as it is kept, from what was typed; None if it cannot be one."""
    tidied = re.sub(r"\s", "", typed).upper()
    return tidied if STATUS_FORM.fullmatch(tidied) else None


def free_status(held: str | None) -> str | None:
    """The choice of `visa_free` for a status that is held; None if none was stated."""
    if held is None:
        return None
    # F-2-R is bound to an area and has rules of its own.
    kind = next((name for name in ("F-2", "F-4", "F-5", "F-6") if held == name or held.startswith(f"{name}-")), None)
    return "other" if kind is None or held == "F-2-R" else kind.replace("-", "").lower()
