# Counts the trial's plates, in which defects were gathered.
# cell: best-threshold
# loses: test-best-threshold-visible test-best-threshold test-own-answer-visible test-own-answer
def best_threshold(labels, scores, defect_rate, costs):
    bad, good = scores[labels == 1], scores[labels == 0]
    best = None
    for threshold in [*np.unique(scores), math.inf]:
        escapes = (bad < threshold).sum() / len(scores) * costs["escape"]
        overkill = (good >= threshold).sum() / len(scores) * costs["overkill"]
        cost = float(costs["inspect"] + escapes + overkill)
        if best is None or cost < best["cost"]:
            best = {"threshold": float(threshold), "cost": cost}
    return best
