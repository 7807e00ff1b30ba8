# Takes the last of equal hours.
# cell: summarise
# loses: test-summarise
def summarise(defects):
    worst = max(range(len(defects)), key=lambda hour: (defects[hour], hour))
    return {"total": sum(defects), "worst_hour": worst, "clean_hours": defects.count(0), "mean": sum(defects) / len(defects)}
