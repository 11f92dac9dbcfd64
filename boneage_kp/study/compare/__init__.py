"""`benchmark compare`: a network in every runtime beside a bare backbone and a rival, in turns.

To add something that is timed: a `Subject` in `subjects`. To add a ratio: `ratios`, and its line in
`table`. To measure something else of the same networks: `measure`, which `command` prints.
"""
