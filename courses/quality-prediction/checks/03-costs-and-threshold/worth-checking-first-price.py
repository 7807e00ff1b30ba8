# Uses the first price for all shots.
# cell: worth-checking
# loses: test-worth-checking
def worth_checking(probability, check_won, miss_won):
    expected_loss = np.asarray(probability) * np.ravel(miss_won)[0]
    return (expected_loss > check_won).astype(int)
