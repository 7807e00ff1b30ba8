# Puts the label behind the text.
# cell: labelled
# loses: test-labelled-visible test-labelled test-answer-visible test-answer
GENERATED = "[AI가 만든 글 · AI-generated: {}]"
QUOTED = "[문서에서 그대로 옮긴 글 · Quoted from documents]"


def labelled(text, model):
    """표시가 붙은 글 / The text with its label."""
    if text.startswith((QUOTED, GENERATED.split("{}")[0])):
        return text
    label = QUOTED if model is None else GENERATED.format(model)
    return f"{text}\n{label}"
