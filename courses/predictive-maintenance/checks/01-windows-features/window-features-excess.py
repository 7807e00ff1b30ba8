# Gives kurtosis minus 3.
# cell: window-features
# loses: test-window-features-visible test-window-features
from scipy import stats
def window_features(values):
    x = values - values.mean()
    rms, peak = float(np.sqrt(np.mean(x**2))), float(np.abs(x).max())
    crest = peak / rms if rms else float("nan")
    return {"rms": rms, "peak": peak, "crest": crest, "kurtosis": float(stats.kurtosis(x))}
