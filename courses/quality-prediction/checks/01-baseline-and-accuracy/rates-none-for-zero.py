# Writes None for a real zero.
# cell: rates
# loses: test-rates
def rates(counts):
    def share(part, whole):
        return part / whole if whole > 0 and part > 0 else None

    tp, fp, fn, tn = counts["tp"], counts["fp"], counts["fn"], counts["tn"]
    return {
        "accuracy": share(tp + tn, tp + fp + fn + tn),
        "precision": share(tp, tp + fp),
        "recall": share(tp, tp + fn),
        "f1": share(2 * tp, 2 * tp + fp + fn),
    }
