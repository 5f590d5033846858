"""The datasets that come with the package, and how datapackage.json describes them."""
