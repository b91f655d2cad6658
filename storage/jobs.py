"""Everything that happens later: jobs in the same PostgreSQL, put there in the caller's own transaction."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from procrastinate import App, PsycopgConnector, RetryStrategy
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import plain_url, raw

Deliver = Callable[[str], Awaitable[None]]
Look = Callable[[], Awaitable[object]]
Wake = Callable[[str, str, str], Awaitable[None]]
Act = Callable[[int], Awaitable[None]]

NET_SECONDS = 20
"""A turn's replies are sent at once; the job looks after this long whether they really were."""
STALLED_SECONDS = 30
"""A worker that gave no sign of life for so long is dead."""
LOOK_CRON = "* * * * * */20"
"""How often the clock is looked at; the sixth part are seconds."""
RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


class Jobs:
    """The queue: `later` puts a job, `work` runs them until cancelled."""

    def __init__(self, url: str) -> None:
        self.app = App(connector=PsycopgConnector(conninfo=plain_url(url), min_size=1, max_size=4))
        self._deliver: Deliver | None = None
        self._wake: Wake | None = None
        self._look: Look | None = None
        self.app.task(name="deliver", queue="talk", retry=RETRY)(self._run_deliver)
        self.app.task(name="wake", queue="talk", retry=RETRY)(self._run_wake)
        self._act: Act | None = None
        self.app.task(name="act", queue="talk", retry=RETRY)(self._run_act)
        # However many processes there are, one look is put into the queue at a time, and none while one waits.
        look = self.app.task(name="look", queue="talk")(self._run_look)
        self.app.periodic(cron=LOOK_CRON, queueing_lock="look")(look)

    def serve(self, deliver: Deliver, wake: Wake, look: Look | None = None) -> None:
        """Says who delivers the lines of a chat, who wakes a conversation, and who looks at the clock."""
        self._deliver, self._wake, self._look = deliver, wake, look

    async def _run_deliver(self, chat: str) -> None:
        assert self._deliver is not None, "serve() comes before work()"  # noqa: S101 - A slip of wiring, not of input.
        await self._deliver(chat)

    async def _run_wake(self, chat: str, what: str, ref: str) -> None:
        assert self._wake is not None, "serve() comes before work()"  # noqa: S101 - A slip of wiring, not of input.
        await self._wake(chat, what, ref)

    def serve_acts(self, act: Act) -> None:
        """Says who does an act on many cases when its window ends."""
        self._act = act

    async def _run_act(self, number: str) -> None:
        assert self._act is not None, "serve_acts() comes before work()"  # noqa: S101 - A slip of wiring, not of input.
        await self._act(int(number))

    async def act(self, connection: AsyncConnection, at: datetime, number: int) -> None:
        """An act on many cases that begins at a time, unless it is undone before."""
        await self._later(connection, "act", at, number=str(number))

    async def _run_look(self, timestamp: int) -> None:  # noqa: ARG002 - The queue says for when it was.
        if self._look is not None:
            await self._look()

    async def deliver(self, connection: AsyncConnection, chat: str, now: datetime) -> None:
        """The safety net under a turn: lines that still wait are sent then."""
        await self._later(connection, "deliver", now + timedelta(seconds=NET_SECONDS), chat=chat)

    async def wake(self, connection: AsyncConnection, chat: str, at: datetime, what: str, ref: str) -> None:
        """Wakes a conversation at a time: «feedback» with a case's code, «draft» with its number."""
        await self._later(connection, "wake", at, chat=chat, what=what, ref=ref)

    async def forget(self, connection: AsyncConnection, chat: str, what: str, ref: str) -> None:
        """Takes back timers that have not rung: another result has made them pointless."""
        query = text(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'wake' AND status = 'todo' AND args ->> 'chat' = :chat"
            " AND args ->> 'what' = :what AND args ->> 'ref' = :ref"
        )
        await connection.execute(query, {"chat": chat, "what": what, "ref": ref})

    async def _later(self, connection: AsyncConnection, task: str, at: datetime, **args: str) -> None:
        # No lock of the queue: it would hold every later job of a chat back until its earlier ones are due, so that
        # one reminder of next week kept all news of this week. Order within a chat comes from the chat's own row.
        deferrer = self.app.configure_task(task, schedule_at=at, connection=await raw(connection))
        await deferrer.defer_async(**args)

    async def work(self) -> None:
        """Runs due jobs until cancelled; a job cut off by a crash is run again."""
        await self.app.run_worker_async(
            queues=["talk"], concurrency=4, install_signal_handlers=False, listen_notify=True,
            fetch_job_polling_interval=2, delete_jobs="successful",
        )  # fmt: skip

    async def rescue(self) -> None:
        """Puts jobs back that a crash cut off; their work is safe to repeat."""
        for job in await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            await self.app.job_manager.retry_job(job)

    async def open(self) -> None:
        """Connects."""
        await self.app.open_async()

    async def close(self) -> None:
        """Disconnects."""
        await self.app.close_async()
