# Charges refusals of answers that would have been wrong.
# cell: choose-threshold
# loses: test-choose-threshold-visible test-choose-threshold test-own-answer-visible test-own-answer
def choose_threshold(scores, right, cost_wrong, cost_refusal):
    """비용이 가장 낮은 거절 기준 / The threshold of refusal with the lowest cost."""
    chosen, lowest = None, None
    for threshold in [float("inf"), *sorted(set(map(float, scores)), reverse=True)]:
        wrong = sum(1 for score, good in zip(scores, right) if score >= threshold and not good)
        refused = sum(1 for score, good in zip(scores, right) if score < threshold)
        cost = wrong * cost_wrong + refused * cost_refusal
        if lowest is None or cost < lowest:
            chosen, lowest = threshold, cost
    return chosen, lowest
