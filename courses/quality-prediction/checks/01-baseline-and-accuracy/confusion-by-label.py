# Pairs by the labels of the index instead of by position.
# cell: confusion
# loses: test-confusion
import pandas as pd


def confusion(actual, predicted):
    actual, predicted = pd.Series(actual), pd.Series(predicted)
    return {
        "tp": int(((actual == 1) * (predicted == 1)).sum()),
        "fp": int(((actual == 0) * (predicted == 1)).sum()),
        "fn": int(((actual == 1) * (predicted == 0)).sum()),
        "tn": int(((actual == 0) * (predicted == 0)).sum()),
    }
