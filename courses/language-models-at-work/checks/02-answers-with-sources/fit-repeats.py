# Takes the same passage twice.
# cell: fit
# loses: test-fit
def fit(passages, budget):
    """한도 안에 드는 조각 / The passages that fit into the limit."""
    chosen, taken, used = [], set(), 0
    for passage in passages:
        length = len(passage["text"])
        if used + length > budget:
            continue
        chosen.append(passage)
        taken.add(passage["id"])
        used += length
    return chosen
