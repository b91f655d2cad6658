"""Questions asked of all cases."""
