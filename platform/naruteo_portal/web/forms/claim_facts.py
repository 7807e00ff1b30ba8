"""The form of what is stated in a claim, made of the questions that its programme asks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import Optional, ValidationError

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.edge.forms import AtMost, Form, SeenForm
from naruteo_portal.edge.polling import version_of
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale
from naruteo_portal.incentives.claims.double_funding import Grant
from naruteo_portal.incentives.claims.drafts import OTHER_GRANT
from naruteo_portal.incentives.claims.models import Claim, ClaimLine
from naruteo_portal.incentives.programmes import CLAIMABLE, programme_in_force
from naruteo_portal.rules.cases import BadFacts, read_facts
from naruteo_portal.rules.model import Fact, FactType
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.units import PURE
from naruteo_portal.web.forms.claims import MOST_WORDS
from naruteo_portal.web.forms.cohorts import in_our_time
from naruteo_portal.web.programme_words import unit_words

TRUTHS = (("yes", N_("Yes")), ("no", N_("No")))
NOT_STATED = ("", N_("not stated"))
GRANTS: tuple[tuple[str, Message], ...] = (
    (Grant.NONE.value, N_("No, no other public grant")),
    (Grant.AI_VOUCHER.value, N_("Yes, the AI voucher")),
    (Grant.OTHER.value, N_("Yes, another public grant")),
)
EMPLOYER, TRAINING, TRAINEE = "employer", "training", "trainee"
"""The kinds of subjects, by which the names of their fields begin."""


@dataclass(frozen=True)
class Asked:
    """The questions about one subject of a claim: the employer, a training or a trainee."""

    key: str
    """How the names of its fields begin."""
    names: tuple[str, ...]
    """Facts of the programme, and OTHER_GRANT for trainings."""
    known: Mapping[str, Any]
    """What is stated so far."""
    line: ClaimLine | None = None
    """A line of the training, or the trainee's."""

    def field(self, name: str) -> str:
        """The name of the field for a fact."""
        return f"{self.key}-{name}"


class Readable:
    """The rules can read what was entered."""

    def __init__(self, programme: Programme, name: str) -> None:
        self.programme, self.name = programme, name

    def __call__(self, form: Form, field: Field) -> None:
        try:
            read_facts(self.programme, {self.name: _value(self.programme.facts[self.name], field.data)})
        except BadFacts as bad:
            said = bad.faults[0].message
            raise ValidationError(said.ko if locale() == "ko" else said.en) from None


class FactsForm(SeenForm):
    """What is stated about the employer, its trainings and its trainees; what is left empty is not stated."""

    note = TextAreaField(
        N_("Remarks"), [AtMost(MOST_WORDS)], description=N_("What the officer should know besides. It is kept.")
    )
    asked: tuple[Asked, ...] = ()
    programme: Programme

    def stated(self, asked: Asked) -> dict[str, Any]:
        """What was entered about one subject; what was left empty is left out."""
        entered = {
            name: self[asked.field(name)].data
            if name == OTHER_GRANT
            else _value(self.programme.facts[name], self[asked.field(name)].data)
            for name in asked.names
        }
        return {name: value for name, value in entered.items() if value not in (None, "")}

    def about(self, kind: str) -> list[Asked]:
        """The subjects of one kind, in the order of the claim."""
        return [each for each in self.asked if each.key.partition("-")[0] == kind]


def facts_form(claim: Claim, lines: Sequence[ClaimLine], *, sent: bool) -> FactsForm:
    """The form for these lines of a claim, their trainings and the employer; filled by what was sent or is kept."""
    programme = programme_in_force(current_session(), claim.programme)
    asked = tuple(_asked(programme, claim, lines))
    fields = {each.field(name): _field(programme, name) for each in asked for name in each.names}
    form_class = type("ClaimFactsForm", (FactsForm,), {**fields, "asked": asked, "programme": programme})
    kept = {
        each.field(name): _shown(programme, name, each.known[name])
        for each in asked
        for name in each.names
        if name in each.known
    }
    data = {**kept, "version": str(claim.version), "note": claim.note}
    form: FactsForm = form_class(data=data) if sent else form_class(formdata=None, data=data)
    return form


def facts_stated(form: FactsForm, claim: Claim) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """(facts of the employer, facts of the lines by position) as they are after what was entered in a valid form."""
    employer, lines = dict(claim.employer_facts), {line.position: dict(line.facts) for line in claim.lines}
    for each in form.asked:
        stated, about = form.stated(each), each.line
        if about is None:
            _put(employer, each, stated)
            continue
        of_training = each.key.startswith(TRAINING)
        for line in claim.lines:
            if line is about or (of_training and line.held == about.held):
                _put(lines[line.position], each, stated)
    return employer, lines


def _put(facts: dict[str, Any], asked: Asked, stated: Mapping[str, Any]) -> None:
    for name in asked.names:
        facts.pop(name, None)
    facts.update(stated)


def _asked(programme: Programme, claim: Claim, lines: Sequence[ClaimLine]) -> Iterator[Asked]:
    about = CLAIMABLE[claim.programme]
    by_itself = {about.ended, about.claimed}
    names = [name for name in programme.facts if name not in by_itself]
    yield Asked(EMPLOYER, tuple(name for name in names if name in about.of_employer), claim.employer_facts)
    trainings = {line.held: line for line in lines}
    # The names stay the same while others take trainees in and out, so that nothing entered goes to somebody else.
    of_training = (*(name for name in names if name in about.of_training), OTHER_GRANT)
    for held, line in trainings.items():
        yield Asked(f"{TRAINING}-{version_of(*held)}", of_training, line.facts, line)
    of_trainee = tuple(name for name in names if name not in about.of_employer | about.of_training)
    parts: Counter[tuple[str, str]] = Counter()
    for line in claim.lines:
        parts[line.trainee_number, line.training] += 1
        if line in lines:
            key = version_of(line.trainee_number, line.training, parts[line.trainee_number, line.training])
            yield Asked(f"{TRAINEE}-{key}", of_trainee, line.facts, line)


def _field(programme: Programme, name: str) -> Field:
    if name == OTHER_GRANT:
        return SelectField(
            N_("Does another public grant bear any of the cost?"),
            choices=[SelectChoice(value, words) for value, words in (NOT_STATED, *GRANTS)],
        )
    fact = programme.facts[name]
    label = fact.ask.said_in(locale())
    readable = Readable(programme, name)
    if fact.type is FactType.DATE:
        return DateField(label, [Optional(), in_our_time, readable])
    if fact.type is FactType.NUMBER:
        return StringField(label, [readable], description=_bounds(fact))
    choices = TRUTHS if fact.type is FactType.TRUTH else [
        (value, words.said_in(locale())) for value, words in fact.choices.items()
    ]  # fmt: skip
    offered = [SelectChoice(value, words) for value, words in (NOT_STATED, *choices)]
    return SelectField(label, [readable], choices=offered)


def _bounds(fact: Fact) -> Message:
    least, most = (f"{bound:,}" for bound in fact.bounds)
    if fact.unit == PURE:
        return N_("From %(least)s to %(most)s.", least=least, most=most)
    return N_("In %(unit)s, from %(least)s to %(most)s.", unit=unit_words(fact.unit), least=least, most=most)


def _shown(programme: Programme, name: str, value: Any) -> Any:
    """A kept fact as its field holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    fact = programme.facts.get(name)
    if fact is not None and fact.type is FactType.DATE:
        return date.fromisoformat(value)
    return str(value)


def _value(fact: Fact, entered: Any) -> object:
    """A fact as `read_facts` takes it; None if nothing was entered."""
    if entered is None or entered == "":
        return None
    if fact.type is FactType.TRUTH:
        return {"yes": True, "no": False}.get(entered, entered)
    if fact.type is FactType.DATE:
        return entered.isoformat()
    return entered.strip().replace(",", "") or None if fact.type is FactType.NUMBER else entered
