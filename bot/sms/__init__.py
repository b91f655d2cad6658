"""Text messages: gateways behind one port, and the channel that speaks through them."""
