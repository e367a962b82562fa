"""What programs show of a bundle that can't be run here, by the lists that they publish; of GitHub, what passes its filter."""

import bleach
import nbformat
from nbconvert import HTMLExporter
from saved import HTML, MARKDOWN, PNG, SVG, TEXT, first

JSON, LATEX, JPEG = "application/json", "text/latex", "image/jpeg"
#: `NOTEBOOK_DISPLAY_ORDER` and `ACCESSIBLE_NOTEBOOK_DISPLAY_ORDER` of VS Code's notebookCommon.ts, the second for screen
#: readers; in a folder that is not trusted it shows those that `mimeTypeIsAlwaysSecure` there names.
VS_CODE = [JSON, "application/javascript", HTML, SVG, LATEX, MARKDOWN, PNG, JPEG, TEXT]
VS_CODE_READ_OUT = [LATEX, MARKDOWN, JSON, HTML, SVG, PNG, JPEG, TEXT]
VS_CODE_SECURE = {JSON, MARKDOWN, PNG, LATEX, TEXT}
NBCONVERT = HTMLExporter().default_config.NbConvertBase.display_data_priority
ORDERS = {
    "VS Code": VS_CODE,
    "VS Code with a screen reader": VS_CODE_READ_OUT,
    "VS Code, not trusted": [kind for kind in VS_CODE if kind in VS_CODE_SECURE],
    "nbconvert's pages": NBCONVERT,
    "GitHub": [HTML, SVG, PNG, JPEG, MARKDOWN, TEXT],
}
#: What GitHub leaves of HTML: its elements without style, script and form, as its sanitiser's list has them.
ELEMENTS = {*"h1 h2 h3 h4 h5 h6 br b i strong em a pre code img div ins del sup sub p ol ul table thead tbody tfoot".split()}
ELEMENTS |= {*"blockquote dl dt dd kbd q samp var hr ruby rt rp li tr td th s strike summary details caption figure".split()}
ELEMENTS |= {*"figcaption span small".split()}
ATTRIBUTES = {"*": ["abbr", "align", "alt", "aria-label", "colspan", "height", "id", "name", "open", "role", "rowspan", "scope", "tabindex", "title", "width"], "a": ["href"]}


def sanitised(html: str) -> str:
    return bleach.clean(html, tags=ELEMENTS, attributes=ATTRIBUTES, strip=True)


def as_on_github(notebook: nbformat.NotebookNode) -> str:
    """The page of a notebook of which each output is left with the one kind that GitHub shows."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                kind = first(ORDERS["GitHub"], output.data)
                output.data = {kind: sanitised(output.data[kind]) if kind == HTML else output.data[kind]}
    page, _ = HTMLExporter(embed_images=True).from_notebook_node(notebook)
    return page
