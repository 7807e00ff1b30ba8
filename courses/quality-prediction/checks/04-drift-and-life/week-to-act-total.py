# Counts low weeks without asking whether they follow one another.
# cell: week-to-act
# loses: test-week-to-act-visible test-week-to-act
def week_to_act(recall, limit, weeks):
    low = 0
    for week, value in recall.dropna().items():
        low = low + (value < limit)
        if low == weeks:
            return week
    return None
