"""`benchmark systems`: every system trained within one budget on the same phantoms, one table.

`systems` says what takes part, `budget` how much each may be trained, `films` what on; `training`
trains one network and `pipeline` the several of the regional one; `contestants` opens what came of
it, `measure` reads with it, `table` says it.

To add a whole-image system: nothing, its config in configs/holistic is found. To add another kind:
its row in `systems.known_systems`, how it is trained in `trained`, how it reads in `contestants`.
"""
