# Passes a score exactly at the threshold.
# cell: error-list
# loses: test-error-list
def error_list(table, threshold, most):
    rejected, defective = table["score"] > threshold, table["label"] == 1
    errors = table.assign(error=np.where(defective, "escape", "overkill"), distance=(table["score"] - threshold).abs())[rejected != defective]
    return errors.sort_values(["error", "distance"], ascending=[True, False]).head(most)
