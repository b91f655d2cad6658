"""Every error of the house, in one tree.

HamyarError
├── ContentError        a content file is wrong; carries every fault found, with file and line
├── SettingError        a setting is missing or wrong; says which, and what to write
├── StartError          something outside stops the start: a tool, a port, a database
├── ModelMismatchError  the model on disk was not trained on the content that is loaded
├── RasaError           the office's Rasa server gave an answer that can't be used; says why
├── BoundaryError       a file of boundaries can't be imported; says what is wrong with it
├── UpdateError         a messenger's update can't be understood
├── PhotoError          an upload is no photo that may be kept; says which reason
├── DeliveryError       a messenger did not take a message
│   ├── RetryLaterError     it asks for patience; carries the seconds
│   ├── ChatGoneError       the person or group can't be reached any more
│   └── RefusedError        it refuses this very message; sending it again is useless
├── NotAllowedError     this person may not do this act
├── NotFoundError       no such case, unit or person
└── StaleError          somebody else changed it first; carries what it is now
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class HamyarError(Exception):
    """Root of the tree; never raised itself."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a content file: where, what, and how to mend it."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


class ContentError(HamyarError):
    """One or more content files are wrong; `faults` holds them all."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class SettingError(HamyarError):
    """A setting is missing or wrong; the message names it and the remedy."""


class StartError(HamyarError):
    """The programme can't start; the message says what to do."""


class ModelMismatchError(HamyarError):
    """The stored model belongs to other topics or data; `make train` builds a fitting one."""


class RasaError(HamyarError):
    """An answer of the office's Rasa server can't be used; the message says why and holds no word of it."""


class BoundaryError(HamyarError):
    """A file of boundaries can't be imported; the message says what is wrong and how to mend it."""


class UpdateError(HamyarError):
    """An update has no shape that we know; the raw text is kept for the administrator."""


class PhotoError(HamyarError):
    """An upload can't be kept; `reason` is one of kind, size, bomb, broken."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class DeliveryError(HamyarError):
    """A messenger did not take what we sent."""


class RetryLaterError(DeliveryError):
    """The messenger asks for patience: try again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"retry after {seconds} s")


class ChatGoneError(DeliveryError):
    """The chat has blocked us, left, or does not exist."""


class RefusedError(DeliveryError):
    """The messenger refuses this message for good; `reason` is its own word."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotAllowedError(HamyarError):
    """This person may not do this act on this thing."""


class NotFoundError(HamyarError):
    """There is no such thing, or not for this person."""


class StaleError(HamyarError):
    """The thing was changed by somebody else; `now` says what it is."""

    def __init__(self, now: str) -> None:
        self.now = now
        super().__init__(now)
