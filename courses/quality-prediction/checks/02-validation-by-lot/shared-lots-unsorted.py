# Returns them in order of appearance.
# cell: shared-lots
# loses: test-shared-lots-visible test-shared-lots
def shared_lots(train, test):
    return [lot for lot in dict.fromkeys(train["lot"]) if lot in set(test["lot"])]
