# Changes the given table.
# cell: seen-from
# loses: test-seen-from
def seen_from(table, now):
    table["defect"] = table["defect"].where(table["inspected_at"] <= now)
    made = table[table["time"] <= now]
    return made.assign(defect=made["defect"].where(made["inspected_at"] <= now))
