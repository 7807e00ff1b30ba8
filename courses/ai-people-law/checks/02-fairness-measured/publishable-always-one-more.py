# Hides one more group even when two are hidden already.
# cell: publishable
# loses: test-publishable
def publishable(rates, least):
    hidden = list(rates.index[rates["n"] < least])
    others = rates["n"].drop(hidden)
    if hidden and len(others) > 0:
        hidden.append(others.idxmin())
    result = rates.astype(float)
    result.loc[hidden] = np.nan
    return result
