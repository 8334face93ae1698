from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """Files of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
