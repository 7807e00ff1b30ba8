# Lists what is right, too.
# cell: error-list
# loses: test-error-list-visible test-error-list
def error_list(table, threshold, most):
    rejected, defective = table["score"] >= threshold, table["label"] == 1
    errors = table.assign(error=np.where(defective, "escape", "overkill"), distance=(table["score"] - threshold).abs())[table["label"] >= 0]
    return errors.sort_values(["error", "distance"], ascending=[True, False]).head(most)
