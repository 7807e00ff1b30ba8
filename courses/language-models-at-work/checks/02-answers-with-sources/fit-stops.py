# Stops at the first passage that does not fit.
# cell: fit
# loses: test-fit-visible test-fit test-answer
def fit(passages, budget):
    """한도 안에 드는 조각 / The passages that fit into the limit."""
    chosen, taken, used = [], set(), 0
    for passage in passages:
        length = len(passage["text"])
        if passage["id"] in taken:
            continue
        if used + length > budget:
            break
        chosen.append(passage)
        taken.add(passage["id"])
        used += length
    return chosen
