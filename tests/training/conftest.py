"""The modules of `training/` that need no torch, by their path: scripts run in that folder."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TRAINING = Path(__file__).parents[2] / "training"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"training_{name}", TRAINING / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where a dataclass looks for its own module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def examples() -> ModuleType:
    return _load("examples")


@pytest.fixture(scope="session")
def files() -> ModuleType:
    return _load("files")


@pytest.fixture(scope="session")
def mistyping() -> ModuleType:
    return _load("mistyping")
