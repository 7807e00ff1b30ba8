# Divides by the alarms.
# cell: weekly-recall
# loses: test-weekly-recall
def weekly_recall(view, threshold, least):
    week = view["time"].dt.to_period("W").dt.start_time
    bad = view["defect"] == 1
    defects = bad.groupby(week).sum()
    caught = (bad & (view["probability"] >= threshold)).groupby(week).sum()
    alarms = (view["probability"] >= threshold).groupby(week).sum()
    return (caught / alarms).where(defects >= least)
