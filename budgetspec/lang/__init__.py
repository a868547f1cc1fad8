"""The rule language: text to syntax tree, tree to checked plan, plan to verdicts. Knows nothing of budgets, JSON or files."""
