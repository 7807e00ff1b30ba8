"""The questions of the readiness check: sent by GET, so that the address holds every answer and nothing is stored."""

from flask import request
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import Form
from naruteo_portal.talent.candidates.candidates import MOST_MONTHS
from naruteo_portal.talent.gating.readiness import Answers
from naruteo_portal.web.forms.candidates import (
    OPEN,
    degree_field,
    degree_of,
    level_field,
    level_of,
    provinces,
    truth_field,
    truth_of,
)
from naruteo_portal.web.forms.employers import Digits

MOST_YEARS = MOST_MONTHS // 12


class ReadinessForm(Form):
    """What a visitor knows of themselves and of an offer."""

    degree = degree_field(N_("Highest degree, in the field of the work"))
    korean_degree = truth_field(N_("Was it given by a Korean university or college?"))
    top_university = truth_field(N_("Is it of one of the world’s 100 leading universities?"))
    experience_years = IntegerField(
        N_("Full years of experience in the field"), [Optional(), NumberRange(0, MOST_YEARS)]
    )
    topik = level_field(N_("Korean by TOPIK or KIIP"))
    yearly_wage = StringField(
        N_("Yearly wage that you are offered, in won"), [Optional(), Digits(0)],
        description=N_("Basic pay and fixed allowances."),
    )  # fmt: skip
    region = SelectField(N_("In which province is the work?"), choices=[], default="")
    occupation_listed = truth_field(N_("Is the occupation on the list of E-7?"))
    top_tier_industry = truth_field(N_("Is it an advanced industry, such as AI or semiconductors?"))
    lives_in_area = truth_field(N_("Will you live in the area where you work?"))
    points_exempt = truth_field(
        N_("Are you exempt from the points of D-10?"),
        N_("For example at the first change after a Korean degree, with TOPIK 4."),
    )

    def answers(self) -> Answers:
        """What was answered; None is not known."""
        years = self.experience_years.data
        return Answers(
            degree=degree_of(self.degree.data), korean_degree=truth_of(self.korean_degree.data),
            top_university=truth_of(self.top_university.data),
            experience_months=None if years is None else years * 12, topik=level_of(self.topik.data),
            yearly_wage=int(self.yearly_wage.data) if self.yearly_wage.data else None,
            region=self.region.data or None, occupation_listed=truth_of(self.occupation_listed.data),
            top_tier_industry=truth_of(self.top_tier_industry.data), lives_in_area=truth_of(self.lives_in_area.data),
            points_exempt=truth_of(self.points_exempt.data),
        )  # fmt: skip


def readiness_form(*, answered: bool) -> ReadinessForm:
    """The questions, filled with what the address says."""
    # A GET changes nothing, so it carries no anti-forgery token.
    form = ReadinessForm(formdata=request.args if answered else None, meta={"csrf": False})
    form.choose_among("region", [("", OPEN.label), *provinces()])
    return form
