"""`benchmark infer`: seconds and memory of a film from file to result, step by step.

`command` has the arguments, `measure` reads the films, `probes` times what lies inside a step,
`speed` is what comes out, with its table.

To add a step: its name in `speed.STEPS`, where the reading itself is timed.
"""
