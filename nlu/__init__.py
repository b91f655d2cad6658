"""From a Persian sentence to a Reading, pure."""
