"""The officer's work: looking after claims, deciding them, and having them paid."""
