"""What the bot asks and says, and the pure engine that steps through it."""
