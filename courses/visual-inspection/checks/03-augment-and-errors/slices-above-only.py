# Passes a score exactly at the threshold.
# cell: slices
# loses: test-slices
def slices(table, by, threshold):
    defective, rejected = table["label"] == 1, table["score"] > threshold
    counts = pd.DataFrame({
        "defective": defective,
        "escaped": defective & ~rejected,
        "good": ~defective,
        "rejected": ~defective & rejected,
    }).groupby(table[by]).sum()
    counts["escape_rate"] = counts["escaped"] / counts["defective"]
    counts["overkill_rate"] = counts["rejected"] / counts["good"]
    return counts
