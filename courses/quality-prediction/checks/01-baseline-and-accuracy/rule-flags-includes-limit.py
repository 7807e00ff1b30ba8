# Counts values on the limit.
# cell: rule-flags
# loses: test-rule-flags
def rule_flags(table, cushion_below, moisture_above):
    short = table["cushion_mm"] <= cushion_below
    damp = table["moisture_pct"] >= moisture_above
    return (short | damp).astype(int)
