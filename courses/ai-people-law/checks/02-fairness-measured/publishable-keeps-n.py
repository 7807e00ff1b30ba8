# Hides the rate and leaves the counts, from which it follows.
# cell: publishable
# loses: test-publishable-visible test-publishable
def publishable(rates, least):
    hidden = list(rates.index[rates["n"] < least])
    others = rates["n"].drop(hidden)
    if len(hidden) == 1 and len(others) > 0:
        hidden.append(others.idxmin())
    result = rates.astype(float)
    result.loc[hidden, "rate"] = np.nan
    return result
