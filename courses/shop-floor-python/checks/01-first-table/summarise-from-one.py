# Counts positions from one.
# cell: summarise
# loses: test-summarise-visible test-summarise
def summarise(defects):
    worst = defects.index(max(defects)) + 1
    return {"total": sum(defects), "worst_hour": worst, "clean_hours": defects.count(0), "mean": sum(defects) / len(defects)}
