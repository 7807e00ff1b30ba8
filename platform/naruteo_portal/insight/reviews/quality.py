"""How complete the data of a release is, and how much of its figures is shown: from its summary, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from naruteo_analytics.documents import Why
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.insight.reviews.files import said_value
from naruteo_portal.insight.reviews.words import GROUPS, REASONS, STAGES, UNKNOWN, Name, attribute_name, listed, name_of

Row = tuple[Message, Message]
PART = N_("%(part)s of %(whole)s (%(share)s %%)")
WEEKS = N_("%(weeks)s weeks")
SHARE = N_("%(share)s %%")


def protection_rows(policy: Mapping[str, Any], summary: Mapping[str, Any]) -> list[Row]:
    """By which rules people are protected, and how many figures are shown and hidden."""
    rows = [
        (N_("No count below"), said_value(str(policy["least_count"]))),
        (N_("No rate of a group below"), said_value(str(policy["least_of_rate"]))),
        (N_("How far apart the bounds of a hidden count are at least"), said_value(str(policy["least_width"]))),
    ]
    cells = summary.get("cells")
    if cells:
        rows.append((N_("Counts that are shown"), _part(summary.get("shown", 0), cells)))
        rows += [
            (REASONS[why][0], _part(summary[why.value], cells)) for why in Why if summary.get(why.value)
        ]  # fmt: skip
    return rows


def data_rows(summary: Mapping[str, Any]) -> list[Row]:
    """What the data holds and lacks; nothing where the release does not say."""
    data: Mapping[str, Any] = summary.get("data", {})
    if not data:
        return []
    ended = N_("%(ended)s of %(cohorts)s have ended", ended=data["ended"], cohorts=data["cohorts"])
    rows = [
        (N_("Cohorts"), ended),
        (N_("Length of a period"), Message(WEEKS.text, {"weeks": data["period_weeks"]})),
        (N_("Grades that are missing"), _share(data["scores_missing"])),
        (N_("Grades from an earlier cohort"), _share(data["banked"])),
    ]
    for name, share in data["unknown"].items():
        what = N_("%(attribute)s is not known of", attribute=attribute_name(name).label)
        rows.append((what, _share(share)))
    for name, merged in data["merged"].items():
        what = N_("%(attribute)s: shown together as “other”", attribute=attribute_name(name).label)
        rows.append((what, listed([GROUPS.get(each, each) for each in merged])))
    missing = [name_of(STAGES, stage) for stage in data["unrecorded"]]
    rows.append((N_("Stages that nobody records"), _names(missing)))
    return rows


def _part(part: int, whole: int) -> Message:
    share = f"{100 * part / whole:.1f}"
    return Message(PART.text, {"part": f"{part:,}", "whole": f"{whole:,}", "share": share})


def _share(share: int | None) -> Message:
    return UNKNOWN if share is None else Message(SHARE.text, {"share": share})


def _names(names: Sequence[Name]) -> Message:
    return listed([name.label for name in names]) if names else N_("none; all are recorded")
