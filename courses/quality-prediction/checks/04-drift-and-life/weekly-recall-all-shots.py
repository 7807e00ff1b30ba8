# Divides by all shots instead of by defects.
# cell: weekly-recall
# loses: test-weekly-recall-visible test-weekly-recall
def weekly_recall(view, threshold, least):
    week = view["time"].dt.to_period("W").dt.start_time
    bad = view["defect"] == 1
    defects = bad.groupby(week).size()
    caught = (bad & (view["probability"] >= threshold)).groupby(week).sum()
    return (caught / defects).where(defects >= least)
