"""What candidates agree to, word by word; a text that was agreed to once is never changed, a later one is added."""

from collections.abc import Mapping
from dataclasses import dataclass

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.candidates.models import Purpose


@dataclass(frozen=True)
class Wording:
    """The text of a consent: what 개인정보 보호법 art. 15② and, abroad, art. 28-8② want said."""

    version: str
    title: Message
    what_for: Message
    what: Message
    how_long: Message
    without: Message
    """What follows from saying no."""
    on_withdrawal: Message
    """What withdrawing changes, and what it does not."""


UNTIL_WITHDRAWN = N_("Until you withdraw, or take your profile away.")
FIRST, WITH_WISHES = "2026-12-01", "2026-12-15"

WORDINGS: Mapping[Purpose, tuple[Wording, ...]] = {
    Purpose.MATCHING: (
        Wording(
            FIRST,
            N_("Take part in matching rounds"),
            N_("Your certified list of openings takes part in rounds that assign places."),
            N_("Your candidate number, your list, and whether the conditions of each opening and of the law are met."),
            N_("Until you withdraw. What a frozen round holds is kept for five years as evidence, by law."),
            N_("You can keep a profile and look at openings, but no round gives you a place."),
            N_("You leave every round that is not frozen yet. A frozen round runs with the list that you certified; "
               "you can decline its offer."),
        ),
    ),
    Purpose.SHOW_PROFILE: (
        Wording(
            FIRST,
            N_("Show the profile without the name"),
            N_("Employers and colleges see what you can do, and rank you."),
            N_("Skills with their evidence, degree, experience, languages, licences, regions wanted and your summary. "
               "Never your name, sex, age, marital status, origin, photo or nationality."),
            UNTIL_WITHDRAWN,
            N_("Nobody sees you in the list of candidates, so nobody can rank you."),
            N_("You disappear from the lists at once. Rankings that are not frozen yet leave you out; frozen ones "
               "stay as they are."),
        ),
    ),
    Purpose.SHOW_NAME: (
        Wording(
            FIRST,
            N_("Show the name to who offers a place"),
            N_("Whoever offers you a place in a published round, or invites you to an interview that you accept, can "
               "reach you."),
            N_("Your names and your mail address."),
            UNTIL_WITHDRAWN,
            N_("You answer offers here on the platform; the other side sees only your candidate number."),
            N_("Your name is hidden at once. Who has read it already may still know it."),
        ),
    ),
    Purpose.LEARNING_RECORD: (
        Wording(
            FIRST,
            N_("Show graded tasks as evidence"),
            N_("Points of graded tasks stand beside the skills that the course teaches."),
            N_("Titles of graded tasks with your points, in courses in which you have a place."),
            UNTIL_WITHDRAWN,
            N_("Skills from certificates stay; they are shown without points."),
            N_("Points disappear from your profile at once. Your learning log stays as it is."),
        ),
    ),
    Purpose.CROSS_BORDER: (
        Wording(
            FIRST,
            N_("Send my profile from abroad to Korea"),
            N_("You live outside Korea, so your profile crosses a border when it reaches this platform and those who "
               "look at it in Korea."),
            N_("The same as in your profile, sent over an encrypted connection whenever you save or are looked at. It "
               "is received by the operator of this platform and by employers and colleges in Korea."),
            UNTIL_WITHDRAWN,
            N_("While you live abroad you cannot take part in rounds, and nobody in Korea sees your profile."),
            N_("You disappear from the lists at once and leave rounds that are not frozen yet. To have everything "
               "erased, take your profile away."),
        ),
    ),
    Purpose.SUITABILITY_MODEL: (
        Wording(
            FIRST,
            N_("Let a model order suggestions"),
            N_("A statistical model suggests an order of candidates to those who rank. People decide; the order is "
               "only a suggestion with its reasons."),
            N_("Skills, degree, experience, languages and regions wanted. Never sex, age, marital status, origin, "
               "photo or nationality."),
            UNTIL_WITHDRAWN,
            N_("You stand in plain order among candidates. Nothing else changes."),
            N_("The model leaves you out from now on. It does not learn from you any more."),
        ),
        Wording(
            WITH_WISHES,
            N_("Let a model order suggestions"),
            N_("A statistical model suggests an order of candidates to those who rank, and an order of openings to "
               "you. It learns from rounds that are over: whom openings found acceptable, and which of the openings "
               "that were open to them candidates put on their certified lists. People decide; each order is only a "
               "suggestion with its reasons."),
            N_("Skills, experience, Korean and regions wanted; and your certified lists of rounds that are over, "
               "whether or not they led to a place. Those who rank see no estimate of what you wish. Never sex, age, "
               "marital status, origin, photo or nationality."),
            UNTIL_WITHDRAWN,
            N_("You stand in plain order among candidates, and you see openings in plain order. Nothing else changes."),
            N_("No estimate is made about you any more, and no later model learns from you. A model that was made "
               "before holds only sums over everybody."),
        ),
    ),
}  # fmt: skip
COVER_WISHES = (WITH_WISHES,)
"""Wordings of the consent to the model that let it learn from what somebody wished."""


def wording_in_force(purpose: Purpose) -> Wording:
    """The text that is agreed to today."""
    return WORDINGS[purpose][-1]


def wording_of(purpose: Purpose, version: str) -> Wording:
    """The text that was agreed to once."""
    return next(each for each in WORDINGS[purpose] if each.version == version)
