# Begins with the highest probability.
# cell: reliability
# loses: test-reliability-visible test-reliability
def reliability(actual, probability, groups):
    actual, probability = np.asarray(actual), np.asarray(probability)
    rows = []
    for places in np.array_split(np.argsort(-probability, kind="stable"), groups):
        rows.append(
            {"predicted": probability[places].mean(), "observed": actual[places].mean(), "count": len(places)}
        )
    return pd.DataFrame(rows)
