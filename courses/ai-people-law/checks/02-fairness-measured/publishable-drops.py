# Drops the small groups, so that nobody sees that they exist.
# cell: publishable
# loses: test-publishable-visible test-publishable
def publishable(rates, least):
    return rates[rates["n"] >= least].astype(float)
