"""Everything that can happen to a case, one transaction each."""
