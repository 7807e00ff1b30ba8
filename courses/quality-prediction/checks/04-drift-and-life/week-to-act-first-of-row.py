# Returns the first week of the row.
# cell: week-to-act
# loses: test-week-to-act-visible test-week-to-act
def week_to_act(recall, limit, weeks):
    low = []
    for week, value in recall.dropna().items():
        low = low + [week] if value < limit else []
        if len(low) == weeks:
            return low[0]
    return None
