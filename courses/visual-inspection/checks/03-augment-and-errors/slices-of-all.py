# Divides by all parts of the slice.
# cell: slices
# loses: test-slices-visible test-slices
def slices(table, by, threshold):
    defective, rejected = table["label"] == 1, table["score"] >= threshold
    counts = pd.DataFrame({
        "defective": defective,
        "escaped": defective & ~rejected,
        "good": ~defective,
        "rejected": ~defective & rejected,
    }).groupby(table[by]).sum()
    counts["escape_rate"] = counts["escaped"] / (counts["defective"] + counts["good"])
    counts["overkill_rate"] = counts["rejected"] / (counts["defective"] + counts["good"])
    return counts
