# Counts a question as found when any of its passages was found.
# cell: evaluate
# loses: test-evaluate-visible test-evaluate
def evaluate(rankings, relevant, k):
    hits, reciprocals = [], []
    for ranking, right in zip(rankings, relevant):
        hits.append(1.0 if set(ranking[:k]) & set(right) else 0.0)
        ranks = [rank for rank, found in enumerate(ranking, start=1) if found in right]
        reciprocals.append(1 / ranks[0] if ranks else 0.0)
    return {"recall": sum(hits) / len(hits), "mrr": sum(reciprocals) / len(reciprocals)}
