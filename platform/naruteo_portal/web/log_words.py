"""What the entries of a learning log are called, on pages and in files."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from naruteo_portal.completion.log import EntryKind, LearningLog, LogEntry
from naruteo_portal.core.clock import KST
from naruteo_portal.core.i18n import N_, Locale, Message, choose
from naruteo_portal.identity.names import both_names, display_name
from naruteo_portal.learning.models import CorrectionState, LogCorrection

ENTRY_WORDS: Mapping[EntryKind, Message] = {
    EntryKind.TASK_OPENED: N_("Task page opened"),
    EntryKind.TASK_FETCHED: N_("Task fetched into the notebook"),
    EntryKind.READING_OPENED: N_("Reading opened"),
    EntryKind.HANDED_IN: N_("Handed in"),
    EntryKind.ADDED: N_("Added by a correction"),
}
SOURCES: Mapping[EntryKind, Message] = {
    EntryKind.TASK_OPENED: N_("Portal"),
    EntryKind.TASK_FETCHED: N_("Notebook server"),
    EntryKind.READING_OPENED: N_("Portal"),
}
CORRECTION_WORDS: Mapping[CorrectionState, tuple[Message, str]] = {
    CorrectionState.OPEN: (N_("Correction asked for"), "info"),
    CorrectionState.ACCEPTED: (N_("Corrected"), "success"),
    CorrectionState.DECLINED: (N_("Not corrected"), "neutral"),
    CorrectionState.WITHDRAWN: (N_("Taken back"), "neutral"),
}
UNKNOWN_MINUTES = N_("minutes not known")


def source_words(entry: LogEntry, locale: Locale) -> str:
    """Where an entry comes from: who or what saw it."""
    if entry.submission is not None:
        return N_("Receipt %(reference)s", reference=entry.submission.reference).said_in(locale)
    if entry.kind is EntryKind.ADDED:
        answered_by = entry.corrections[0].answered_by
        return N_("Instructor %(name)s", name=display_name(answered_by.person, locale) if answered_by else "–").said_in(
            locale
        )
    return SOURCES[entry.kind].said_in(locale)


def title_words(entry: LogEntry, locale: Locale) -> str:
    """What an entry is about."""
    return entry.title if isinstance(entry.title, str) else choose(dict(entry.title), locale)


def result_words(entry: LogEntry) -> Message | None:
    """The result of what was handed in, if there is one by now."""
    run = entry.submission.current_run if entry.submission else None
    if run is None or run.score is None or run.max_score is None:
        return None
    return N_("%(score)s of %(most)s points", score=f"{run.score:g}", most=f"{run.max_score:g}")


def wish_words(correction: LogCorrection) -> Message:
    """What a correction asks for."""
    if correction.day is None:
        return N_("It should not count.")
    if correction.minutes is None:
        return N_("It should count for %(day)s, minutes not known.", day=correction.day)
    return N_(
        "It should count for %(day)s with %(minutes)s minutes.",
        day=correction.day, minutes=correction.minutes,
    )  # fmt: skip


def clock(instant: datetime | None) -> str:
    """The time of day in Korea."""
    return f"{instant.astimezone(KST):%H:%M}" if instant else ""


def log_rows(logs: Iterable[LearningLog], locale: Locale) -> Iterator[list[str]]:
    """Every entry of the logs as a spreadsheet takes it, with a heading; what was never added stands there, too."""
    headings = (
        N_("Number"), N_("Name"), N_("Day"), N_("First time (KST)"), N_("Last time (KST)"), N_("What"), N_("About"),
        N_("Source"), N_("Minutes"), N_("Result"), N_("Correction"),
    )  # fmt: skip
    yield [heading.said_in(locale) for heading in headings]
    for log in logs:
        person = [f"EN-{log.enrolment.id:06d}", both_names(log.enrolment.account.person)]
        for entry in log.entries:
            result = result_words(entry)
            yield [
                *person, entry.day.isoformat(), clock(entry.first_at), clock(entry.last_at),
                ENTRY_WORDS[entry.kind].said_in(locale), title_words(entry, locale), source_words(entry, locale),
                str(entry.minutes) if entry.minutes else UNKNOWN_MINUTES.said_in(locale),
                result.said_in(locale) if result else "",
                " / ".join(_correction(each, locale) for each in entry.corrections),
            ]  # fmt: skip
        for wish in log.wishes:
            yield [
                *person, wish.day.isoformat() if wish.day else "", "", "",
                N_("Asked to be added").said_in(locale), wish.words, "", "", "", _correction(wish, locale),
            ]  # fmt: skip


def day_rows(logs: Iterable[LearningLog], locale: Locale) -> Iterator[list[str]]:
    """People by days: 1 where a day counts, with sums."""
    logs = list(logs)
    days: list[date] = sorted({day for log in logs for day in log.days})
    yield [
        N_("Number").said_in(locale), N_("Name").said_in(locale), *(day.isoformat() for day in days),
        N_("Days that count").said_in(locale),
    ]  # fmt: skip
    for log in logs:
        marks = ["1" if day in log.days else "" for day in days]
        yield [f"EN-{log.enrolment.id:06d}", both_names(log.enrolment.account.person), *marks, str(len(log.days))]


def _correction(correction: LogCorrection, locale: Locale) -> str:
    """A correction in one cell: its state, what was asked, why, and the answer."""
    parts = [
        f"{CORRECTION_WORDS[correction.state][0].said_in(locale)}: {wish_words(correction).said_in(locale)}",
        correction.reason,
        *([correction.answer] if correction.answer else []),
    ]
    return " – ".join(parts)
