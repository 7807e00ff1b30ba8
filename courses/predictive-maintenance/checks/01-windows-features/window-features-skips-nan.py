# Skips missing values.
# cell: window-features
# loses: test-window-features
def window_features(values):
    x = values[~np.isnan(values)]
    x = x - x.mean()
    rms, peak = float(np.sqrt(np.mean(x**2))), float(np.abs(x).max())
    if rms == 0:
        return {"rms": 0.0, "peak": 0.0, "crest": float("nan"), "kurtosis": float("nan")}
    return {"rms": rms, "peak": peak, "crest": peak / rms, "kurtosis": float(np.mean(x**4)) / rms**4}
