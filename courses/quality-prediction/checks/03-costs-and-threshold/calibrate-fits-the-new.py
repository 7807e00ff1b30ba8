# Scales the new scores by their own mean.
# cell: calibrate
# loses: test-calibrate
def calibrate(valid_actual, valid_score, new_score):
    def log_odds(score):
        score = np.clip(np.asarray(score, dtype=float), 1e-6, 1 - 1e-6)
        return np.log(score / (1 - score))[:, np.newaxis]

    repair = LogisticRegression().fit(log_odds(valid_score), np.asarray(valid_actual))
    shifted = log_odds(new_score) - log_odds(new_score).mean() + log_odds(valid_score).mean()
    return repair.predict_proba(shifted)[:, 1]
