# Counts seven days from the first shot, not from Monday.
# cell: weekly-recall
# loses: test-weekly-recall
def weekly_recall(view, threshold, least):
    week = view["time"].min().normalize() + ((view["time"] - view["time"].min().normalize()) // pd.Timedelta(days=7)) * pd.Timedelta(days=7)
    bad = view["defect"] == 1
    defects = bad.groupby(week).sum()
    caught = (bad & (view["probability"] >= threshold)).groupby(week).sum()
    return (caught / defects).where(defects >= least)
