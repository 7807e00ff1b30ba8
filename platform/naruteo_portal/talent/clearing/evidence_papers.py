"""The papers of the evidence pack: what the AI Basic Act wants to be told, explained, assessed and kept of a round.

Articles as the project's notes on law have them: notice before use (art. 31), explanation, user protection and human
supervision (art. 34, decree art. 27), impact assessment with seven items (art. 35, decree art. 28), evidence for five
years (decree art. 27 (2)). A pack is no legal advice; whoever runs a round completes the assessment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from naruteo_portal.core.i18n import N_, Locale, Message, choose, say_day, say_instant
from naruteo_portal.core.paper import Block, Definitions, Heading, Note, Paper, Paragraph, Table

AUTHOR = N_("Naruteo, matching rounds")
BY_LAW = N_("AI Basic Act and its decree, in force from 22 January 2026; not legal advice.")
CRITERIA: tuple[Message, ...] = (
    N_(
        "Legal gates and conditions of the openings come first. Each exclusion is kept with its rule, value, "
        "threshold, day and source."
    ),
    N_(
        "Candidates put openings in order, openings put candidates in order. Only lists that were certified by the "
        "deadline count."
    ),
    N_(
        "The assignment proposes each candidate to the openings of their list, best first; an opening keeps those whom "
        "it ranks highest, up to its seats."
    ),
    N_(
        "Where a region has a cap, places in it are handed out by the published targets and order. Reserved seats are "
        "soft: what their group leaves goes to everybody."
    ),
    N_(
        "Ties are broken by a lottery. The hash of its seed is public before the deadline, and the seed itself from "
        "the publication on, so everybody can reckon it again."
    ),
    N_(
        "Sex, age, marital status, origin, photo and nationality play no part. Nationality and status of residence "
        "serve the legal gate alone and are stored apart."
    ),
)
TRUTHFUL = N_("Nobody can get a better place by stating another order than the true one; that is proven.")
NOT_PROVEN = N_("This round has floors of regions. That nobody gains by another order is not proven then.")
SUPERVISION: tuple[Message, ...] = (
    N_(
        "The program proposes; a person decides: a second officer, who neither ran the assignment nor "
        "overrode an outcome, looks through certificate, verifier, counts and regions, and confirms by name "
        "or sends it back."
    ),
    N_(
        "Before that, an officer may override a single outcome with a reason. It is verified again, and "
        "whoever is passed over by it is listed."
    ),
    N_(
        "Everybody may ask for an explanation by a human, object, and appeal; answers are due within 30 days,"
        " which may be prolonged twice by 30 days (Personal Information Protection Act art. 37-2)."
    ),
)
TRAINING_DATA = N_(
    "The assignment is a fixed procedure and was not trained on data. Where a model orders suggestions for those who "
    "consented to it, that order is no input of the assignment; its model card tells its data, time split, quality and "
    "calibration by group."
)
MODELS_USED = N_(
    "While lists were taken, these models of suitability were in use for suggestions; their cards lie beside this "
    "paper."
)
NO_MODEL_USED = N_("No model of suitability was in use in this round.")
SEVEN_ITEMS: tuple[tuple[Message, Message], ...] = (
    (
        N_("People and groups who may be affected"),
        N_(
            "Candidates of the round, employers and universities, and candidates in regions with a cap; among "
            "them foreign recruits, whose status of residence may depend on the place."
        ),
    ),
    (
        N_("Kinds of fundamental rights that may be affected"),
        N_("Freedom of occupation, equality, self-determination about one’s own data."),
    ),
    (
        N_("Content and extent of social and economic effects"),
        N_("Who gets which place; see the counts of this pack for how many, at which place of their list, and where."),
    ),
    (
        N_("How the AI is used: who, when and how"),
        N_("Officers run it once on frozen lists; a second officer confirms; candidates may refuse an offer."),
    ),
    (
        N_("Indicators and how results are obtained"),
        N_(
            "Blocking pairs, seats, caps, floors, reserves and gates by a separate verifier; fill of regions; "
            "share unplaced. All are in the certificate and the counts."
        ),
    ),
    (
        N_("Prevention and mitigation of risks, and making good of losses"),
        N_(
            "Gates with sources, sealed lottery, second officer, overrides with reasons, explanation and appeal, "
            "second round."
        ),
    ),
    (N_("Plan where improvement is needed"), N_("To be completed by the operator: who does what until when.")),
)
COMPLETE = N_("To be completed by the operator:")


def criteria_of(has_floors: bool) -> tuple[Message, ...]:
    """The main criteria of a round, with what is proven of true orders and what is not."""
    return (*CRITERIA, NOT_PROVEN if has_floors else TRUTHFUL)


@dataclass(frozen=True)
class RoundRecord:
    """What the papers say of a round: plain data, so that the same round gives the same bytes."""

    reference: str
    title: dict[str, str]
    opens_at: datetime
    certify_by: datetime
    publish_at: datetime
    answer_by: datetime
    published_at: datetime
    supervisor: dict[str, str]
    contact: str
    confirmed_by: dict[str, str]
    keep_until: date
    """Evidence is kept for five years (decree art. 27 (2))."""
    seed_commitment: str
    revealed_seed: str
    certificate: dict[str, Any]
    figures: dict[str, Any]
    regions: Sequence[tuple[dict[str, str], int, int, int | None, int | None, str]]
    """Name, places, filled, cap, floor and reason of each region with places."""
    overrides: int
    models: Sequence[tuple[Message, str, Message]] = ()
    """Side, hash and drift of each model of suitability that was in use while lists were taken."""


def papers_of(round_: RoundRecord, locale: Locale) -> dict[str, Paper]:
    """The papers in one language, by their file names."""
    return {
        "notice": _paper(round_, locale, N_("Notice on the use of AI in this round"), _notice(round_, locale)),
        "criteria": _paper(round_, locale, N_("Main criteria, result and outline of data"), _criteria(round_, locale)),
        "impact-assessment": _paper(
            round_, locale, N_("Assessment of the impact on fundamental rights"), _assessment(locale)
        ),
    }


def _paper(round_: RoundRecord, locale: Locale, title: Message, blocks: Iterator[Block]) -> Paper:
    return Paper(
        title=title.said_in(locale), author=AUTHOR.said_in(locale), language=locale, reference=round_.reference,
        made_at=round_.published_at, blocks=tuple(blocks),
    )  # fmt: skip


def _notice(round_: RoundRecord, locale: Locale) -> Iterator[Block]:
    yield Note(BY_LAW.said_in(locale))
    yield Paragraph(
        N_(
            "In this round a program assigns candidates to places by the lists of both sides. Assigning people to work "
            "is an area of high impact (art. 2 no. 4). Whoever takes part was told so before they certified a list."
        ).said_in(locale)
    )
    yield _pairs(
        locale,
        (N_("Round"), choose(round_.title, locale)),
        (N_("Lists are taken from"), say_instant(round_.opens_at, locale)),
        (N_("Deadline for certifying"), say_instant(round_.certify_by, locale)),
        (N_("Outcome is published at"), say_instant(round_.publish_at, locale)),
        (N_("Deadline for answers to offers"), say_instant(round_.answer_by, locale)),
        (N_("Supervisor"), choose(round_.supervisor, locale)),
        (N_("Contact"), round_.contact),
        (N_("Confirmed by"), choose(round_.confirmed_by, locale)),
        (N_("Evidence is kept until"), say_day(round_.keep_until, locale)),
    )
    yield Heading(N_("Human supervision and protection").said_in(locale))
    for words in SUPERVISION:
        yield Paragraph(words.said_in(locale))


def _criteria(round_: RoundRecord, locale: Locale) -> Iterator[Block]:
    yield Heading(N_("Main criteria").said_in(locale))
    for words in criteria_of(any(floor for _name, _seats, _filled, _cap, floor, _reason in round_.regions)):
        yield Paragraph(words.said_in(locale))
    yield Heading(N_("Outline of training data").said_in(locale))
    yield Paragraph(TRAINING_DATA.said_in(locale))
    if round_.models:
        yield Paragraph(MODELS_USED.said_in(locale))
        columns = (N_("Side"), N_("Hash of the model"), N_("Drift before the publication"))
        yield Table(
            N_("Models of suitability").said_in(locale),
            tuple(each.said_in(locale) for each in columns),
            tuple((side.said_in(locale), sha256, drift.said_in(locale)) for side, sha256, drift in round_.models),
        )
    else:
        yield Paragraph(NO_MODEL_USED.said_in(locale))
    stated, figures = round_.certificate, round_.figures
    yield Heading(N_("Result").said_in(locale))
    yield Paragraph(str(stated["notion"]["words"][locale]))
    for limit in stated["notion"]["limits"]:
        yield Paragraph(str(limit[locale]))
    yield _pairs(
        locale,
        (N_("Candidates"), figures["candidates"]),
        (N_("Placed"), figures["placed"]),
        (N_("Places"), figures["seats"]),
        (N_("Pairs that would rather have each other"), stated["counts"]["blocking_pairs"]),
        (N_("Overrides"), round_.overrides),
        (N_("Hash of the frozen lists"), stated["input_sha256"]),
        (N_("Hash of the result"), stated["result_sha256"]),
        (N_("Hash of the lottery’s seed"), round_.seed_commitment),
        (N_("The lottery’s seed"), round_.revealed_seed),
        (N_("Signed with the key"), stated["signature"].get("public_key", "")),
    )
    yield Heading(N_("Regions").said_in(locale))
    heads = (N_("Region"), N_("Places"), N_("Filled"), N_("Cap"), N_("Floor"), N_("What the quota rests on"))
    yield Table(
        N_("Regions").said_in(locale),
        tuple(each.said_in(locale) for each in heads),
        tuple((choose(name, locale), *counts) for name, *counts in round_.regions),
    )


def _assessment(locale: Locale) -> Iterator[Block]:
    yield Note(
        N_(
            "A template with the seven items of art. 28 of the decree, filled with what holds for every round of this "
            "platform. The operator completes it for its own case, and reflects groups that are vulnerable to AI."
        ).said_in(locale)
    )
    for number, (title, known) in enumerate(SEVEN_ITEMS, start=1):
        yield Heading(f"{number}. {title.said_in(locale)}")
        yield Paragraph(known.said_in(locale))
        yield Paragraph(f"{COMPLETE.said_in(locale)} ______________________________")


def _pairs(locale: Locale, *rows: tuple[Message, Any]) -> Definitions:
    head = (N_("What").said_in(locale), N_("Content").said_in(locale))
    return Definitions(head, tuple((label.said_in(locale), value) for label, value in rows))
