# Takes exactly the limit for low.
# cell: week-to-act
# loses: test-week-to-act
def week_to_act(recall, limit, weeks):
    low = 0
    for week, value in recall.dropna().items():
        low = low + 1 if value <= limit else 0
        if low == weeks:
            return week
    return None
