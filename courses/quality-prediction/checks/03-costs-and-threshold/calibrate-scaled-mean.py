# Divides all scores by one number.
# cell: calibrate
# loses: test-calibrate
def calibrate(valid_actual, valid_score, new_score):
    factor = np.mean(valid_actual) / np.mean(valid_score)
    return np.clip(np.asarray(new_score) * factor, 0, 1)
