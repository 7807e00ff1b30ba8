# Returns the probability of a good part.
# cell: calibrate
# loses: test-calibrate-visible test-calibrate
def calibrate(valid_actual, valid_score, new_score):
    def log_odds(score):
        score = np.clip(np.asarray(score, dtype=float), 1e-6, 1 - 1e-6)
        return np.log(score / (1 - score))[:, np.newaxis]

    repair = LogisticRegression().fit(log_odds(valid_score), np.asarray(valid_actual))
    return repair.predict_proba(log_odds(new_score))[:, 0]
