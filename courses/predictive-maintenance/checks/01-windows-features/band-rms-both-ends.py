# Includes the upper end.
# cell: band-rms
# loses: test-band-rms
def band_rms(values, rate_hz, low_hz, high_hz):
    count = len(values)
    power = 2 * np.abs(np.fft.rfft(values - values.mean())) ** 2 / count**2
    if count % 2 == 0:
        power[-1] /= 2
    hertz = np.fft.rfftfreq(count, 1 / rate_hz)
    return float(np.sqrt(power[(hertz >= low_hz) & (hertz <= high_hz)].sum()))
