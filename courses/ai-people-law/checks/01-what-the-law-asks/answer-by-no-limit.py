# Extends as often as anybody likes.
# cell: answer-by
# loses: test-answer-by
def answer_by(asked_on, extensions=0):
    return (pd.Timestamp(asked_on) + pd.Timedelta(days=30 * (1 + extensions))).date().isoformat()
