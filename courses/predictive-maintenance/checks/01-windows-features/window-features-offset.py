# Does not subtract the mean.
# cell: window-features
# loses: test-window-features
def window_features(values):
    rms = float(np.sqrt(np.mean(values**2)))
    peak = float(np.max(np.abs(values)))
    return {"rms": rms, "peak": peak, "crest": peak / rms, "kurtosis": float(np.mean(values**4)) / rms**4}
