# Takes the last right passage instead of the first.
# cell: evaluate
# loses: test-evaluate
def evaluate(rankings, relevant, k):
    recalls, reciprocals = [], []
    for ranking, right in zip(rankings, relevant):
        recalls.append(len(set(ranking[:k]) & set(right)) / len(right))
        ranks = [rank for rank, found in enumerate(ranking, start=1) if found in right]
        reciprocals.append(1 / ranks[-1] if ranks else 0.0)
    return {"recall": sum(recalls) / len(recalls), "mrr": sum(reciprocals) / len(reciprocals)}
