# Fails on scores of exactly 0 and 1.
# cell: calibrate
# loses: test-calibrate
def calibrate(valid_actual, valid_score, new_score):
    def log_odds(score):
        score = np.asarray(score, dtype=float)
        return np.log(score / (1 - score))[:, np.newaxis]

    repair = LogisticRegression().fit(log_odds(valid_score), np.asarray(valid_actual))
    return repair.predict_proba(log_odds(new_score))[:, 1]
