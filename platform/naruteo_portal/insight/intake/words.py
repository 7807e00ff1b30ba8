"""What is wrong with a file, and what to do about it, in words."""

from naruteo_analytics.intake.faults import Fault, Kind
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.insight.models import ImportState, Source

FORMS: dict[Source, Message] = {
    Source.OULAD: N_("Tables shaped as OULAD’s (CSV or Parquet)"),
    Source.ONEROSTER: N_("OneRoster 1.1 or 1.2 (CSV)"),
}
"""What can be loaded."""
OUTCOMES: dict[str, Message] = {
    "distinction": N_("Passed with distinction"),
    "pass": N_("Passed"),
    "fail": N_("Failed"),
    "withdrawn": N_("Left before the end"),
    "": N_("Not known, or still open"),
}
"""What may have become of an enrolment, as `shape.OUTCOMES` names it."""
STATES: dict[ImportState, tuple[Message, str]] = {
    ImportState.CHECKING: (N_("Being checked"), "info"),
    ImportState.CHECKED: (N_("Check done"), "warning"),
    ImportState.IMPORTED: (N_("Loaded"), "success"),
    ImportState.FAILED: (N_("Could not be read"), "danger"),
    ImportState.DISCARDED: (N_("Discarded"), "neutral"),
    ImportState.UNDONE: (N_("Taken back"), "neutral"),
}


def say(fault: Fault) -> Message:
    """What is wrong and what to do, in one or two sentences; place and value stand beside it."""
    values = {"value": fault.value, "wanted": fault.wanted, "column": fault.column or ""}
    text = _WORDS[fault.kind]
    return Message(text.text, {name: value for name, value in values.items() if f"%({name})s" in text.text})


_WORDS: dict[Kind, Message] = {
    Kind.FILE_MISSING: N_("The file is missing. Put it into the ZIP under this name."),
    Kind.FILE_EMPTY: N_("The file has no rows below its heading. Export it again."),
    Kind.FILE_TWICE: N_("The ZIP holds this table more than once: %(value)s. Keep one of the files."),
    Kind.NOT_TEXT: N_("The file is neither UTF-8 nor CP949 text. Save it as “CSV UTF-8”."),
    Kind.UNREADABLE: N_("The file cannot be read to its end: %(value)s. Export it again."),
    Kind.COLUMN_MISSING: N_("The column %(column)s is missing. The first row must hold the headings."),
    Kind.COLUMN_TWICE: N_("The column %(column)s stands in the heading twice. Delete one of them."),
    Kind.CELLS: N_(
        "The row has %(value)s cells, the heading %(wanted)s. Put cells that hold a comma between quotation marks."
    ),
    Kind.VALUE_MISSING: N_("The cell is empty. It needs a value."),
    Kind.NOT_WHOLE: N_("“%(value)s” is no whole number. Write digits only."),
    Kind.NOT_A_NUMBER: N_("“%(value)s” is no number. Write digits, with a point before decimals."),
    Kind.NOT_A_DATE: N_("“%(value)s” is no day. Write it as %(wanted)s."),
    Kind.OUT_OF_RANGE: N_("“%(value)s” is out of range. What may stand here: %(wanted)s."),
    Kind.NOT_ALLOWED: N_("“%(value)s” cannot stand here. What may: %(wanted)s."),
    Kind.TWICE: N_("“%(value)s” stands in the file for the second time. Keep one of the rows."),
    Kind.UNKNOWN: N_("“%(value)s” is not in the file %(wanted)s. Add it there, or delete this row."),
    Kind.RESIDENT_NUMBER: N_(
        "This looks like a resident registration number. We may not take it: delete the column or the number."
    ),
    Kind.NOT_BULK: N_("The file holds changes only (delta). Export everything (bulk)."),
    Kind.OTHER_VERSION: N_("OneRoster “%(value)s” is not read. Export one of the versions %(wanted)s."),
    Kind.NO_FINAL: N_(
        "No line item has the title “%(value)s”. Write the title of the one that holds the final result. There are: "
        "%(wanted)s."
    ),
    Kind.TWO_FINALS: N_("The class has “%(value)s” twice. Its final result can be in one line item only."),
    Kind.NOTHING_LEFT: N_(
        "No row has the role %(wanted)s, so there is nobody to review. Export the enrolments as well."
    ),
}
