# Returns the scores as they are.
# cell: calibrate
# loses: test-calibrate-visible test-calibrate
def calibrate(valid_actual, valid_score, new_score):
    return np.asarray(new_score)
