# Returns the lots that stand in training alone.
# cell: shared-lots
# loses: test-shared-lots-visible test-shared-lots
def shared_lots(train, test):
    return sorted(set(train["lot"]) - set(test["lot"]))
