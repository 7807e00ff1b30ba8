# Leaves out only one pump.
# cell: machine-folds
# loses: test-machine-folds-visible test-machine-folds
def machine_folds(pumps):
    chosen = (pumps == pumps.iloc[0]).to_numpy()
    return [(np.flatnonzero(~chosen).tolist(), np.flatnonzero(chosen).tolist())]
