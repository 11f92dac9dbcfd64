"""What `infer` does with a batch, whatever reads the films: result files, a bar, the last line."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boneage_kp.cli.progress import Progress

if TYPE_CHECKING:
    from boneage_kp.engine.batch.films import FilmFile, Shard
    from boneage_kp.engine.batch.loop import FilmBatch, Outcome
    from boneage_kp.engine.batch.results import BatchResults

FEW_FILMS = 8  # so many are also told one by one
RESUMED = "resumed"


def gather(
    films: "Sequence[FilmFile]",
    batch: "FilmBatch",
    results: "BatchResults",
    in_words: Callable[[Mapping[str, Any]], str],
    on_outcome: "Callable[[Outcome], None] | None" = None,
) -> Counter[str]:
    """All films' rows into the result files; how many there are of each kind, and `RESUMED`.

    in_words:    a row in a line or two, told where films are few.
    on_outcome:  called with each as it comes.
    """
    counts: Counter[str] = Counter()
    told: list[str] = []
    bar = Progress("films", len(films))
    with results:
        for done, outcome in enumerate(batch.outcomes(films), start=1):
            results.add(outcome.row)
            if on_outcome is not None:
                on_outcome(outcome)
            counts[outcome.kind] += 1
            counts[RESUMED] += outcome.resumed
            if len(films) <= FEW_FILMS:
                told.append(in_words(outcome.row))
            bar.update(done, done)
    bar.close(len(films))
    for words in told:
        print(words)
    return counts


def tell(
    counts: Counter[str],
    kinds: Sequence[str],
    total: int,
    folder: Path,
    shard: "Shard | None" = None,
) -> None:
    """Where the results lie, and how many films there are of each kind."""
    from boneage_kp.engine.batch.results import result_paths

    told = ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind])
    more = f"; {counts[RESUMED]} of them finished before" if counts[RESUMED] else ""
    films = "1 film" if total == 1 else f"{total} films"
    print(f"{result_paths(folder, shard)[0]}: {films}, {told}{more}")
