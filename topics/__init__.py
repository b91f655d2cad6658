"""Content: what can be reported; tree.py reads and checks it."""
