# Trains on everything.
# cell: machine-folds
# loses: test-machine-folds-visible test-machine-folds
def machine_folds(pumps):
    return [(list(range(len(pumps))), np.flatnonzero((pumps == pump).to_numpy()).tolist()) for pump in pumps.unique()]
