"""Hands drawn from anatomy, stage by stage: the embedded data that everything else runs on.

`generate` draws one phantom from parameters, seed and index; it asks, in this order: `maturity`
(who, and how mature each bone is), `anatomy` (sizes), `pose`, `layout_mm` and `framing` (where each
bone lies), `tubular_bone` with `growth_plate/`, `carpals`, `sesamoids` and `soft_tissue` (path
lengths of the rays), `film_chain` (the film), `truth` (the labels). `parameters` holds all that a
user may set; numbers of anatomy lie in `tables/`, each with its source. `dataset_writer` and
`gallery` make sets and contact sheets. docs/phantoms.md tells it from the user's side.

To add a nuisance of the film: a field in `film_parameters.FilmParameters`, a function that takes
its `Roll`, a step in `film_chain`, and a row in docs/phantoms.md. To add one of the pose or a rare
finding: a field in `parameters`, and the same. To add a stage's sign: its group's file in
`growth_plate/`. Any change of the drawing raises `parameters.GENERATOR_VERSION`.
"""
