# Forgets what inspecting costs.
# cell: best-threshold
# loses: test-best-threshold-visible test-best-threshold test-own-answer
def best_threshold(labels, scores, defect_rate, costs):
    bad, good = scores[labels == 1], scores[labels == 0]
    best = None
    for threshold in [*np.unique(scores), math.inf]:
        escapes = defect_rate * (bad < threshold).mean() * costs["escape"]
        overkill = (1 - defect_rate) * (good >= threshold).mean() * costs["overkill"]
        cost = float(0 + escapes + overkill)
        if best is None or cost < best["cost"]:
            best = {"threshold": float(threshold), "cost": cost}
    return best
