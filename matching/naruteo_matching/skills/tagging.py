"""Skills named in plain text, Korean or English, with the place where each is named.

A name is found where it stands as a whole: in English by the stems of its words, in Korean letter by letter whatever
the spaces, from the beginning of a word up to a particle (조사), an ending of 하다 or a noun that often follows a skill
(품질관리 + 업무를). Nothing is guessed from similar words; `ranking` does that where a whole classification is at hand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from naruteo_matching.skills.shipped import catalogue
from naruteo_matching.skills.stemming import stem
from naruteo_matching.skills.taxonomy import LANGUAGES, Concept, Taxonomy

LONGEST_TEXT = 100_000
"""Signs of a text that are read; a job ad has some thousands."""

PREFERRED, OTHER = 1.0, 0.9
"""How directly a text names a concept: by its preferred name, or by another one."""
INFLECTED = 0.95
"""The share that is left when the text bends the name or builds a longer word with it."""

WORD = re.compile(r"[a-z0-9]+(?:&[a-z0-9]+)*[+#]*|[가-힣]+", re.IGNORECASE)
HANGUL = re.compile(r"[가-힣]")
# Longer than any tail, so that a text of one endless word takes no longer than others.
REST_OF_WORD = re.compile(r"[^\W_]{0,24}")
BETWEEN_WORDS = re.compile(r"[\s/-]*")
IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
SPACES = (" ", "\t", "\xa0")
OBJECT_PARTICLES = ("을", "를", "의")
"""Stand inside a name where a text says it as a sentence: 데이터를 분석, 품질의 관리."""

SHORT = 3
"""Letters of a name in capitals that is taken only as it is written."""

PARTICLES = (
    "(?:에서의|에서는|에서도|에게서|으로서|으로써|으로의|으로는|으로도|이라는|이라도|부터|까지|에서|에게|으로|로서|로써|로의|로는|로도|보다|처럼|만큼|이나|이며|이고|이라|하고|마다"
    "|조차|밖에|와의|과의|와는|과는|은|는|이|가|을|를|의|에|와|과|도|만|로|나|랑|및|등|인)"
)
FOLLOWING_NOUNS = (
    "(?:프로그래밍|프로그램|엔지니어|전문가|담당자|기술자|경력자|가능자|소지자|작업자|오퍼레이터|경험자|자격증|업무|경력|경험|기술|능력|역량|자격|지식|직무|분야|관련|담당|가능|필수|우대|활용|사용"
    "|운용|운영|작업|교육|도구|시스템|언어|급)"
)
OF_HADA = "(?:[하할한함해했되될된됨돼][가-힣]{0,5})"
TAIL = re.compile(f"(?P<noun>{FOLLOWING_NOUNS}{{0,2}})(?:{OF_HADA}|{PARTICLES}{{0,2}})")

NOT_WANTED_AFTER = re.compile(
    r"[가-힣]{0,3}\s*(?:(?:관련|활용)\s*)?(?:(?:경험|경력|능력|자격|지식|실력|점수)(?:은|는|이|가)?\s*)?"
    r"(?:무관|불필요|필요\s*없|없어도|몰라도)"
    r"|(?:\s+[a-z]+){0,3}?\s+(?:is|are)?\s*(?:not|never)\s+(?:required|needed|necessary)",
    re.IGNORECASE,
)
NOT_WANTED_BEFORE = re.compile(r"\b(?:no|without)\s+(?:prior\s+|previous\s+)?$", re.IGNORECASE)


A_PEOPLE = re.compile(r"[A-Z][a-z]+(?:an|ese|ish)")
OF_A_COUNTRY = re.compile(
    r"\s+(?:compan|firm|market|customer|client|government|people|national|cultur|food|law|manufacturer|branch|office|worker"
    r"|team|citizen|resident|visa|industr|factor|plant|subsidiar)",
    re.IGNORECASE,
)
"""What follows "Korean" where a country is meant and not its language."""


class Tagged(NamedTuple):
    """A concept, where the text names it (first sign and the one behind the last), and how directly (0 to 1)."""

    concept: Concept
    span: tuple[int, int]
    score: float


@dataclass(frozen=True)
class _EnglishName:
    stems: tuple[str, ...]
    words: str
    concept: Concept
    worth: float


class Tagger:
    """Finds the skills of a taxonomy in texts.

    Parameters
    ----------
    taxonomy : Taxonomy
        Whose skills are looked for, by all their names.
    languages : tuple of str
        In which languages.
    """

    def __init__(self, taxonomy: Taxonomy, languages: tuple[str, ...] = LANGUAGES) -> None:
        self._korean: dict[str, Any] = {}
        self._english: dict[str, list[_EnglishName]] = {}
        for concept in taxonomy.skills:
            for language in languages:
                for name in concept.names(language):
                    worth = PREFERRED if name == concept.labels.get(language) else OTHER
                    self._learn(IN_BRACKETS.sub("", name), concept, worth)

    def tag(self, text: str) -> list[Tagged]:
        """The skills that a text names, each once and where it is named most directly, in the text's order.

        Where names overlap the longest counts; skills that the text says it does not ask for are left out.
        """
        text = text[:LONGEST_TEXT]
        used = bytearray(len(text))
        best: dict[str, Tagged] = {}
        for each in sorted(self._named(text), key=lambda each: (each.span[0] - each.span[1], -each.score, each.span)):
            start, end = each.span
            if any(used[start:end]):
                continue
            used[start:end] = b"\x01" * (end - start)
            if not _is_waived(text, start, end):
                known = best.get(each.concept.code)
                if known is None or (-each.score, each.span) < (-known.score, known.span):
                    best[each.concept.code] = each
        return sorted(best.values(), key=lambda each: each.span)

    def _learn(self, name: str, concept: Concept, worth: float) -> None:
        if HANGUL.search(name):
            node = self._korean
            for letter in "".join(name.casefold().split()):
                node = node.setdefault(letter, {})
            node.setdefault("", (concept, worth))
        elif words := [match[0] for match in WORD.finditer(name)]:
            stems = tuple(stem(word) for word in words)
            self._english.setdefault(stems[0], []).append(_EnglishName(stems, " ".join(words), concept, worth))

    def _named(self, text: str) -> Iterator[Tagged]:
        words = list(WORD.finditer(text))
        stems = [stem(word[0]) for word in words]
        for at, word in enumerate(words):
            yield from self._korean_at(text, word.start())
            for name in self._english.get(stems[at], ()):
                if tuple(stems[at : at + len(name.stems)]) == name.stems:
                    yield from _as_named(text, words[at : at + len(name.stems)], name)

    def _korean_at(self, text: str, start: int) -> Iterator[Tagged]:
        node, end = self._korean, start
        while end < len(text):
            letter = text[end].casefold()
            end += 1
            if letter in SPACES or (
                letter in OBJECT_PARTICLES and letter not in node and text[end : end + 1] in SPACES
            ):
                continue
            if letter not in node:
                return
            node = node[letter]
            if "" in node and TAIL.fullmatch(rest := REST_OF_WORD.match(text, end)[0]):  # type: ignore[index]
                concept, worth = node[""]
                yield Tagged(concept, (start, end), worth * (INFLECTED if HANGUL.search(rest) else 1.0))


def _as_named(text: str, words: list[re.Match[str]], name: _EnglishName) -> Iterator[Tagged]:
    seen = " ".join(word[0] for word in words)
    # A short name is an abbreviation: "R" and "AI" are names of skills, "r" and "Ai" are not.
    if len(name.words) <= SHORT and name.words.isupper() and seen != name.words:
        return
    if all(BETWEEN_WORDS.fullmatch(text, one.end(), two.start()) for one, two in pairwise(words)):
        exact = seen.casefold() == name.words.casefold()
        yield Tagged(name.concept, (words[0].start(), words[-1].end()), name.worth * (1.0 if exact else INFLECTED))


def _is_waived(text: str, start: int, end: int) -> bool:
    """Whether the text says that it does not ask for this, or names a country and not its language."""
    if NOT_WANTED_AFTER.match(text, end) or NOT_WANTED_BEFORE.search(text[max(0, start - 30) : start]):
        return True
    return A_PEOPLE.fullmatch(text, start, end) is not None and OF_A_COUNTRY.match(text, end) is not None


def tag(text: str, locale: str) -> list[Tagged]:
    """The skills of the shipped catalogue that a text names.

    Parameters
    ----------
    text : str
        A job ad, a profile, a course's summary; the first 100,000 signs are read.
    locale : str
        The text's language, "ko" or "en". Korean texts are read for English names as well.
    """
    return _shipped(LANGUAGES if locale == "ko" else (locale,)).tag(text)


@cache
def _shipped(languages: tuple[str, ...]) -> Tagger:
    return Tagger(catalogue(), languages)
