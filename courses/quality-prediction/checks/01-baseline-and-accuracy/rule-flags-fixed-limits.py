# Writes the limits into the function.
# cell: rule-flags
# loses: test-rule-flags
def rule_flags(table, cushion_below, moisture_above):
    short = table["cushion_mm"] < 4.0
    damp = table["moisture_pct"] > 0.17
    return (short | damp).astype(int)
