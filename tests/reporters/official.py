"""Schemas and checkers that others publish, out of the packages that carry them.

They are not ours to copy, and tests ask no network: ``.ci/run`` downloads the packages once into the folder
``official`` of the environment. Where it has not run, the tests that need them are skipped.
"""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

FOLDER = Path(sys.prefix) / "official"


def text(package: str, member: str) -> str:
    """The text of one file in a wheel or a source archive; ``member`` is how its path ends."""
    for path in sorted(FOLDER.glob(f"{package}-*"), reverse=True):
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                for name in wheel.namelist():
                    if name.endswith(member):
                        return wheel.read(name).decode("utf-8")
        else:
            with tarfile.open(path) as archive:
                for entry in archive:
                    if entry.name.endswith(member):
                        file = archive.extractfile(entry)
                        assert file is not None
                        return file.read().decode("utf-8")
    pytest.skip(f"{member} is not there: .ci/run downloads the package {package} into {FOLDER.name}/")
