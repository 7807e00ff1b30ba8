# Counts the day of the request as the first day.
# cell: answer-by
# loses: test-answer-by-visible test-answer-by
def answer_by(asked_on, extensions=0):
    if extensions not in (0, 1, 2):
        raise ValueError("twice at most")
    return (pd.Timestamp(asked_on) + pd.Timedelta(days=30 * (1 + extensions) - 1)).date().isoformat()
