# Stops above a probability of one half.
# cell: worth-checking
# loses: test-worth-checking-visible test-worth-checking
def worth_checking(probability, check_won, miss_won):
    return (np.asarray(probability) > 0.5).astype(int)
