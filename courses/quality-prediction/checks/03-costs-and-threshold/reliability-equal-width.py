# Makes bins of equal width.
# cell: reliability
# loses: test-reliability
def reliability(actual, probability, groups):
    table = pd.DataFrame({"predicted": np.asarray(probability), "observed": np.asarray(actual)})
    bins = pd.cut(table["predicted"], groups, labels=False)
    result = table.groupby(bins).agg(predicted=("predicted", "mean"), observed=("observed", "mean"), count=("observed", "size"))
    return result.reset_index(drop=True)
