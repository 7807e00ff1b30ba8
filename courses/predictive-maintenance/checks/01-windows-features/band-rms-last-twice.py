# Counts the last frequency twice.
# cell: band-rms
# loses: test-band-rms
def band_rms(values, rate_hz, low_hz, high_hz):
    power = 2 * np.abs(np.fft.rfft(values - values.mean())) ** 2 / len(values)**2
    hertz = np.fft.rfftfreq(len(values), 1 / rate_hz)
    return float(np.sqrt(power[(hertz >= low_hz) & (hertz < high_hz)].sum()))
