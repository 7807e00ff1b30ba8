# Counts a blank week as low.
# cell: week-to-act
# loses: test-week-to-act-visible test-week-to-act
def week_to_act(recall, limit, weeks):
    low = 0
    for week, value in recall.fillna(0).items():
        low = low + 1 if value < limit else 0
        if low == weeks:
            return week
    return None
