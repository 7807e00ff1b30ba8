"""What the engine is worth on real data: each part is a module with `evaluate(folder)`, listed in `parts`."""
