"""`Store`: one rater's annotation file; an action is on the disk before it is answered.

Each action goes to the journal beside the file (append, fsync). The whole file is written in the
background, at intervals in proportion to what writing it costs, and at the end: beside it, flushed,
renamed. Killed at any moment, the file is whole, and the next start takes from the journal what it
lacks. docs/annotate.md names the files.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from boneage_kp.annotate.background_writer import BackgroundWriter
from boneage_kp.annotate.file_lock import FileLock
from boneage_kp.annotate.film_work import FilmWork
from boneage_kp.annotate.hands import Hands
from boneage_kp.annotate.journal import Journal, Kept, read_journal
from boneage_kp.annotate.watched_file import WatchedFile, digest_of, free_name
from boneage_kp.data.formats import coco
from boneage_kp.data.formats.coco_file import HandFile

Recover = Literal["ask", "apply", "aside"]
_ACTIONS_KEPT = 512


class FileChangedOutside(RuntimeError):
    """Somebody else wrote the annotation file; nothing is saved until it is settled."""


class FilmChanged(RuntimeError):
    """The film's record is no longer the one that the change was made to."""

    def __init__(self, current: FilmWork) -> None:
        super().__init__("this film was changed elsewhere, in another window perhaps")
        self.current = current


class Store:
    """The file of one rater.

    recover:  what to do with actions of a killed run when somebody else wrote the file since:
              "ask" refuses with words, "apply" lays them over it, "aside" keeps them in a file.
    source:   see `Hands`.
    """

    def __init__(
        self,
        path: Path,
        rater: str,
        standard_id: str,
        recover: Recover = "ask",
        source: HandFile | None = None,
    ) -> None:
        self.path, self.rater, self.standard_id = path, rater, standard_id
        self._source = source
        self._lock = threading.RLock()
        self._file_lock = FileLock(path.with_name(path.name + ".lock"))
        self._writing = threading.Lock()
        self._actions: OrderedDict[str, str] = OrderedDict()
        self._journal = Journal(path.with_name(path.name + ".journal"))
        try:
            self._open(recover)
        except BaseException:
            self._file_lock.release()
            raise
        self._writer = BackgroundWriter(self.write)

    def get(self, name: str) -> FilmWork | None:
        """A film's work; None where no action was saved yet."""
        with self._lock:
            return self._works.get(name)

    def works(self) -> dict[str, FilmWork]:
        """Of all films that have any, by file name."""
        with self._lock:
            return dict(self._works)

    @property
    def hands(self) -> Hands:
        """The annotation file as it was last read or written."""
        return self._hands

    def done_before(self, action: str) -> bool:
        """Whether an action of this name was saved already: its answer got lost."""
        with self._lock:
            return action in self._actions

    def save(
        self,
        name: str,
        action: str,
        version: str,
        start: FilmWork,
        change: Callable[[FilmWork], FilmWork],
    ) -> FilmWork:
        """Save one action.

        version:  of the work that the change was made to.
        start:    the film's work while none is kept.
        raises:   FilmChanged, FileChangedOutside, OSError; nothing was saved then.
        """
        with self._lock:
            current = self._works.get(name, start)
            if action in self._actions:
                return current
            if self._file.changed():
                raise FileChangedOutside(
                    f"{self.path.name} was written by somebody else; nothing was saved"
                )
            if current.version != version:
                raise FilmChanged(current)
            new = change(current)
            self._journal.append({"action": action, "work": new.as_plain()})
            self._works[name] = new
            self._note_action(action, name)
        self._writer.wake()
        return new

    @property
    def unwritten(self) -> int:
        """Actions in the journal that the whole file does not hold yet."""
        with self._lock:
            return self._journal.pending

    @property
    def trouble(self) -> str:
        """Why the whole file could not be written in the background; "" when it could."""
        return self._writer.trouble

    @property
    def changed_outside(self) -> bool:
        with self._lock:
            return self._file.changed()

    def write(self, even_if_nothing_new: bool = False) -> None:
        """Write the whole file now, if it lacks anything."""
        with self._writing:
            with self._lock:
                needed = even_if_nothing_new or self._journal.pending
                if not needed or self._file.changed():
                    return
                upto, works = self._journal.number, dict(self._works)
            beside = self.path.with_name(f".{self.path.name}.half-written")
            coco.write(self._hands.merged(works), beside)  # flushes; takes long for a long file
            digest = digest_of(beside)
            assert digest is not None, "it was just written"
            with self._lock:
                if self._file.changed():
                    beside.unlink()
                    return
                self._journal.mark_written(digest, upto)
                self._keep_backup()
                self._file.replace_by(beside)
                self._journal.restart(digest, upto)

    def settle(self, decision: Literal["reload", "keep"]) -> None:
        """After a foreign change: the file counts, or what is here; the other is kept beside."""
        if decision == "keep":
            with self._lock:
                self._file.copy_aside("foreign", numbered=True)
                self._file.note()
            self.write(even_if_nothing_new=True)
            return
        with self._writing, self._lock:
            hands = Hands(
                self.path, self.rater, self.standard_id, self._source
            )  # may refuse the file
            if self._journal.pending:
                self._journal.close()
                self._journal.path.rename(free_name(self._journal.path, "aside"))
            self._hands, self._works = hands, dict(hands.works)
            self._actions.clear()
            self._file.note()
            self._journal.restart(self._file.digest, self._journal.number)

    def close(self) -> None:
        """Write what is unwritten and let go of the file; a second call does nothing."""
        if self._writer.closed:
            return
        self._writer.close()
        try:
            self.write()
        finally:
            self._journal.close()
            self._file_lock.release()

    def _open(self, recover: Recover) -> None:
        self._file = WatchedFile(self.path)
        self._hands = Hands(self.path, self.rater, self.standard_id, self._source)
        self._works = dict(self._hands.works)
        self._backed_up = False
        kept = read_journal(self._journal.path)
        upto = self._held(kept, recover)
        lacking = [] if kept is None or upto is None else kept.after(upto)
        if kept is None or upto is None or not lacking:
            self._journal.restart(self._file.digest, 0)
            return
        for entry in lacking:
            work = FilmWork.from_plain(entry["work"])
            self._works[work.file_name] = work
            self._note_action(entry["action"], work.file_name)
        self._journal.resume(kept, upto)
        self.write()

    def _held(self, kept: Kept | None, recover: Recover) -> int | None:
        """Up to which action of a killed run the file holds everything; None for none to take."""
        if kept is None or not kept.entries:
            return None
        if self._file.digest in kept.bases:
            return kept.bases[self._file.digest]
        if recover == "apply":
            return max(kept.bases.values(), default=0)
        if recover == "aside":
            self._journal.path.rename(free_name(self._journal.path, "aside"))
            return None
        raise ValueError(
            f"{self.path}: was written by somebody else after a run that was stopped with "
            f"{len(kept.entries)} actions not yet in it. --recover apply lays these actions over "
            f"the file; --recover aside keeps them in {self._journal.path.name}.aside-1 and goes on"
        )

    def _note_action(self, action: str, name: str) -> None:
        if action:
            self._actions[action] = name
            while len(self._actions) > _ACTIONS_KEPT:
                self._actions.popitem(last=False)

    def _keep_backup(self) -> None:
        """Once a run: the file as the run found it."""
        if not self._backed_up:
            self._file.copy_aside("bak", numbered=False)
            self._backed_up = True
