"""The survey about a course."""

from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form
from naruteo_portal.learning.survey import RATED, SCALE, WRITTEN

SKIPPED = "skip"
MOST_CHARACTERS = 1000


class SurveyForm(Form):
    """Its questions are added by `survey_form`."""

    def ratings(self) -> dict[str, int]:
        """The questions that were rated."""
        return {question: int(self[question].data) for question in RATED if self[question].data != SKIPPED}

    def remarks(self) -> dict[str, str]:
        """The questions that were answered in words."""
        return {question: (self[question].data or "").strip() for question in WRITTEN}


def survey_form() -> SurveyForm:
    """A form with all questions, none of which has to be answered."""
    scale = [SelectChoice(str(rating), words) for rating, words in SCALE.items()]
    scale.append(SelectChoice(SKIPPED, N_("I skip this question")))
    fields: dict[str, Any] = {
        **{question: RadioField(words, choices=scale, default=SKIPPED) for question, words in RATED.items()},
        **{question: TextAreaField(words, [AtMost(MOST_CHARACTERS)]) for question, words in WRITTEN.items()},
    }
    form: SurveyForm = type("SurveyForm", (SurveyForm,), fields)()
    return form
