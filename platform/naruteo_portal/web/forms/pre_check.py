"""The questions of the pre-check: sent by GET, so that the address holds every answer and nothing is stored."""

from typing import Any

from flask import request

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.forms import Form
from naruteo_portal.incentives.pre_check import Goal, question
from naruteo_portal.rules.model import FactType
from naruteo_portal.rules.programme import Programme
from naruteo_portal.web.forms.employers import answer_field, answer_to


class QuestionsForm(Form):
    """Whatever a goal asks."""

    def answers(self, programme: Programme, goal: Goal) -> dict[str, Any]:
        """What was answered, by the names of the questions; None is not known."""
        return {name: answer_to(question(programme, name), self[name].data) for name in goal.questions}


def questions_form(programme: Programme, goal: Goal, *, answered: bool) -> QuestionsForm:
    """The questions of a goal, filled with what the address says; today is proposed where a day is asked."""
    fields = {name: answer_field(question(programme, name), required=False) for name in goal.questions}
    made: type[QuestionsForm] = type("GoalForm", (QuestionsForm,), fields)
    today = today_in_korea()
    days = {name: today for name in goal.questions if question(programme, name).type is FactType.DATE}
    # A GET changes nothing, so it carries no anti-forgery token.
    return made(formdata=request.args if answered else None, data=days, meta={"csrf": False})
