"""The folder of the model that all tests share."""

from pathlib import Path

import pytest

from nlu.reading import Reader
from tests.conftest import HOME


@pytest.fixture
def model_folder(reader: Reader) -> Path:
    """Trained by the time that the shared reader is there."""
    assert reader
    return HOME / "model"
