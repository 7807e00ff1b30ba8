"""Writing to people of a cohort."""

from wtforms import HiddenField, StringField, TextAreaField

from naruteo_portal.assessment.cohort_messages import Letter
from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.arrivals import kept_number
from naruteo_portal.edge.forms import AtMost, Form

MOST_IN_SUBJECT = 150
MOST_IN_BODY = 4000


class MessageForm(Form):
    """Subject and words in both languages, and whom they are for; at least one language must be written."""

    people = HiddenField()
    """The enrolments, joined by commas: those that were previewed get it, whoever fits the filter by then."""
    picked = HiddenField()
    standing = HiddenField()
    task = HiddenField()
    subject_ko = StringField(N_("Subject in Korean"), [AtMost(MOST_IN_SUBJECT)])
    body_ko = TextAreaField(N_("Words in Korean"), [AtMost(MOST_IN_BODY)])
    subject_en = StringField(N_("Subject in English"), [AtMost(MOST_IN_SUBJECT)])
    body_en = TextAreaField(N_("Words in English"), [AtMost(MOST_IN_BODY)])

    def letter(self) -> Letter:
        """What was written; NothingWritten if no language is complete, or one is half written."""
        return Letter(
            subject={"ko": _one_line(self.subject_ko.data), "en": _one_line(self.subject_en.data)},
            body={"ko": _tidy(self.body_ko.data), "en": _tidy(self.body_en.data)},
        )

    def enrolments(self) -> list[int]:
        """The enrolments of the receivers; ValueError if what was sent is no list of them."""
        return [kept_number(each) for each in (self.people.data or "").split(",") if each]


def _one_line(text: str | None) -> str:
    # A line break in a subject would be taken for another header of the mail.
    return " ".join((text or "").split())


def _tidy(text: str | None) -> str:
    return "\n".join(line.rstrip() for line in (text or "").splitlines()).strip()
