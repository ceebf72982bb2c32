"""The kinds of events that `vocabulary` gathers, by what they are about. `fact` is what all of them are."""
