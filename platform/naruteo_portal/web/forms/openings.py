"""The forms of openings, of flags that the checks of law raised, of sanctions and of the operator's declaration."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from naruteo_portal.core.i18n import N_
from naruteo_portal.core.provinces import PROVINCES
from naruteo_portal.edge.forms import AtMost, Form, SeenForm, required
from naruteo_portal.edge.visitor import locale
from naruteo_portal.talent.candidates.models import Degree
from naruteo_portal.talent.candidates.words import DEGREES
from naruteo_portal.talent.openings.declaration import Declared
from naruteo_portal.talent.openings.models import Contract, OpeningKind, SanctionList, ServiceKind
from naruteo_portal.talent.openings.openings import CEFR, MOST_TOPIK, OpeningRefused, Plan
from naruteo_portal.talent.openings.words import CONTRACTS, OPENING_KINDS, SANCTION_LISTS, SERVICE_KINDS
from naruteo_portal.talent.skill_names import code_of, name_of, nearest
from naruteo_portal.web.forms.cohorts import in_our_time
from naruteo_portal.web.forms.employers import Digits

NO_NUMBER = N_("Write a whole number.")
NOT_ASKED = SelectChoice("", N_("not asked for"))
ONE_A_LINE = N_("One a line, by the names of the catalogue below.")
WHY = N_("Write why.")
DAY = timedelta(days=1)


class OpeningForm(SeenForm):
    """Everything that an opening says."""

    kind = RadioField(N_("Kind of opening"), [required(N_("Choose what it is."))], choices=[])
    title_ko = StringField(N_("Title in Korean"), [required(N_("Write the title in Korean.")), AtMost(120)])
    title_en = StringField(
        N_("Title in English"), [required(N_("Write the title in English: foreign candidates read it.")), AtMost(120)]
    )
    description_ko = TextAreaField(
        N_("Description in Korean"), [required(N_("Describe the work in Korean.")), AtMost(5000)],
        description=N_("What somebody does, with whom, with what; what they need for it, and what they get."),
    )  # fmt: skip
    description_en = TextAreaField(
        N_("Description in English"), [required(N_("Describe the work in English.")), AtMost(5000)]
    )
    region = SelectField(N_("Province"), [required(N_("Choose a province."))], choices=[])
    place_ko = StringField(
        N_("Place of work in Korean"), [required(N_("Write the place of work in Korean.")), AtMost(200)],
        description=N_("City or county, and the address."),
    )  # fmt: skip
    place_en = StringField(
        N_("Place of work in English"), [required(N_("Write the place of work in English.")), AtMost(200)]
    )
    seats = IntegerField(N_("Seats"), [InputRequired(NO_NUMBER)], default=1)
    contract = RadioField(
        N_("Contract"), [required(N_("Choose the contract."))],
        choices=[SelectChoice(each.value, words) for each, words in CONTRACTS.items()],
    )  # fmt: skip
    starts_on = DateField(N_("First day"), [InputRequired(N_("Enter the first day.")), in_our_time])
    last_day = DateField(N_("Last day"), [Optional(), in_our_time], description=N_("For a fixed term."))
    yearly_wage = StringField(
        N_("Yearly wage in won"), [Optional(), Digits(0)],
        description=N_("Basic pay and fixed allowances, without bonuses that depend on results. "
                       "Leave it empty only for studies without employment."),
    )  # fmt: skip
    weekly_hours = IntegerField(N_("Hours a week"), [Optional()])
    visa_support = BooleanField(N_("We help with the status of residence (visa)"))
    statuses = StringField(
        N_("Statuses of residence that fit the work"), [AtMost(200)],
        description=N_("Such as E-7-1, F-2-R; separated by commas. Leave it empty if you do not know."),
    )  # fmt: skip
    occupation = StringField(
        N_("Occupation (KSCO code)"), [AtMost(10)], description=N_("The lists of some statuses go by it.")
    )
    least_topik = SelectField(
        N_("Korean, at least"),
        choices=[NOT_ASKED, *(SelectChoice(str(each), N_("TOPIK or KIIP level %(level)s", level=each))
                              for each in range(1, MOST_TOPIK + 1))],
    )  # fmt: skip
    least_english = SelectField(
        N_("English, at least"), choices=[NOT_ASKED, *(SelectChoice(each, each) for each in CEFR)]
    )
    least_degree = SelectField(
        N_("Degree, at least"),
        choices=[NOT_ASKED, *(SelectChoice(each.value, words) for each, words in DEGREES.items()
                              if each is not Degree.NONE)],
    )  # fmt: skip
    least_experience_months = IntegerField(N_("Months of experience in the field, at least"), [Optional()])
    licences = StringField(
        N_("Licences without which the work may not be done"), [AtMost(300)], description=N_("Separated by commas.")
    )
    required = TextAreaField(N_("Skills that the work cannot do without"), [AtMost(2000)], description=ONE_A_LINE)
    desired = TextAreaField(N_("Skills that would help"), [AtMost(2000)], description=ONE_A_LINE)

    def offer(self, kinds: Sequence[OpeningKind]) -> None:
        """Give the reader the kinds that their organisation offers, and the provinces by their names."""
        self.choose_among("kind", [(each.value, OPENING_KINDS[each]) for each in kinds])
        self.choose_among("region", [(code, name[locale()]) for code, name in PROVINCES.items()])
        if len(kinds) == 1:
            self.kind.data = kinds[0].value

    @classmethod
    def of(cls, plan: Plan, version: int) -> "OpeningForm":
        """The form as filled by an opening, or by what was sent."""
        values: dict[str, Any] = {each.name: getattr(plan, each.name) for each in fields(plan)}
        for name in ("title", "description", "place"):
            values |= {f"{name}_{language}": text for language, text in values.pop(name).items()}
        for name in ("statuses", "licences"):
            values[name] = ", ".join(values[name])
        for name in ("required", "desired"):
            values[name] = "\n".join(name_of(each, locale()) for each in values[name])
        for name in ("least_topik", "least_english", "yearly_wage"):
            values[name] = "" if values[name] is None else str(values[name])
        return cls(
            data=values | {
                "version": version, "kind": plan.kind.value, "contract": plan.contract.value,
                "least_degree": plan.least_degree.value if plan.least_degree else "",
                "last_day": plan.ends_before - DAY if plan.ends_before else None,
            }
        )  # fmt: skip

    def plan(self) -> Plan:
        """What was entered; OpeningRefused for a skill that the catalogue does not have."""
        both = {
            name: {language: (self[f"{name}_{language}"].data or "").strip() for language in ("ko", "en")}
            for name in ("title", "description", "place")
        }
        return Plan(
            kind=OpeningKind(self.kind.data), **both, region=self.region.data, seats=self.seats.data,
            contract=Contract(self.contract.data), starts_on=self.starts_on.data,
            ends_before=self.last_day.data + DAY if self.last_day.data else None,
            occupation=(self.occupation.data or "").strip() or None,
            yearly_wage=int(self.yearly_wage.data) if self.yearly_wage.data else None,
            weekly_hours=self.weekly_hours.data, visa_support=self.visa_support.data,
            statuses=_parted(self.statuses.data), licences=_parted(self.licences.data),
            least_topik=int(self.least_topik.data) if self.least_topik.data else None,
            least_english=self.least_english.data or None,
            least_degree=Degree(self.least_degree.data) if self.least_degree.data else None,
            least_experience_months=self.least_experience_months.data,
            required=self._skills("required"), desired=self._skills("desired"),
        )  # fmt: skip

    def _skills(self, field: str) -> tuple[str, ...]:
        found = []
        for line in (self[field].data or "").splitlines():
            if not line.strip():
                continue
            code = code_of(line.strip())
            if code is None:
                like = nearest(line, locale())
                raise OpeningRefused(
                    field,
                    N_("The catalogue has no skill “%(name)s”. Do you mean “%(like)s”?", name=line.strip(), like=like)
                    if like
                    else N_("The catalogue has no skill “%(name)s”.", name=line.strip()),
                )
            found.append(code)
        return tuple(dict.fromkeys(found))


def _parted(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in (text or "").split(",") if each.strip()))


class PublishForm(Form):
    """Publishing an opening."""

    warnings_read = BooleanField(N_("I have read the warnings and answer for publishing this opening."))


class DecideForm(Form):
    """Nothing but the decision."""


class AskForm(Form):
    """Why a flag is wrong."""

    words = TextAreaField(
        N_("Why nothing is wrong"), [required(WHY), AtMost(1000)],
        description=N_("An officer reads it beside the sentence, and lifts the flag or lets it stand."),
    )  # fmt: skip


class AnswerForm(Form):
    """An officer's answer about a flag."""

    answer = RadioField(
        N_("Your answer"), [required(N_("Choose an answer."))],
        choices=[
            SelectChoice("lift", N_("Lift it: the words do not mean what the law forbids")),
            SelectChoice("stand", N_("Let it stand: the words have to change")),
        ],
    )  # fmt: skip
    words = TextAreaField(N_("Reason"), [required(WHY), AtMost(1000)], description=N_("Whoever offers it reads this."))


class SanctionForm(Form):
    """That an employer stands on a list."""

    slug = StringField(
        N_("Organisation"), [required(N_("Write the short name of the organisation.")), AtMost(100)],
        description=N_("The short name in the address of its page."),
    )  # fmt: skip
    list = RadioField(
        N_("List"), [required(N_("Choose the list."))],
        choices=[SelectChoice(each.value, words) for each, words in SANCTION_LISTS.items()],
    )  # fmt: skip
    since = DateField(N_("From"), [InputRequired(N_("Enter the first day.")), in_our_time])
    last_day = DateField(
        N_("Last day"), [Optional(), in_our_time], description=N_("Leave it empty while no end is known.")
    )
    source = StringField(
        N_("Source"), [required(N_("Write where you read it: the list, its date and its place.")), AtMost(300)]
    )

    def chosen(self) -> SanctionList:
        """The list that was chosen."""
        return SanctionList(self.list.data)


class DeclarationForm(Form):
    """What the operator declares itself to be."""

    kind = RadioField(
        N_("What the operator of this platform is"), [required(N_("Choose what it is."))],
        choices=[SelectChoice(each.value, words) for each, words in SERVICE_KINDS.items()],
    )  # fmt: skip
    operator = StringField(
        N_("Name of the operator"),
        [required(N_("Write the name under which it was registered or reported.")), AtMost(200)],
    )
    number = StringField(
        N_("Number of the registration or report"), [AtMost(60)],
        description=N_("It is shown on every page about openings and candidates."),
    )  # fmt: skip
    exempt_ground = StringField(
        N_("Article by which neither is needed"), [AtMost(200)],
        description=N_("Only for a school or training body that places its own students."),
    )  # fmt: skip
    since = DateField(N_("Holds from"), [InputRequired(N_("Enter the first day.")), in_our_time])

    def declared(self) -> Declared:
        """What was entered."""
        return Declared(
            ServiceKind(self.kind.data), (self.operator.data or "").strip(), (self.number.data or "").strip(),
            (self.exempt_ground.data or "").strip(), self.since.data,
        )  # fmt: skip
