"""How Sphinx builds the guide; `make docs` calls it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from dxsim import __version__

project = "dxsim"
author = "the dxsim authors"
project_copyright = author
version = release = __version__
extensions = [
    "myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "guide.mathml", "guide.pages",
]  # fmt: skip
exclude_patterns = ["how", "guide", "README.md", "longest-tests.md"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 3
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = True
default_role = "literal"
html_theme = "furo"
html_title = f"dxsim {version}"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["guide.css"]
html_copy_source = False
html_show_sphinx = False
templates_path: list[str] = []
highlight_language = "text"
