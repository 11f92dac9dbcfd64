"""Films decoded where it does no harm: a process with limits, which may be killed and comes anew.

`pool.py` is what readers call, `process.py` the parent's side, `server.py` the child's.

To add a limit: a field of `film/limits.py`, and the line of `server.py` that enforces it.
"""
