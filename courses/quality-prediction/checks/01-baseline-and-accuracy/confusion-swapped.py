# Counts missed defects as false alarms and the other way round.
# cell: confusion
# loses: test-confusion-visible test-confusion
def confusion(actual, predicted):
    counts = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for truth, guess in zip(actual, predicted):
        if guess == 1:
            counts["tp" if truth == 1 else "fn"] += 1
        else:
            counts["fp" if truth == 1 else "tn"] += 1
    return counts
