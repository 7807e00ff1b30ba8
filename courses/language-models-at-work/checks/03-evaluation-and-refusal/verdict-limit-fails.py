# Refuses a sentence whose support equals the minimum.
# cell: verdict
# loses: test-verdict
REFUSAL = "답을 찾지 못했습니다"


def verdict(answer, passages, minimum):
    """답이 자료에 근거하는가 / Whether an answer is grounded in its sources."""
    if REFUSAL in answer:
        return "refused"
    known = set()
    for passage in passages:
        known |= set(quantities(passage["text"]))
    if set(quantities(answer)) - known:
        return "number"
    if any(support(sentence, passages) <= minimum for sentence in sentences(answer)):
        return "support"
    return "grounded"
