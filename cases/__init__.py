"""The case and its rules, pure."""
