# Divides by the passage's pairs instead of the sentence's.
# cell: support
# loses: test-support test-verdict-visible test-verdict
def support(sentence, passages):
    """문장을 받쳐 주는 정도 / How far a sentence is supported."""
    said = pairs(re.sub(r"\[\s*\d+(?:\s*,\s*\d+)*\s*\]", " ", sentence))
    if not said:
        return 0.0
    return max((len(said & pairs(passage["text"])) / max(len(pairs(passage["text"])), 1) for passage in passages), default=0.0)
