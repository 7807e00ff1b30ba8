"""Everything that touches Jupyter: sandboxed notebook servers, the exchange plugin and the grading engine."""
