"""Every way in gives the same course: conda and Binder, pip, the locks and make."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-test.lock")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def environment() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def pip_part(environment: dict[str, Any]) -> list[str]:
    return next(each["pip"] for each in environment["dependencies"] if isinstance(each, dict))


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9_.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[^]]*\])?==(\S+)", text, re.MULTILINE))


def test_conda_takes_the_projects_dependencies(
    environment: dict[str, Any], project: dict[str, Any]
) -> None:
    assert pip_part(environment) == [*project["dependencies"], "-e ."]


def test_conda_takes_a_python_the_project_allows(
    environment: dict[str, Any], project: dict[str, Any]
) -> None:
    (python,) = (each for each in environment["dependencies"] if str(each).startswith("python="))
    assert project["requires-python"] == ">=3.11,<3.14"
    assert python.partition("=")[2] in ("3.11", "3.12", "3.13")


def test_the_locks_hold_every_dependency(project: dict[str, Any]) -> None:
    needed = {name_of(each) for each in project["dependencies"]}
    tests = {name_of(each) for each in project["optional-dependencies"]["test"]}
    assert needed <= pinned("requirements.lock").keys()
    assert needed | tests <= pinned("requirements-test.lock").keys()
    assert pinned("requirements.lock").items() <= pinned("requirements-test.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_hashes_every_line(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "index" not in text.replace("importlib", "")
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9.-]+(\[[^]]*\])?==\S+", block), block
        assert "--hash=sha256:" in block, block


def make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        # Not as a part of the `make test` that may have started us: it would announce itself.
        env={
            **{name: value for name, value in os.environ.items() if "MAKE" not in name},
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a blank in its name and nothing but the Makefile."""
    folder = tmp_path / "my course"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    return folder


def test_make_without_a_python_says_so(folder: Path) -> None:
    done = make(folder, "venv", "PYTHONS=no-such-python python2.7")
    assert done.returncode == 2
    assert "please install one" in done.stderr
    assert not (folder / ".venv").exists()


def test_make_without_chromium_says_so(folder: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "id"):
        (tools / name).symlink_to(shutil.which(name) or name)
    program = shutil.which("make")
    assert program
    done = subprocess.run(
        [program, "chromium"], cwd=folder, env={"PATH": str(tools)}, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "please install chromium" in done.stderr


@pytest.mark.slow
def test_make_builds_a_damaged_environment_anew(folder: Path) -> None:
    python = f"PYTHONS={sys.executable}"
    assert make(folder, "venv", python).stdout.startswith("rapport: making .venv with Python 3.")
    assert make(folder, "venv", python).stdout == ""
    (folder / ".venv/bin/python").unlink()
    assert "damaged" in make(folder, "venv", python).stdout
    (folder / ".venv/lab.stamp").touch()  # says installed, but nothing is
    assert "damaged" in make(folder, "venv", python).stdout
    moved = folder.rename(folder.with_name("moved"))
    assert "damaged, was moved" in make(moved, "venv", python).stdout
    assert make(moved, "venv", python).stdout == ""


@pytest.mark.slow
def test_the_pip_part_gives_a_course_that_imports(
    environment: dict[str, Any], tmp_path: Path
) -> None:
    copy = tmp_path / "course"
    skip = shutil.ignore_patterns(".*", "__pycache__", "grading", "my-work")
    shutil.copytree(ROOT, copy, ignore=skip)
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "venv", "--python", sys.executable, tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    asked = [word for each in pip_part(environment) for word in each.split()]
    subprocess.run([*uv, "pip", "install", "--python", python, *asked], cwd=copy, check=True)
    code = "import jupyterlab, nbgrader, rapport, widgets; print(rapport.__file__)"
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, "-c", code], cwd=tmp_path, env=clean, check=True, capture_output=True, text=True
    )
    assert Path(done.stdout.strip()) == copy / "rapport" / "__init__.py"
    told = subprocess.run(
        [python.with_name("rapport"), "--help"],
        env=clean,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "lab" in told.stdout


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_the_package_holds_the_code_of_the_corpus_and_not_its_texts(
    kind: str, tmp_path: Path
) -> None:
    copy = tmp_path / "course"
    for name in ("rapport", "widgets"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-text", "LICENSE-encoder"):
        shutil.copy(ROOT / name, copy)
    corpus = copy / "rapport" / "replies" / "corpus"
    for part in ("labels", "replies"):
        (corpus / part).mkdir(exist_ok=True)
        (corpus / part / "some-voice.jsonl").touch()
    for name in ("gaming.jsonl", "scenes.jsonl", "voices.json"):
        (corpus / name).touch()
    build = [sys.executable, "-m", "uv", "--quiet", "build", f"--{kind}", "--out-dir", tmp_path]
    subprocess.run(build, cwd=copy, check=True)
    (built,) = (*tmp_path.glob("*.whl"), *tmp_path.glob("*.tar.gz"))
    shutil.unpack_archive(built, tmp_path / "built", "zip" if kind == "wheel" else "gztar")
    (corpus,) = (tmp_path / "built").rglob("replies/corpus")
    held = {path.relative_to(corpus).as_posix() for path in corpus.rglob("*")}
    assert {"__init__.py", "loader.py", "models.py"} <= held
    assert {Path(name).suffix for name in held} == {".py"}


def test_binder_finds_the_settings_of_rapport_lab() -> None:
    done = subprocess.run(
        [ROOT / "start", "printenv", "JUPYTER_CONFIG_PATH"],
        cwd=ROOT,
        env={**os.environ, "JUPYTER_CONFIG_PATH": "/theirs"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == f"{ROOT}/rapport/lab:{ROOT}:/theirs"


def test_the_settings_of_jupyterlab_are_json() -> None:
    for path in (ROOT / "rapport" / "lab" / "labconfig").iterdir():
        assert isinstance(json.loads(path.read_text("utf-8")), dict), path


def test_the_first_page_is_committed_clean() -> None:
    notebook = nbformat.read(ROOT / "course" / "index.ipynb", as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert all(cell.metadata.jupyter.source_hidden for cell in code)
