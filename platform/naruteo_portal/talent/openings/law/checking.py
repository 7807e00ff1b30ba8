"""Checking an opening: its words in both languages, its wage, and what is known of who offers it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from naruteo_portal.talent.openings.law import english, korean
from naruteo_portal.talent.openings.law.findings import Finding, Weight
from naruteo_portal.talent.openings.law.korean import Suspect
from naruteo_portal.talent.openings.law.wage import MinimumWage, check_wage

BY_SIZE = frozenset({"asks_appearance", "asks_origin", "asks_relatives"})
"""Rules of the Fair Hiring Procedure Act, which holds from so many workers on (채용절차법 제3조)."""
FROM_WORKERS = 30
ONLY_INFORMATION = frozenset({"service_words"})
HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True)
class Advertisement:
    """What an opening says: texts by field, such as `title.ko`; wage and hours where it is work."""

    texts: Mapping[str, str]
    is_work: bool
    """Whether labour law on wages holds: not for places to study."""
    yearly_wage: int | None = None
    weekly_hours: int | None = None


@dataclass(frozen=True)
class Offerer:
    """What is known of who offers it; None where nobody has stated it."""

    workers: int | None
    has_business_number: bool
    is_employer: bool
    sanctions: tuple[str, ...] = ()
    """The lists on which it stands, with their sources."""


def check(
    advertisement: Advertisement, offerer: Offerer, minimum: MinimumWage | None, *, information_service: bool
) -> list[Finding]:
    """Everything that the rules find, in the order of the fields; nothing is corrected."""
    found = [
        each
        for place, text in advertisement.texts.items()
        for each in check_words(text, place, offerer.workers)
        if information_service or each.rule not in ONLY_INFORMATION
    ]
    if advertisement.is_work:
        found += check_wage(advertisement.yearly_wage, advertisement.weekly_hours, minimum)
    if offerer.is_employer and not offerer.has_business_number:
        found.append(Finding("no_contact", Weight.WARNS, "organisation", "", ""))
    found += [Finding("sanctioned", Weight.STOPS, "organisation", each, "") for each in offerer.sanctions]
    return found


def check_words(text: str, place: str, workers: int | None) -> list[Finding]:
    """What a text says that it may not, each rule once in a sentence."""
    return [
        Finding(rule, _weight(rule, workers), place, words, sentence)
        for language in (korean, english)
        for sentence in _sentences(text, language.SENTENCES)
        if bool(HANGUL.search(sentence)) is (language is korean)
        for rule, words in _hits(sentence, language.SUSPECTS, of_korean=language is korean)
    ]


def _weight(rule: str, workers: int | None) -> Weight:
    # Below the number, and where nobody has stated it, the question is still better not asked.
    if rule in BY_SIZE and (workers is None or workers < FROM_WORKERS):
        return Weight.WARNS
    return Weight.STOPS


def _sentences(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    return (sentence.strip() for sentence in pattern.split(text) if sentence and sentence.strip())


def _hits(sentence: str, suspects: tuple[Suspect, ...], *, of_korean: bool) -> Iterator[tuple[str, str]]:
    asks = _asks_in_korean if of_korean else _asks_in_english
    for suspect in suspects:
        if suspect.unless and suspect.unless.search(sentence):
            continue
        for match in suspect.said.finditer(sentence) if suspect.said else ():
            if not _denied(sentence, match, of_korean=of_korean):
                yield suspect.rule, match[0].strip()
                break
        for match in suspect.asked.finditer(sentence) if suspect.asked else ():
            if asks(sentence, match):
                yield suspect.rule, match[0].strip()
                break


def _asks_in_korean(sentence: str, match: re.Match[str]) -> bool:
    behind = korean.PREDICATE.search(sentence, match.end())
    if behind:
        return behind["negated"] is None
    return bool(korean.FORM.search(sentence, 0, match.start()))


def _asks_in_english(sentence: str, match: re.Match[str]) -> bool:
    before = list(english.PREDICATE.finditer(sentence, 0, match.end()))
    deciding = before[-1] if before else english.PREDICATE.search(sentence, match.end())
    if any(each["negated"] for each in before):
        return False
    return deciding is not None and deciding["negated"] is None


def _denied(sentence: str, match: re.Match[str], *, of_korean: bool) -> bool:
    """Whether the sentence says that it is not so: "나이 제한 없음", "we never keep passports"."""
    if of_korean:
        behind = re.compile(rf"^[가-힣\s]{{0,12}}?(?:{korean.NEGATED})").match(sentence[match.end() :])
        return behind is not None
    before = english.PREDICATE.search(sentence, max(0, match.start() - 30), match.start())
    return before is not None and before["negated"] is not None
