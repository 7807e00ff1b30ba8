"""Flags: what the checks of law found in an opening, asking an officer to look, and the officer's answer."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, Invalid, NotAllowed
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.permissions import runs_rounds
from naruteo_portal.identity.readers import Reader
from naruteo_portal.talent.openings.declaration import declaration_today
from naruteo_portal.talent.openings.facts import advertisement_of, minimum_wage_on, offerer_of
from naruteo_portal.talent.openings.law.checking import check
from naruteo_portal.talent.openings.law.findings import Finding, Weight
from naruteo_portal.talent.openings.law.rules import RULES
from naruteo_portal.talent.openings.models import Opening, OpeningFlag, ServiceKind
from naruteo_portal.talent.openings.news import tell_answer, tell_officers


class FlagRefused(Invalid):
    """What was written about a flag cannot be taken; it says why."""


class FlagHasMoved(Conflict):
    """Somebody has answered meanwhile, or the opening was changed."""

    def __init__(self) -> None:
        super().__init__(N_("This flag was answered, or the opening was changed meanwhile. Look at it again."))


def find_faults(session: Session, opening: Opening) -> list[Finding]:
    """What the law has against an opening now; the opening's organisation must be loaded."""
    declaration = declaration_today(session)
    return check(
        advertisement_of(opening),
        offerer_of(session, opening.organisation),
        minimum_wage_on(session, opening.starts_on),
        information_service=declaration is not None and declaration.kind is ServiceKind.INFORMATION,
    )


def look_again(session: Session, opening: Opening) -> Sequence[OpeningFlag]:
    """Check an opening and keep what was found; what an officer lifted stays lifted while its words stay.

    Flags of what is no longer found go; a flag that weighs less now, or more, is weighed anew.
    """
    found = {each.key: each for each in find_faults(session, opening)}
    session.flush()
    session.execute(
        delete(OpeningFlag).where(OpeningFlag.opening_id == opening.id, OpeningFlag.key.not_in(found.keys()))
    )
    kept = {each.key: each for each in flags_of(session, opening)}
    for key, finding in found.items():
        if key in kept:
            kept[key].weight = finding.weight
        else:
            session.add(_flag(opening, finding))
    session.flush()
    flags = flags_of(session, opening)
    set_committed_value(opening, "flags", list(flags))
    for each in flags:
        set_committed_value(each, "opening", opening)
    return flags


def flags_of(session: Session, opening: Opening) -> Sequence[OpeningFlag]:
    """What was found when the opening was last checked."""
    return session.scalars(
        select(OpeningFlag)
        .where(OpeningFlag.opening_id == opening.id)
        .order_by(OpeningFlag.id)
        .execution_options(populate_existing=True)
    ).all()


def stops(flag: OpeningFlag) -> bool:
    """Whether a flag keeps its opening from being published."""
    return flag.weight is Weight.STOPS and not flag.lifted


def warns(flag: OpeningFlag) -> bool:
    """Whether whoever publishes has to have read a flag."""
    return flag.weight is Weight.WARNS and not flag.lifted


def ask_to_look(session: Session, flag: OpeningFlag, words: str, *, actor: Actor) -> None:
    """Ask an officer to look at a flag, saying why nothing is wrong; the opening's organisation must be loaded."""
    _hold(session, flag)
    if not RULES[flag.rule].may_be_lifted:
        raise FlagRefused(N_("No officer can lift this one: put right what it says."))
    if flag.asked_at is not None:
        raise FlagHasMoved
    _check(words)
    flag.asked_at, flag.asked_words = now(), words
    record(session, actor, "asked about a flag", flag, rule=flag.rule, opening=flag.opening.reference, words=words)
    tell_officers(session, flag)


def answer(session: Session, flag: OpeningFlag, *, lift: bool, words: str, reader: Reader, actor: Actor) -> None:
    """Lift a flag, or let it stand, with a reason; the same words at the same place stay lifted."""
    if not runs_rounds(reader):
        raise NotAllowed
    _hold(session, flag)
    if lift and not RULES[flag.rule].may_be_lifted:
        raise FlagRefused(N_("No officer can lift this one: put right what it says."))
    _check(words)
    flag.answered_at, flag.answered_by_id = now(), reader.account_id
    flag.lifted, flag.answer_words = lift, words
    verb = "lifted a flag" if lift else "let a flag stand"
    record(session, actor, verb, flag, rule=flag.rule, opening=flag.opening.reference, found=flag.found, words=words)
    tell_answer(session, flag)


def _hold(session: Session, flag: OpeningFlag) -> None:
    session.refresh(flag, ["asked_at", "answered_at", "lifted"], with_for_update=True)
    if flag.answered_at is not None:
        raise FlagHasMoved


def _check(words: str) -> None:
    if not words:
        raise FlagRefused(N_("Write why."))
    if holds_resident_number(words):
        raise FlagRefused(N_("This looks like a resident registration number. We may not take it."))


def _flag(opening: Opening, finding: Finding) -> OpeningFlag:
    return OpeningFlag(
        opening_id=opening.id, key=finding.key, rule=finding.rule, weight=finding.weight, place=finding.place,
        found=finding.found, sentence=finding.sentence, found_at=now(), asked_at=None, asked_words=None,
        answered_at=None, answered_by_id=None, lifted=None, answer_words=None,
    )  # fmt: skip


def why_weighs(flag: OpeningFlag) -> Message | None:
    """Why a flag only warns although its rule forbids: the law holds from so many workers on."""
    if flag.weight is Weight.WARNS and flag.rule.startswith("asks_"):
        return N_(
            "This act holds at workplaces with 30 or more workers. Fewer are stated here, or nobody has stated how "
            "many there are."
        )
    return None
