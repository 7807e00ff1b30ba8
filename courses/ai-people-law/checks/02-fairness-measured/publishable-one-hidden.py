# Hides a single cell, which follows from the total.
# cell: publishable
# loses: test-publishable-visible test-publishable
def publishable(rates, least):
    result = rates.astype(float)
    result.loc[rates["n"] < least] = np.nan
    return result
