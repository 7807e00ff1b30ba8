# Divides by k instead of by the number of right passages.
# cell: evaluate
# loses: test-evaluate-visible test-evaluate
def evaluate(rankings, relevant, k):
    recalls, reciprocals = [], []
    for ranking, right in zip(rankings, relevant):
        recalls.append(len(set(ranking[:k]) & set(right)) / k)
        ranks = [rank for rank, found in enumerate(ranking, start=1) if found in right]
        reciprocals.append(1 / ranks[0] if ranks else 0.0)
    return {"recall": sum(recalls) / len(recalls), "mrr": sum(reciprocals) / len(reciprocals)}
