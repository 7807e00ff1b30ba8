"""The ledger of budgets: what is allotted, committed, paid and left, kept in double entries that only grow."""
