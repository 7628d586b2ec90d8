"""How nbgrader runs this course; its stock commands and JupyterLab extensions read this file.

Each choice that is not nbgrader's own has its reason beside it.
"""

import os
import sys
from pathlib import Path

from nbgrader.server_extensions.formgrader import handlers

from rapport.marking.nbgrader import answers, formgrade, report, restore, starters, submission

ROOT = Path(__file__).resolve().parent
TEMPLATES = Path(answers.__file__).parent / "templates"

c = get_config()

# nbgrader starts `alembic` by name: the environment's own programs must be found.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

# Where things are. A programme that grades for credit keeps private variants elsewhere and
# names the folder in RAPPORT_SOLUTIONS; a shared exchange is named in RAPPORT_EXCHANGE.
grading = ROOT / "grading"
exchange = Path(os.environ.get("RAPPORT_EXCHANGE", grading / "exchange"))
for folder in (grading, exchange, ROOT / "my-work"):
    folder.mkdir(parents=True, exist_ok=True)
c.CourseDirectory.course_id = "rapport"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = os.environ.get("RAPPORT_SOLUTIONS", "solutions")
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = f"sqlite:///{grading / 'gradebook.db'}"
c.Exchange.root = str(exchange)
c.Exchange.assignment_dir = str(ROOT / "my-work")

# The student version: our starters stand before the first ComputeChecksums, so an untouched
# answer is known by its checksum. A mark scheme stands in a locked question cell.
c.ClearMarkScheme.enforce_metadata = False
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    starters.WriteStarters,
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Grading: cells are put right first, and no step executes one. A learner's code could read
# the gradebook, other submissions and the key.
c.Autograde.exporter_class = submission.SubmissionExporter
c.Autograde.pre_convert_hook = submission.adopt_misnamed
c.Autograde.sanitize_preprocessors = [
    restore.RestoreCells,
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    answers.MarkAnswers,
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback and formgrader: own templates, which show a learner's text as text and ask no
# other host.
c.GenerateFeedback.preprocessors = [report.WriteReport]
c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), handlers.template_path]
c.HTMLExporter.filters = formgrade.FILTERS
