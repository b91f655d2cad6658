"""A year of believable cases for a house that is to be tried, shown or measured; never for one that works."""
