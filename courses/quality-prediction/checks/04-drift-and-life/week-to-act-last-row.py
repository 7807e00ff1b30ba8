# Returns the last time instead of the first.
# cell: week-to-act
# loses: test-week-to-act-visible test-week-to-act
def week_to_act(recall, limit, weeks):
    low, found = 0, None
    for week, value in recall.dropna().items():
        low = low + 1 if value < limit else 0
        if low >= weeks:
            found = week
    return found
