"""The command line. A command is a module of this package that has `register(app)`, and a line in `contents`."""
