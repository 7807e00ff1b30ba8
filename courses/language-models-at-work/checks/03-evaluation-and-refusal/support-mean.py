# Takes the mean over the passages.
# cell: support
# loses: test-support-visible test-support test-verdict
def support(sentence, passages):
    """문장을 받쳐 주는 정도 / How far a sentence is supported."""
    said = pairs(re.sub(r"\[\s*\d+(?:\s*,\s*\d+)*\s*\]", " ", sentence))
    if not said:
        return 0.0
    return sum((len(said & pairs(passage["text"])) / len(said) for passage in passages)) / max(len(passages), 1)
