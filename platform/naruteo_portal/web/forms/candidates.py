"""The forms of a talent profile."""

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import PROVINCES
from naruteo_portal.edge.forms import AtMost, Form, SeenForm, required
from naruteo_portal.edge.visitor import locale
from naruteo_portal.incentives.attachments import KINDS as FILE_KINDS
from naruteo_portal.incentives.attachments import MEGABYTES
from naruteo_portal.rules.model import Fact
from naruteo_portal.talent.candidates.candidates import CEFR, HIGHEST_TOPIK, Profile
from naruteo_portal.talent.candidates.countries import countries
from naruteo_portal.talent.candidates.document_models import CandidateDocument, Legalisation
from naruteo_portal.talent.candidates.documents import Entry
from naruteo_portal.talent.candidates.legal import LegalFacts
from naruteo_portal.talent.candidates.models import Candidate, CandidateKind, CandidateLegal, Degree
from naruteo_portal.talent.candidates.names import MOST_SIGNS, OfficialNames, as_in_a_passport, as_in_hangul
from naruteo_portal.talent.candidates.statuses import STATUSES, status_as_written
from naruteo_portal.talent.candidates.words import DEGREES, KINDS, LEGALISATIONS
from naruteo_portal.web.forms.employers import YES_NO, answer_field, answer_to

OPEN = SelectChoice("", N_("I leave it open"))
TRUTHS = {"yes": True, "no": False}
SAID = {True: "yes", False: "no", None: ""}
LEVELS = {0: N_("None"), **{level: N_("Level %(level)d", level=level) for level in range(1, HIGHEST_TOPIK + 1)}}


def truth_field(label: Message, description: Message | None = None) -> Any:
    """Yes, no, or left open."""
    return RadioField(label, [Optional()], choices=[*YES_NO, OPEN], default="", description=description or "")


def truth_of(entered: str | None) -> bool | None:
    """What was entered in a `truth_field`."""
    return TRUTHS.get(entered or "")


def degree_field(label: Message) -> Any:
    """The highest degree, or left open."""
    return SelectField(label, choices=[OPEN, *(SelectChoice(each.value, DEGREES[each]) for each in Degree)], default="")


def degree_of(entered: str | None) -> Degree | None:
    """What was entered in a `degree_field`."""
    return Degree(entered) if entered else None


def level_field(label: Message, description: Message | None = None) -> Any:
    """A level of Korean, or left open."""
    choices = [OPEN, *(SelectChoice(str(level), words) for level, words in LEVELS.items())]
    return SelectField(label, choices=choices, default="", description=description or "")


def level_of(entered: str | None) -> int | None:
    """What was entered in a `level_field`."""
    return int(entered) if entered else None


def provinces() -> list[tuple[str, str]]:
    """All provinces in the reader's language."""
    return [(code, name[locale()]) for code, name in PROVINCES.items()]


class OpenProfileForm(Form):
    """Open a profile."""

    kind = RadioField(
        N_("Who are you here?"),
        [required(N_("Choose one."))],
        choices=[SelectChoice(each.value, words) for each, words in KINDS.items()],
        description=N_("You can change it later. Nobody who chooses among candidates sees it."),
    )


class ProfileForm(OpenProfileForm, SeenForm):
    """What a profile says of somebody's work."""

    summary = TextAreaField(
        N_("What you can do, in a few sentences"), [AtMost(2000)],
        description=N_(
            "Employers and colleges read it without your name. Leave out names, age, sex, family and origin."
        ),
    )  # fmt: skip
    regions_wanted = SelectMultipleField(N_("Where would you work or study?"), choices=[])
    available_from = DateField(N_("From when?"), [Optional()])
    lives_abroad = truth_field(N_("Do you live outside Korea?"))
    region = SelectField(N_("In which province do you live?"), choices=[], default="")
    degree = degree_field(N_("Highest degree"))
    degree_field = StringField(N_("Field of the degree"), [AtMost(200)])
    korean_degree = truth_field(N_("Was it given by a Korean university or college?"))
    experience_months = IntegerField(N_("Experience in the field, in months"), [Optional()])
    native_korean = truth_field(N_("Is Korean a language that you grew up with?"))
    topik = level_field(N_("Korean by TOPIK or KIIP"), N_("Not needed if you grew up with Korean."))
    english = SelectField(
        N_("English by the European levels"), choices=[OPEN, *(SelectChoice(each, each) for each in CEFR)], default="",
        description=N_("A1 and A2: beginners; B1 and B2: at work with some help; C1 and C2: fluent."),
    )  # fmt: skip
    licences = TextAreaField(
        N_("Licences, one on each line"), [AtMost(2000)], description=N_("For example 용접기능사, SQLD.")
    )

    @classmethod
    def of(cls, candidate: Candidate) -> "ProfileForm":
        """The form, filled with what is saved."""
        form = cls(
            data={
                "version": str(candidate.version), "kind": candidate.kind.value, "summary": candidate.summary,
                "regions_wanted": candidate.regions_wanted, "available_from": candidate.available_from,
                "lives_abroad": SAID[candidate.lives_abroad], "region": candidate.region or "",
                "degree": candidate.degree.value if candidate.degree else "", "degree_field": candidate.degree_field,
                "korean_degree": SAID[candidate.korean_degree], "experience_months": candidate.experience_months,
                "native_korean": SAID[candidate.native_korean],
                "topik": "" if candidate.topik is None else str(candidate.topik), "english": candidate.english or "",
                "licences": "\n".join(candidate.licences),
            }
        )  # fmt: skip
        form.choose_among("regions_wanted", provinces())
        form.choose_among("region", [("", OPEN.label), *provinces()])
        return form

    def profile(self) -> Profile:
        """What was entered."""
        return Profile(
            kind=CandidateKind(self.kind.data), summary=(self.summary.data or "").strip(),
            lives_abroad=truth_of(self.lives_abroad.data), region=self.region.data or None,
            regions_wanted=tuple(self.regions_wanted.data or ()), available_from=self.available_from.data,
            degree=degree_of(self.degree.data), degree_field=(self.degree_field.data or "").strip(),
            korean_degree=truth_of(self.korean_degree.data), experience_months=self.experience_months.data,
            native_korean=truth_of(self.native_korean.data), topik=level_of(self.topik.data),
            english=self.english.data or None,
            licences=tuple(line.strip() for line in (self.licences.data or "").splitlines() if line.strip()),
        )  # fmt: skip


class OfficialNamesForm(SeenForm):
    """Names as official papers write them."""

    passport_family = StringField(
        N_("Surname in the passport"), [AtMost(MOST_SIGNS)],
        description=N_("As in the two lines at the foot of the page with your data, for example SAWYER."),
    )  # fmt: skip
    passport_given = StringField(N_("Given names in the passport"), [AtMost(MOST_SIGNS)])
    name_hangul = StringField(
        N_("Name in Hangul"), [AtMost(MOST_SIGNS)],
        description=N_("Family name first, without a blank, for example 소여톰. Leave it empty if you have none."),
    )  # fmt: skip
    given_name_first = RadioField(
        N_("Order of the name on pages in English"),
        choices=[
            SelectChoice("no", N_("Family name first: Sawyer Tom")),
            SelectChoice("yes", N_("Given name first: Tom Sawyer")),
        ],
        default="no",
    )

    @classmethod
    def of(cls, candidate: Candidate) -> "OfficialNamesForm":
        """The form, filled with what is saved."""
        return cls(
            data={
                "version": str(candidate.version), "passport_family": candidate.passport_family,
                "passport_given": candidate.passport_given, "name_hangul": candidate.name_hangul,
                "given_name_first": SAID[candidate.given_name_first],
            }
        )  # fmt: skip

    def names(self) -> OfficialNames:
        """What was entered, in the form in which it is kept."""
        return OfficialNames(
            passport_family=as_in_a_passport(self.passport_family.data or ""),
            passport_given=as_in_a_passport(self.passport_given.data or ""),
            name_hangul=as_in_hangul(self.name_hangul.data or ""),
            given_name_first=bool(truth_of(self.given_name_first.data)),
        )


class SkillTextForm(Form):
    """Skills in somebody's own words."""

    words = TextAreaField(
        N_("What can you do?"),
        [required(N_("Write a few skills or sentences.")), AtMost(5000)],
        description=N_("One skill on each line, or sentences from your résumé. You choose from what we find in them."),
    )


class FoundSkillsForm(Form):
    """Which of the found skills to declare."""

    codes = SelectMultipleField(N_("Skills found"), choices=[], validate_choice=False)


class LegalForm(SeenForm):
    """What only the legal gate looks at; its further fields are the facts of `STATUSES`."""

    nationality = SelectField(N_("Nationality"), choices=[], default="")
    residence_status = StringField(
        N_("Status of residence"), [AtMost(20)], description=N_("As on the residence card, for example D-10-1.")
    )
    status_until = DateField(N_("Granted until"), [Optional()])

    def legal(self, asked: Mapping[str, Fact]) -> LegalFacts:
        """What was entered; what cannot be a status is kept as typed, so that the check can refuse it."""
        typed = (self.residence_status.data or "").strip()
        facts: dict[str, dict[str, Any]] = {}
        for name, fact in asked.items():
            programme, _, key = name.partition("__")
            value = answer_to(fact, self[name].data)
            if value is not None:
                facts.setdefault(programme, {})[key] = value
        return LegalFacts(
            self.nationality.data or None, (status_as_written(typed) or typed) or None, self.status_until.data, facts
        )


def asked_of_persons(programmes: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts that candidates state for the gate, by the names of their fields."""
    return {
        f"{status.programme}__{name}": programmes[status.programme].facts[name]
        for status in STATUSES.values()
        for name in status.of_person
    }


def questions_by_status() -> list[tuple[Message, list[str]]]:
    """The statuses that ask something of a person, each with the names of its fields."""
    return [
        (status.label, [f"{status.programme}__{name}" for name in status.of_person])
        for status in STATUSES.values()
        if status.of_person
    ]


def legal_form(asked: Mapping[str, Fact], legal: CandidateLegal | None, version: int) -> LegalForm:
    """The form with the facts that are asked, filled with what is kept."""
    fields = {name: answer_field(fact, required=False) for name, fact in asked.items()}
    made: type[LegalForm] = type("AskedForm", (LegalForm,), fields)
    data: dict[str, Any] = {"version": str(version)}
    if legal is not None:
        data |= {
            "nationality": legal.nationality or "", "residence_status": legal.residence_status or "",
            "status_until": legal.status_until,
        }  # fmt: skip
        for name in asked:
            programme, _, key = name.partition("__")
            value = legal.facts.get(programme, {}).get(key)
            data[name] = SAID[value] if isinstance(value, bool) else "" if value is None else str(value)
    form = made(data=data)
    form.choose_among("nationality", [("", OPEN.label), *countries(locale())])
    return form


class PaperForm(Form):
    """What a candidate says of a paper."""

    label = StringField(
        N_("Which one?"), [AtMost(200)], description=N_("For example the degree, the licence or the employer.")
    )
    valid_until = DateField(
        N_("Good until"), [Optional()], description=N_("You are reminded 90 and 30 days before. Leave it empty if it "
                                                       "does not expire."),
    )  # fmt: skip
    apostille = RadioField(
        N_("Apostille or a Korean consul’s confirmation"),
        choices=[SelectChoice(each.value, words) for each, words in LEGALISATIONS.items()],
        default=Legalisation.NOT_NEEDED.value,
    )
    translation = RadioField(
        N_("Translation"),
        choices=[SelectChoice(each.value, words) for each, words in LEGALISATIONS.items()],
        default=Legalisation.NOT_NEEDED.value,
    )
    file = FileField(
        N_("File [%(kinds)s]", kinds=FILE_KINDS),
        description=N_(
            "At most %(megabytes)s MB. Cover registration numbers. Nobody but you opens it here.", megabytes=MEGABYTES
        ),
    )

    @classmethod
    def of(cls, document: CandidateDocument) -> "PaperForm":
        """The form, filled with what is saved."""
        return cls(
            data={
                "label": document.label, "valid_until": document.valid_until, "apostille": document.apostille.value,
                "translation": document.translation.value,
            }
        )  # fmt: skip

    def entry(self) -> Entry:
        """What was entered."""
        return Entry(
            label=(self.label.data or "").strip(), valid_until=self.valid_until.data,
            apostille=Legalisation(self.apostille.data), translation=Legalisation(self.translation.data),
        )  # fmt: skip


class CloseForm(Form):
    """Nothing but the decision."""
