# Measures on all passages together.
# cell: support
# loses: test-support
def support(sentence, passages):
    """문장을 받쳐 주는 정도 / How far a sentence is supported."""
    said = pairs(re.sub(r"\[\s*\d+(?:\s*,\s*\d+)*\s*\]", " ", sentence))
    if not said:
        return 0.0
    return len(said & set().union(*(pairs(p["text"]) for p in passages))) / len(said)
