"""Files that come with a form: taken within bounds, kept where the form has faults, attached where it has none."""
