"""JupyterLab as galata wants it, on a port and a folder of the test run, reachable from this machine alone."""

import os

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821
c.ServerApp.ip = "127.0.0.1"  # noqa: F821
c.ServerApp.port = int(os.environ["LAB_TEST_PORT"])  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.FileContentsManager.delete_to_trash = False  # noqa: F821
c.LabApp.news_url = None  # noqa: F821
