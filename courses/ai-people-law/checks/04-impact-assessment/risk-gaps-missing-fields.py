# Looks only at the fields that are there.
# cell: risk-gaps
# loses: test-risk-gaps
def risk_gaps(risk):
    from datetime import date

    gaps = []
    for name in ("who", "right", "what", "measure", "indicator", "owner"):
        value = risk.get(name, 'x' if name not in ('likelihood', 'severity') else 3)
        if not isinstance(value, str) or not value.strip():
            gaps.append(name)
    for name in ("likelihood", "severity"):
        value = risk.get(name, 'x' if name not in ('likelihood', 'severity') else 3)
        if type(value) is not int or not 1 <= value <= 5:
            gaps.append(name)
    try:
        date.fromisoformat(risk.get("due"))
    except (TypeError, ValueError):
        gaps.append("due")
    return gaps
