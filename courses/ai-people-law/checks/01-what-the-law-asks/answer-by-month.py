# Counts months and not days.
# cell: answer-by
# loses: test-answer-by-visible test-answer-by
def answer_by(asked_on, extensions=0):
    if extensions not in (0, 1, 2):
        raise ValueError("twice at most")
    return (pd.Timestamp(asked_on) + pd.DateOffset(months=1 + extensions)).date().isoformat()
