# Takes good (0) for what is looked for.
# cell: confusion
# loses: test-confusion-visible test-confusion
def confusion(actual, predicted):
    counts = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for truth, guess in zip(actual, predicted):
        if guess == 0:
            counts["tp" if truth == 0 else "fp"] += 1
        else:
            counts["fn" if truth == 0 else "tn"] += 1
    return counts
