# Ignores the length of the passage.
# cell: bm25-scores
# loses: test-bm25-scores
import math
from collections import Counter


def bm25_scores(question_terms, passage_terms, k1=1.5, b=0.75):
    if not passage_terms:
        return []
    total = len(passage_terms)
    average = sum(len(terms) for terms in passage_terms) / total
    holding = Counter(term for terms in passage_terms for term in set(terms))
    scores = []
    for terms in passage_terms:
        counts = Counter(terms)
        score = 0.0
        for term in set(question_terms):
            if counts[term]:
                idf = math.log(1 + (total - holding[term] + 0.5) / (holding[term] + 0.5))
                score += idf * counts[term] * (k1 + 1) / (counts[term] + k1)
        scores.append(score)
    return scores
