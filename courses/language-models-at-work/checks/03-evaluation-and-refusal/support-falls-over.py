# Falls over where there is nothing to compare.
# cell: support
# loses: test-support test-verdict
def support(sentence, passages):
    """문장을 받쳐 주는 정도 / How far a sentence is supported."""
    said = pairs(re.sub(r"\[\s*\d+(?:\s*,\s*\d+)*\s*\]", " ", sentence))
    return max(len(said & pairs(passage["text"])) / len(said) for passage in passages)
