"""Messengers: each file turns one messenger's updates into Messages and our Replies into its calls."""
