# Deals the rows as they come.
# cell: reliability
# loses: test-reliability-visible test-reliability
def reliability(actual, probability, groups):
    actual, probability = np.asarray(actual), np.asarray(probability)
    rows = []
    for places in np.array_split(np.arange(len(probability)), groups):
        rows.append(
            {"predicted": probability[places].mean(), "observed": actual[places].mean(), "count": len(places)}
        )
    return pd.DataFrame(rows)
