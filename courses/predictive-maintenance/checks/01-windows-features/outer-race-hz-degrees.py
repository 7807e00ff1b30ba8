# Gives degrees to the cosine.
# cell: outer-race-hz
# loses: test-outer-race-hz
def outer_race_hz(rpm, balls, ball_mm, pitch_mm, angle_deg):
    return balls / 2 * rpm / 60 * (1 - ball_mm / pitch_mm * np.cos(angle_deg))
