"""`python -m rapport.pages`: the same as `rapport dashboards`, in the current folder."""

import sys

from rapport.pages import serve

sys.exit(serve())
