"""`python -m parola`: the same program as `parola`."""

from parola.cli.main import main

main()
