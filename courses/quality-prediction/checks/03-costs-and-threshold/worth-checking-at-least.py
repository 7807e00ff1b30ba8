# Stops at exact equality too.
# cell: worth-checking
# loses: test-worth-checking
def worth_checking(probability, check_won, miss_won):
    expected_loss = np.asarray(probability) * np.asarray(miss_won)
    return (expected_loss >= check_won).astype(int)
