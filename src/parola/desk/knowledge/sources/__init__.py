"""Documentation that stands elsewhere, as pages for articles: a folder, a ZIP file or an OpenAPI file is read, and nothing is written.

Everything is bounded before it is parsed, and what hinders is told with its file and line. Pure but for reading files.
"""
