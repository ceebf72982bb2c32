"""Charts as values, drawn as SVG on the server: in both directions and themes, for screens and paper, with a table beside each.

`values` is what is told, `scales` finds round steps for an axis, `areas` knows where things are, `marks` and `heat` draw them, and
`drawing` makes the picture of it. `components/chart.html` shows one (docs/interface.md).
"""
