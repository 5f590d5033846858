"""Sphinx settings of the site. Nothing on its pages may come from a network."""

import sys
from pathlib import Path

import purgestats

sys.path.insert(0, str(Path(__file__).parent))

project = "purgestats"
author = "The purgestats authors"
project_copyright = "The purgestats authors; code BSD-3-Clause, data CC BY 4.0"
version = release = purgestats.__version__
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_design",
    "mathml",
]
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath", "substitution"]
myst_substitutions = {"release": release}
myst_heading_anchors = 3
exclude_patterns = ["jupyter_execute"]

# build_report.py hands over executed notebooks.
nb_execution_mode = "off"
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"

autodoc_typehints = "none"
autodoc_member_order = "bysource"
add_module_names = False
napoleon_google_docstring = False
napoleon_use_rtype = False

# By default these point to content delivery networks; formulas are MathML (see mathml.py).
nb_ipywidgets_js = {}
html_math_renderer = "mathml"

html_theme = "pydata_sphinx_theme"
html_title = "purgestats"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["site.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("tables.js", "charts.js")]
html_context = {"default_mode": "auto"}
# Only notebooks and reference have a list of pages beside them; it would be empty elsewhere, and
# too long on the pages of the quantities.
html_sidebars = {
    page: []
    for page in (
        "data/*",
        "quantities/*",
        "claimants/*",
        "works/*",
        *(path.stem for path in Path(__file__).parent.glob("*.md")),
        *("data", "quantities", "conflicts", "claimants", "works", "index"),
    )
}
html_show_sourcelink = False
html_copy_source = False
html_additional_pages = {"search": "search.html"}
html_use_index = False
html_show_sphinx = False
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 4,
    "primary_sidebar_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "search_bar_text": "Search this site",
    "back_to_top_button": True,
    "show_prev_next": True,
}
