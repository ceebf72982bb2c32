"""An agreement as a page for everybody: one document, told in a language to a reader somewhere; HTML, Markdown, paper draw it."""
