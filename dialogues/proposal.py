"""A suggestion that others may support."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion of somebody that others may support; who made it is not told."""

    id: int
    text: str
    topic: str
    region: int | None
    support: int
    supported: bool = False
    """Whether this person supports it."""
    own: bool = False
