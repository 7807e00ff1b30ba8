# Averages only over questions for which something was found.
# cell: evaluate
# loses: test-evaluate
def evaluate(rankings, relevant, k):
    recalls, reciprocals = [], []
    for ranking, right in zip(rankings, relevant):
        ranks = [rank for rank, found in enumerate(ranking, start=1) if found in right]
        if ranks:
            recalls.append(len(set(ranking[:k]) & set(right)) / len(right))
            reciprocals.append(1 / ranks[0])
    return {"recall": sum(recalls) / len(recalls), "mrr": sum(reciprocals) / len(reciprocals)}
