# Counts the citation as words of the sentence.
# cell: support
# loses: test-support-visible test-support
def support(sentence, passages):
    """문장을 받쳐 주는 정도 / How far a sentence is supported."""
    said = pairs(sentence)
    if not said:
        return 0.0
    return max((len(said & pairs(passage["text"])) / len(said) for passage in passages), default=0.0)
