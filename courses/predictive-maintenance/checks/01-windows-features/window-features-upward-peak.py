# Takes the largest value, not the largest absolute value.
# cell: window-features
# loses: test-window-features
def window_features(values):
    x = values - values.mean()
    rms, peak = float(np.sqrt(np.mean(x**2))), float(x.max())
    if rms == 0:
        return {"rms": 0.0, "peak": 0.0, "crest": float("nan"), "kurtosis": float("nan")}
    return {"rms": rms, "peak": peak, "crest": peak / rms, "kurtosis": float(np.mean(x**4)) / rms**4}
