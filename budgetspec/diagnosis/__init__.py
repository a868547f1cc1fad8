"""From failing checks to causes: which values, changed, make all checks hold (Fellegi and Holt 1976)."""
