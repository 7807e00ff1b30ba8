# Rounds the mean to a whole number.
# cell: summarise
# loses: test-summarise
def summarise(defects):
    worst = defects.index(max(defects))
    return {"total": sum(defects), "worst_hour": worst, "clean_hours": defects.count(0), "mean": sum(defects) // len(defects)}
