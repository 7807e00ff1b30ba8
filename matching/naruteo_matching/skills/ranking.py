"""Which skills of a whole classification a sentence speaks of, best first, also where it names none of them literally.

A sentence is compared with every name of every skill by words, pairs of words and pieces of words. `fit` learns from
annotated sentences how much each comparison counts; without it all count the same. There are no stored weights: who
has annotations fits, and says on which.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from naruteo_matching.skills.stemming import stem
from naruteo_matching.skills.tagging import WORD
from naruteo_matching.skills.taxonomy import Concept, Taxonomy

SENTENCES = 64
"""Compared at a time: with 13,896 skills, 4 MB for each comparison."""
SHORTLIST = 60
"""Skills of a sentence that a fitted ranker looks at; the others are left out."""
PIECES = (3, 5)
"""Letters of the pieces of words."""
SMALLEST = 1e-9

SUMMED = ("words", "pieces", "words_of_all_names", "pieces_of_all_names")
"""What is added up without fitting."""
FEATURES = (
    *SUMMED, "description", "covered",
    "words_of_best", "pieces_of_best", "words_of_all_names_of_best", "covered_of_best", "needed_by",
)  # fmt: skip
"""What fitting weighs. The ones "of best" are shares of the sentence's best; "covered" is how much of a name stands in
the sentence; "needed_by" is the logarithm of how many occupations need the skill."""

STOP = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on", "or", "our"}
    | {"that", "the", "this", "to", "we", "will", "with", "you", "your"}
)


class NotEnoughAnnotations(Exception):
    """There is too little to learn from."""


FEWEST_SENTENCES = 50


@dataclass(frozen=True)
class Ranked:
    """A skill and how it scores: fitted, the probability that a person would annotate it; else a sum of cosines."""

    concept: Concept
    score: float


class SkillRanker:
    """Ranks the skills of a taxonomy for sentences.

    Parameters
    ----------
    taxonomy : Taxonomy
    language : str
        Of names and sentences.
    strength : float
        Of the logistic model's regularisation, as scikit-learn's ``C``.

    Attributes
    ----------
    model_ : Pipeline
        The fitted logistic model over `FEATURES`; only after `fit`.
    """

    def __init__(self, taxonomy: Taxonomy, language: str = "en", strength: float = 0.1) -> None:
        self.taxonomy, self.language, self.strength = taxonomy, language, strength
        self.model_: Pipeline | None = None
        self.skills = taxonomy.skills
        names = [skill.names(language) or (skill.label(language),) for skill in self.skills]
        flat = [name for each in names for name in each]
        together = [" ".join(each) for each in names]
        self._starts = np.cumsum([0] + [len(each) for each in names[:-1]])
        self._by_words = TfidfVectorizer(analyzer=words_and_pairs, sublinear_tf=True, dtype=np.float32)
        self._by_pieces = TfidfVectorizer(
            analyzer="char_wb", ngram_range=PIECES, preprocessor=plain, sublinear_tf=True, dtype=np.float32
        )
        self._by_share = TfidfVectorizer(analyzer=words, binary=True, norm="l1", dtype=np.float32)
        self._names = [each.fit_transform(flat).T.tocsr() for each in (self._by_words, self._by_pieces, self._by_share)]
        self._together = [each.transform(together).T.tocsr() for each in (self._by_words, self._by_pieces)]
        self._descriptions = self._by_words.transform([skill.description for skill in self.skills]).T.tocsr()
        needed: dict[str, int] = {}
        for link in taxonomy.links:
            needed[link.skill] = needed.get(link.skill, 0) + 1
        self._needed_by = np.log1p([needed.get(skill.code, 0) for skill in self.skills]).astype(np.float32)

    def fit(self, sentences: Sequence[str], skills: Sequence[Collection[str]]) -> Self:
        """Learn from sentences and the codes of the skills that people found in each.

        Raises
        ------
        NotEnoughAnnotations
            Fewer than 50 sentences have a skill of this taxonomy.
        """
        features, found = [], []
        usable = 0
        for table, wanted in zip(self._tables(sentences), skills, strict=True):
            codes = set(wanted)
            usable += any(skill.code in codes for skill in self.skills)
            at = _shortlist(table)
            features.append(table[:, at])
            found.append(np.array([self.skills[each].code in codes for each in at]))
        if usable < FEWEST_SENTENCES:
            raise NotEnoughAnnotations(f"{usable} annotated sentences are too few; {FEWEST_SENTENCES} are the least.")
        self.model_ = make_pipeline(StandardScaler(), LogisticRegression(C=self.strength, max_iter=2000))
        self.model_.fit(np.hstack(features).T, np.concatenate(found))
        return self

    def rank(self, sentences: Sequence[str], k: int = 5) -> list[list[Ranked]]:
        """The k best skills of each sentence, best first; fewer where fewer have anything in common with it."""
        return [self._best(table, k) for table in self._tables(sentences)]

    def _best(self, table: NDArray[np.float32], k: int) -> list[Ranked]:
        at = _shortlist(table)
        at = at[table[: len(SUMMED), at].sum(axis=0) > 0]
        if not len(at):
            return []
        if self.model_ is None:
            scores = table[: len(SUMMED), at].sum(axis=0)
        else:
            scores = self.model_.predict_proba(table[:, at].T)[:, 1]
        best = np.argsort(-scores, kind="stable")[:k]
        return [Ranked(self.skills[at[each]], float(scores[each])) for each in best]

    def _tables(self, sentences: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """For each sentence an array of shape (features, skills)."""
        for start in range(0, len(sentences), SENTENCES):
            yield from np.stack(list(self._compared(sentences[start : start + SENTENCES])), axis=1)

    def _compared(self, sentences: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        by_words, by_pieces = (each.transform(sentences) for each in (self._by_words, self._by_pieces))
        named = sparse.csr_matrix(self._by_share.transform(sentences) > 0, dtype=np.float32)
        direct = [
            np.maximum.reduceat((left @ right).toarray(), self._starts, axis=1)
            for left, right in zip((by_words, by_pieces, named), self._names, strict=True)
        ]
        together = [(left @ right).toarray() for left, right in zip((by_words, by_pieces), self._together, strict=True)]
        yield from (direct[0], direct[1], *together, (by_words @ self._descriptions).toarray(), direct[2])
        for table in (direct[0], direct[1], together[0], direct[2]):
            yield table / (table.max(axis=1, keepdims=True) + SMALLEST)
        yield np.broadcast_to(self._needed_by, direct[0].shape)


def _shortlist(table: NDArray[np.float32]) -> NDArray[np.int64]:
    """The skills worth a look: the best by the sum, and by how much of a name stands in the sentence."""
    total, covered = table[: len(SUMMED)].sum(axis=0), table[FEATURES.index("covered")]
    likely = np.argsort(-total, kind="stable")[:SHORTLIST]
    return np.union1d(likely, np.argsort(-covered - SMALLEST * total, kind="stable")[: SHORTLIST // 3])


def plain(text: str) -> str:
    """A text's words in lower case, without signs between them."""
    return " ".join(match[0].casefold() for match in WORD.finditer(text))


def words(text: str) -> list[str]:
    """The stems of a text's words without those that say nothing."""
    return [stem(word) for word in plain(text).split() if word not in STOP]


def words_and_pairs(text: str) -> list[str]:
    """The stems, and each two that follow one another."""
    single = words(text)
    return [*single, *(f"{one} {other}" for one, other in pairwise(single))]
