"""The only room that knows nbgrader: its steps, in the order in which a notebook meets them.

`starters` makes the student version, `submission` reads what comes back, `restore` puts the
cells right, `answers` marks them, `report` writes feedback. `nbgrader_config.py` at the root
of the repository lists them.
"""
