# Returns index labels instead of positions.
# cell: machine-folds
# loses: test-machine-folds
def machine_folds(pumps):
    return [(list(pumps.index[pumps != pump]), list(pumps.index[pumps == pump])) for pump in pumps.unique()]
