# Looks at support before figures.
# cell: verdict
# loses: test-verdict
REFUSAL = "답을 찾지 못했습니다"


def verdict(answer, passages, minimum):
    if REFUSAL in answer:
        return "refused"
    if any(support(sentence, passages) < minimum for sentence in sentences(answer)):
        return "support"
    known = set().union(*(set(quantities(passage["text"])) for passage in passages))
    return "number" if set(quantities(answer)) - known else "grounded"
