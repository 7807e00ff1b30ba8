# Splits the rows at random.
# cell: machine-folds
# loses: test-machine-folds-visible test-machine-folds
from sklearn.model_selection import KFold
def machine_folds(pumps):
    return [(a.tolist(), b.tolist()) for a, b in KFold(pumps.nunique(), shuffle=True, random_state=3).split(pumps)]
