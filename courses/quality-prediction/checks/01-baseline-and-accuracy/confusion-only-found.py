# Leaves out cells that count nothing.
# cell: confusion
# loses: test-confusion
def confusion(actual, predicted):
    counts = {}
    for truth, guess in zip(actual, predicted):
        if guess == 1:
            name = "tp" if truth == 1 else "fp"
            counts[name] = counts.get(name, 0) + 1
        else:
            name = "fn" if truth == 1 else "tn"
            counts[name] = counts.get(name, 0) + 1
    return counts
