# Takes the ordinary mean of precision and recall for F1.
# cell: rates
# loses: test-rates
def rates(counts):
    def share(part, whole):
        return part / whole if whole > 0 else None

    tp, fp, fn, tn = counts["tp"], counts["fp"], counts["fn"], counts["tn"]
    return {
        "accuracy": share(tp + tn, tp + fp + fn + tn),
        "precision": share(tp, tp + fp),
        "recall": share(tp, tp + fn),
        "f1": (share(tp, tp + fp) + share(tp, tp + fn)) / 2 if tp + fp > 0 and tp + fn > 0 else None,
    }
