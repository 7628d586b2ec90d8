# make lab          open the course (ARGS=--no-browser, or whatever else JupyterLab takes)
# make test         everything that must hold before a change is shared (PYTEST="-m 'not slow'")
# make lock         pin the newest versions of what the course needs
# make assignments  make the student versions from solutions/

PYTHONS := python3.12 python3.13 python3.11 python3 python \
  $(wildcard $(HOME)/.pyenv/versions/3.1[123].*/bin/python)
# A shim or a stripped system Python may answer to the right name and still make no environment.
USABLE := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
WHOLE := from importlib.util import find_spec as f; import sys; \
  sys.exit(None in [f(n) for n in ("pip", "jupyterlab", "nbgrader", "anywidget", "rapport")])
PIP := .venv/bin/python -m pip --disable-pip-version-check -qq install
# Tests go by file (tests/conftest.py), in the files' order: the longest, in a browser, begin.
SHARED := --numprocesses auto --maxprocesses 4 --no-loadscope-reorder
HELD := PATH="$(CURDIR)/.venv/bin:$$PATH"

.PHONY: lab dashboards test lock assignments venv chromium
.SILENT:

lab: venv
	$(MAKE) --no-print-directory .venv/lab.stamp
	.venv/bin/rapport lab $(ARGS)

dashboards: venv
	$(MAKE) --no-print-directory .venv/lab.stamp
	.venv/bin/rapport dashboards

test: venv chromium
	$(MAKE) --no-print-directory .venv/test.stamp
	echo "rapport: ruff reads the code for mistakes."
	.venv/bin/ruff check .
	echo "rapport: ruff compares the layout of the code."
	.venv/bin/ruff format --check .
	echo "rapport: mypy checks the types."
	.venv/bin/mypy
	echo "rapport: import-linter checks who may import whom."
	.venv/bin/lint-imports
	echo "rapport: pytest runs the tests."
	$(HELD) .venv/bin/python -m pytest $(SHARED) $(PYTEST)

lock: venv
	$(MAKE) --no-print-directory .venv/test.stamp
	echo "rapport: pinning the newest versions, with hashes, for every system."
	for extra in "" -test; do \
	  .venv/bin/uv pip compile pyproject.toml $${extra:+--extra test --constraints requirements.lock} \
	    --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
	    --no-header --no-annotate --no-emit-index-url -o requirements$$extra.lock || exit 1; \
	done

assignments: venv
	$(MAKE) --no-print-directory .venv/lab.stamp
	echo "rapport: making the student versions."
	for one in solutions/*/; do $(HELD) nbgrader generate_assignment "$$(basename $$one)" --force || exit 1; done

# Not a file target: whether an environment still works cannot be told from its date.
venv:
	if [ -d .venv ] && ! { \
	    [ "$$(cat .venv/made-in 2>/dev/null)" = "$$(pwd)" ] && \
	    .venv/bin/python -c '$(USABLE)' 2>/dev/null && \
	    { [ ! -e .venv/lab.stamp ] || .venv/bin/python -c '$(WHOLE)' 2>/dev/null; }; }; then \
	  echo "rapport: .venv is damaged, was moved or has another Python; making it anew."; \
	  rm -rf .venv; \
	fi
	if [ ! -d .venv ]; then \
	  found=; \
	  for python in $(PYTHONS); do \
	    if "$$python" -c '$(USABLE)' >/dev/null 2>&1; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "rapport: no working Python 3.11, 3.12 or 3.13 was found; please install one (with its venv module)." >&2; \
	    exit 2; \
	  fi; \
	  echo "rapport: making .venv with $$("$$found" --version)."; \
	  "$$found" -m venv .venv && pwd > .venv/made-in; \
	fi

.venv/lab.stamp: requirements.lock pyproject.toml
	echo "rapport: installing what the course needs (a minute or two, only the first time)."
	$(PIP) --require-hashes -r requirements.lock && $(PIP) --no-deps -e . || { \
	  echo "rapport: that could not be installed; is there a network connection?" >&2; exit 2; }
	touch $@

.venv/test.stamp: requirements-test.lock .venv/lab.stamp
	echo "rapport: installing what the tests need."
	$(PIP) --require-hashes -r requirements-test.lock || { \
	  echo "rapport: that could not be installed; is there a network connection?" >&2; exit 2; }
	touch $@

chromium:
	if ! { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	  if command -v apt-get >/dev/null && $$sudo true 2>/dev/null; then \
	    echo "rapport: installing Chromium for the browser tests."; \
	    $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium; \
	  else \
	    echo "rapport: the browser tests need Chromium; please install chromium or google-chrome." >&2; \
	    exit 2; \
	  fi; \
	fi
