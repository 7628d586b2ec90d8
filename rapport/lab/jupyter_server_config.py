"""JupyterLab for people who write prose; read because JUPYTER_CONFIG_PATH names this folder."""

from pathlib import Path

from traitlets.config import get_config

c = get_config()

# The course's buttons save the notebook and open the next one through `window.jupyterapp`.
c.LabApp.expose_app_in_browser = True

# custom.css is served from here, not from the user's home. The folder is no configurable trait;
# JupyterLab takes it from these settings.
c.LabApp.custom_css = True
c.ServerApp.tornado_settings = {
    "static_custom_path": [str(Path(__file__).resolve().with_name("custom"))]
}

# plotly.py brings an extension of 4.8 MB, and a disabled one is fetched all the same. Ours, which
# does nothing, is found first under its name; the course's charts have a plotly.js of their own.
c.LabApp.extra_labextensions_path = [str(Path(__file__).resolve().with_name("labextensions"))]

# Nothing is asked of any other host: no news, no update check, no catalogue of extensions.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
