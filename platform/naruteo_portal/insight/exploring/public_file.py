"""The file for research and the public: every cohort by every attribute, as free questions are answered.

It comes with a codebook and with a statement of what it guarantees and what not.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from sqlalchemy.orm import Session

from naruteo_analytics.disclosure.cell_keys import MOST, VARIANCE
from naruteo_portal.assessment.archives import pack
from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.identity.bulk.sheets import Cell, Kind, Sheet, write_table, write_workbook
from naruteo_portal.insight.exploring.questions import COHORT, Ways, count_groups, groups_at
from naruteo_portal.insight.exploring.shown import shown_of
from naruteo_portal.insight.models import Programme, Release
from naruteo_portal.insight.reviews.words import ATTRIBUTES, STAGES, group_name

HEADING = ("cohort", "attribute", "group", "stage", "registered", "reached", "noise")
COLUMNS: dict[str, Message] = {
    "cohort": N_("The cohort; empty: all that have ended, together (while none has, all)"),
    "attribute": N_("By what the enrolments are grouped; empty: by nothing"),
    "group": N_("The group; “unknown”: nobody recorded it"),
    "stage": N_("How far enrolments came; each stage presupposes those before it"),
    "registered": N_("Enrolments of the group"),
    "reached": N_("Those of them that came at least as far as the stage; empty: hidden"),
    "noise": N_("1: both counts carry noise; 0: they are those that the release shows"),
}
GUARANTEES: tuple[Message, ...] = (
    N_(
        "Counts that the pages of the release show are given as they stand there. What these hide is left out, and so "
        "is all that lies within it, so that what they hide cannot be worked out from the others."
    ),
    N_("Every other count is that of the data with noise of at most %(most)s, and is never 1 or 2.", most=MOST),
    N_(
        "The noise hangs on which persons are counted: the same persons give the same count, in this file and in every "
        "answer that was made of the same release. Asking again or in other words gains nothing."
    ),
    N_("No single count says exactly how many people a small group has."),
)
METHOD = N_(
    "Joint suppression of small counts; elsewhere perturbation by cell keys "
    "(maximum-entropy noise, variance %(variance)s)",
    variance=f"{VARIANCE:g}",
)
LIMITS: tuple[Message, ...] = (
    N_("Parts with noise do not add up exactly to their total, since each count has noise of its own."),
    N_("Counts with noise of small groups are mostly noise: use groups of 25 or more for rates."),
    N_(
        "A count that is not zero says that there is somebody. Who knows that only one person can be in such a group "
        "learns that this person is in it."
    ),
    N_(
        "This is no differential privacy. Somebody who already knows much about many of the people, and combines very "
        "many counts, may guess better than by chance."
    ),
    N_("Counts are enrolments, not persons: somebody who took two courses counts twice."),
    N_("Do not try to recognise anybody, and do not link the file with other data about persons."),
)


def rows_of(session: Session, release: Release, ways: Ways) -> Iterator[tuple[Cell, ...]]:
    """The figures, row by row: all and each cohort, by nothing and by each attribute, for each stage."""
    shown, least = shown_of(session, release), release.policy["least_of_rate"]
    for attribute in ("", *(name for name in ways.attributes if name != COHORT)):
        levels = (attribute,) if attribute else ()
        counted = [count_groups(session, release, by) for by in (levels, (COHORT, *levels))]
        for stage, part in product(ways.stages, counted):
            for group in groups_at(part, stage, shown, least):
                cohort, *rest = group.levels if COHORT in part.by else ("", *group.levels)
                name = rest[0] if rest else ""
                yield (cohort, attribute, name, stage, group.registered, group.reached, int(group.noise))


def write_file(
    session: Session, programme: Programme, release: Release, ways: Ways, kind: Kind, locale: Locale
) -> bytes:
    """The file as a workbook, or as a ZIP of CSV files."""
    figures = [HEADING, *rows_of(session, release, ways)]
    codebook, statement = codebook_of(figures, locale), statement_of(programme, release, locale)
    if kind == "xlsx":
        return write_workbook([
            Sheet(N_("Statement").said_in(locale), statement, widths=(36, 110)),
            Sheet(N_("Figures").said_in(locale), figures, frozen="A2", widths=[22] * len(HEADING)),
            Sheet(N_("Codebook").said_in(locale), codebook, frozen="A2", widths=(20, 30, 90)),
        ])  # fmt: skip
    tables = {"figures.csv": figures, "codebook.csv": codebook, "statement.csv": statement}
    return pack({name: write_table("csv", rows) for name, rows in tables.items()})


def codebook_of(figures: Sequence[Sequence[Cell]], locale: Locale) -> list[tuple[Cell, ...]]:
    """What each column and each of its values means."""
    said = {name: words.said_in(locale) for name, words in (*ATTRIBUTES.items(), *STAGES.items())}
    used = sorted({(str(row[1]), str(row[2])) for row in figures[1:] if row[1]})
    return [
        (N_("Column").said_in(locale), N_("Value").said_in(locale), N_("Meaning").said_in(locale)),
        *((name, "", words.said_in(locale)) for name, words in COLUMNS.items()),
        *(("attribute", name, said[name]) for name in ATTRIBUTES if name in {each for each, _ in used}),
        *((attribute, group, _said(group_name(group).label, locale)) for attribute, group in used),
        *(("stage", name, words.said_in(locale)) for name, words in STAGES.items()),
    ]


def statement_of(programme: Programme, release: Release, locale: Locale) -> list[tuple[Cell, ...]]:
    """What the file is, what it guarantees and what not."""
    facts: tuple[tuple[Message, Cell], ...] = (
        (N_("Programme"), programme.title[locale]),
        (N_("Programme number"), programme.reference),
        (N_("Organisation"), programme.organisation.name[locale]),
        (N_("Release"), release.number),
        (N_("Data as of"), release.as_of.isoformat()),
        (N_("Checksum of the release (SHA-256)"), release.checksum),
        (N_("Method"), METHOD.said_in(locale)),
    )
    return [
        *((name.said_in(locale), value) for name, value in facts),
        *((N_("What it guarantees").said_in(locale), each.said_in(locale)) for each in GUARANTEES),
        *((N_("What it does not").said_in(locale), each.said_in(locale)) for each in LIMITS),
    ]


def _said(words: Message | str, locale: Locale) -> str:
    return words.said_in(locale) if isinstance(words, Message) else words
