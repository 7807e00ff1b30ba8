# Returns a lot as often as it stands there.
# cell: shared-lots
# loses: test-shared-lots-visible test-shared-lots
def shared_lots(train, test):
    return sorted(train.loc[train["lot"].isin(test["lot"]), "lot"])
