"""Content: one folder a city; city.py reads and checks it."""
