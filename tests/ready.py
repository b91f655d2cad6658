"""Makes ready what all tests share, before two runs of them begin side by side: the trained model."""

import library
from content import Faults
from tests.conftest import HOME

PAGES_AND_PROCESSES = HOME / "beside"
"""The second run's own home, with a database of its own and the same model."""


def main() -> None:
    """Trains the model if it does not fit the content, and lends it to the second run."""
    faults = Faults()
    content = library.load("tehran", faults)
    faults.close()
    library.open_reader(HOME / "model", content)
    PAGES_AND_PROCESSES.mkdir(parents=True, exist_ok=True)
    lent = PAGES_AND_PROCESSES / "model"
    if not lent.exists():
        lent.symlink_to(HOME / "model", target_is_directory=True)


if __name__ == "__main__":
    main()
