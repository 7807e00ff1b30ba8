# Changes the table that it was given.
# cell: error-list
# loses: test-error-list
def error_list(table, threshold, most):
    table["error"] = np.where(table["label"] == 1, "escape", "overkill")
    table["distance"] = (table["score"] - threshold).abs()
    errors = table[(table["score"] >= threshold) != (table["label"] == 1)]
    return errors.sort_values(["error", "distance"], ascending=[True, False]).head(most)
