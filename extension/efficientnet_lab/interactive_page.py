"""A notebook as one HTML file whose views are alive: no network, no kernel, nothing fetched from anywhere.

An exporter of nbconvert: `efficientnet-lab export`, `jupyter nbconvert --to interactive_page` and JupyterLab's menu
"Save and Export Notebook As…" all come here.
"""

import argparse
import base64
import gzip
import hashlib
import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from bs4 import BeautifulSoup
from jinja2 import pass_context
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook
from traitlets import default
from traitlets.config import Config

from .distribution import DISTRIBUTION, version_of
from .files import read_notebook, replace
from .problems import Problem
from .provenance import MIME_TYPE

HERE = Path(__file__).resolve().parent / "interactive"


def scripts() -> tuple[Markup, str]:
    """The page's script, compressed, with the few lines that start it, and the policy that lets these run and nothing else."""
    script = HERE / "page.js"
    if not script.exists():
        raise Problem(f"{script} is missing.", "Set the clone up, or install the package again.")
    # Without the time, which would make every page another file.
    packed = base64.b64encode(gzip.compress(script.read_bytes(), mtime=0)).decode("ascii")
    starter = (HERE / "unpack.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(starter.encode("utf-8")).digest()).decode("ascii")
    policy = "; ".join(
        [
            "default-src 'none'",
            # What the starter starts may run too; scripts that a notebook brings may not.
            f"script-src 'sha256-{digest}' 'strict-dynamic'",
            "worker-src data: blob:",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    both = f'<script type="text/plain" id="enet-script">{packed}</script>\n<script>{starter}</script>'
    return Markup(both), policy  # noqa: S704


def without_leads(html: str, folder: str) -> str:
    """HTML without the elements that lead a page elsewhere or ask for what its policy refuses, images of the folder within it."""
    # Half of a pair of surrogates is none of the letters that the parser knows.
    soup = BeautifulSoup(html.encode("utf-8", errors="replace"), "html.parser", from_encoding="utf-8")
    for element in soup.find_all(["base", "embed", "form", "frame", "frameset", "iframe", "link", "meta", "object", "script"]):
        element.decompose()
    for image in soup.find_all("img", src=True):
        image["src"] = embedded(image["src"], Path(folder).resolve())
    return str(soup)


def embedded(address: str, folder: Path) -> str:
    """An image that lies in the folder as data; any other address as it is."""
    try:
        file = (folder / unquote(urlsplit(address).path)).resolve()
        kind, _ = mimetypes.guess_type(file.name)
        if urlsplit(address).scheme or not (kind or "").startswith("image/") or not file.is_relative_to(folder) or not file.is_file():
            return address
        return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"
    except (OSError, ValueError):
        return address


class InteractivePageExporter(HTMLExporter):
    """Writes the page; `theme` and `sanitize_html` of nbconvert's HTML work as there."""

    export_from_notebook = "Interactive page (EfficientNet Lab)"

    @default("template_name")
    def _template_name_default(self):
        return "interactive"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self):
        # Not the current folder, as nbconvert has it: a template there would be taken for ours.
        return [str(HERE.parent)]

    @property
    def default_config(self):
        config = Config(
            {
                "NbConvertBase": {
                    "display_data_priority": [
                        MIME_TYPE,
                        "text/html",
                        "text/markdown",
                        "image/svg+xml",
                        "text/latex",
                        "image/png",
                        "image/jpeg",
                        "text/plain",
                    ]
                },
            }
        )
        inherited = super().default_config.copy()
        inherited.merge(config)
        return inherited

    def default_filters(self):
        yield from super().default_filters()
        yield "without_leads", self.without_leads

    @pass_context
    def without_leads(self, context, html):
        return without_leads(html, context["resources"]["metadata"].get("path") or "")

    @pass_context
    def markdown2html(self, context, source):
        return self.without_leads(context, super().markdown2html(context, source))

    def _init_resources(self, resources):
        resources = super()._init_resources(resources)
        resources["page_scripts"], resources["content_security_policy"] = scripts()
        resources["document_type"] = MIME_TYPE
        resources["product_version"] = version_of(DISTRIBUTION)
        return resources


def page_of(notebook: nbformat.NotebookNode, source: Path) -> str:
    """The page as text, with the images that lie beside the notebook. Raises Problem for what can't be shown."""
    try:
        html, _ = InteractivePageExporter().from_notebook_node(notebook, {"metadata": {"name": source.stem, "path": str(source.parent)}})
    except InvalidNotebook as error:
        raise Problem(f"{source} was not made a page: {error}.", "Attach that image anew, or take it out of its cell.") from error
    return html


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--output", type=Path, help="the page; beside the notebook, by its name, if not given")


def export(source: Path, output: Path | None) -> int:
    """Writes the page and tells its size."""
    page = page_of(read_notebook(source), source)
    output = output or source.with_suffix(".html")
    try:
        if output.exists() and output.samefile(source):
            raise FileExistsError("it is the notebook")
        replace(output, page)
    except (OSError, ValueError) as error:
        raise Problem(f"{output} was not written: {error}.", "Name another file: --output FILE") from error
    views = page.count('class="jp-EnetLiving')
    megabytes = len(page.encode("utf-8", errors="replace")) / 1e6
    print(f"{output}: {megabytes:.1f} MB, {views} living view{'' if views == 1 else 's'}. It opens from disk in a browser.")
    return 0
