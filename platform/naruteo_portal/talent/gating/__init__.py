"""The legal gate: whether the law lets a candidate take an opening, judged by dated rules, with three outcomes."""
