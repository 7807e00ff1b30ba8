# Tries a few round thresholds only.
# cell: best-threshold
# loses: test-best-threshold test-own-answer
def best_threshold(labels, scores, defect_rate, costs):
    bad, good = scores[labels == 1], scores[labels == 0]
    best = None
    for threshold in [0.25, 0.5, 0.75]:
        escapes = defect_rate * (bad < threshold).mean() * costs["escape"]
        overkill = (1 - defect_rate) * (good >= threshold).mean() * costs["overkill"]
        cost = float(costs["inspect"] + escapes + overkill)
        if best is None or cost < best["cost"]:
            best = {"threshold": float(threshold), "cost": cost}
    return best
