"""Staff, council and web chat in the browser."""
