"""Work shared out to processes that are named when they fail. Safe under `spawn`, order-free.

`concurrent.futures` only says that "a process" ended; here the message names the worker, its
process number, how it ended and what it was making.
"""

import multiprocessing
import signal
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol


class WorkerError(RuntimeError):
    """A worker died or its job failed; the text says which and what to do."""


class Job(Protocol):
    """One task's work; picklable. Calls `step()` after each unit of progress."""

    def __call__(self, task: Any, step: Callable[[], None]) -> None: ...


class _Worker:
    """A process, the parent's end of its pipe and the task in its hands."""

    def __init__(self, number: int, job: Job) -> None:
        context = multiprocessing.get_context("spawn")
        self.channel, theirs = context.Pipe()
        self.name = f"worker {number}"
        self.task: Any = None
        self.process: BaseProcess = context.Process(
            target=_work, args=(job, theirs), name=f"phantom-{number}", daemon=True
        )
        self.process.start()
        # Only then does the worker notice when this process is gone.
        theirs.close()

    def give(self, task: Any) -> None:
        self.task = task
        try:
            self.channel.send(task)
        except (BrokenPipeError, ConnectionResetError):
            raise self.died() from None

    def died(self) -> WorkerError:
        self.process.join(5)
        code = self.process.exitcode
        how = f"exit code {code}"
        if code is not None and code < 0:
            how = f"ended by {signal.Signals(-code).name}"
            if -code == signal.SIGKILL:
                how += ", as the system does when memory runs out"
        return WorkerError(
            f"{self.name} (process {self.process.pid}) died ({how}) while making {self.task}; "
            "what is finished is kept: run the same command again to go on, "
            "with fewer --workers if memory was short"
        )

    def stop(self) -> None:
        if self.process.is_alive():
            self.process.terminate()
        self.process.join(10)
        self.channel.close()


def run_in_workers(
    job: Job, tasks: Sequence[Any], workers: int, on_step: Callable[[], None]
) -> None:
    """Do all tasks in `workers` processes; returns when all are done, raises `WorkerError` if not.

    tasks:    picklable; their text stands in the error message, so let it name the work.
    on_step:  called in this process for each unit of progress.
    """
    waiting = deque(tasks)
    crew: list[_Worker] = []
    try:
        crew.extend(_Worker(n + 1, job) for n in range(min(workers, len(tasks))))
        for worker in crew:
            worker.give(waiting.popleft())
        busy = {worker.channel: worker for worker in crew}
        while busy:
            for channel in wait(list(busy)):
                assert isinstance(channel, Connection)
                _hear(busy[channel], on_step)
                if busy[channel].task is None:
                    if waiting:
                        busy[channel].give(waiting.popleft())
                    else:
                        del busy[channel]
    finally:
        for worker in crew:
            worker.stop()


def _hear(worker: _Worker, on_step: Callable[[], None]) -> None:
    """Take one message of a worker; a closed pipe means that it died."""
    try:
        kind, text = worker.channel.recv()
    except (EOFError, ConnectionResetError):
        raise worker.died() from None
    if kind == "step":
        on_step()
    elif kind == "failed":
        raise WorkerError(f"{worker.name} failed while making {worker.task}:\n{text}")
    else:
        worker.task = None


def _work(job: Job, channel: Connection) -> None:
    """A worker's life: tasks from the pipe until it closes."""
    # Ctrl-C reaches the whole group; the parent decides and ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            task = channel.recv()
            try:
                job(task, lambda: channel.send(("step", "")))
                channel.send(("done", ""))
            except (BrokenPipeError, ConnectionResetError, EOFError):
                raise
            except Exception:
                channel.send(("failed", traceback.format_exc()))
        except (BrokenPipeError, ConnectionResetError, EOFError):
            return  # the parent is gone
