"""`madoguchi demo`: database, web and worker of the fictional city, started together and stopped together.

Nothing is restarted behind anybody's back: when one part ends, all end, and it is said which.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import yaml

from madoguchi.config import catalogues, postgres, stand_in, start
from madoguchi.demo import crowd

# The city that is shown is data beside the code.
CITY: Final = Path(__file__).resolve().parents[3] / "packs" / "hibari"
STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # the last: the terminal was closed
PORTS: Final = {"PORT": "8000", "LINE_PORT": "8100"}
PR_SET_PDEATHSIG: Final = 1  # of Linux
PATIENCE: Final = 25  # seconds that a part is given to finish what it has in hand
STARTING: Final = 90  # and that the web is given to begin, on a machine with much else to do


def demo(words: Sequence[str]) -> int:
    """Show the city until Ctrl-C. `PORT` and `LINE_PORT` in the environment move web and LINE."""
    parser = argparse.ArgumentParser(prog="madoguchi demo")
    parser.add_argument("--applications", type=int, default=None, help="how many to file on the first start")
    asked = parser.parse_args(words)
    port, line_port = (int(os.environ.get(name, usual)) for name, usual in PORTS.items())
    _heed()
    try:
        _refuse_taken(port, "PORT")
        _refuse_taken(line_port, "LINE_PORT")
        _show(port, line_port, asked.applications)
    except (PartEnded, PortTaken, postgres.CannotStart) as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("止めました。 Stopped.", flush=True)
    return 0


def _heed() -> None:
    """Let every order to stop work like Ctrl-C, but leave a terminal that was closed to nohup."""
    for order in STOPPING:
        if order != signal.SIGHUP or signal.getsignal(order) is not signal.SIG_IGN:
            signal.signal(order, signal.default_int_handler)


class PartEnded(RuntimeError):
    """A part of the demo ended by itself."""


class PortTaken(RuntimeError):
    """Something else answers where the demo should."""


def _refuse_taken(port: int, name: str) -> None:
    with closing(socket.socket()) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"ポート{port}は使われています。 Port {port} is taken: choose another one, "
                f"e.g. make demo {name}={port + 55}"
            ) from error


def _show(port: int, line_port: int, applications: int | None) -> None:
    _surround(port)
    line = _stand_in(port, line_port)
    with ExitStack() as house:
        database = None if os.environ.get("MADOGUCHI_DATABASE_URL") else house.enter_context(_database())
        house.callback(_hush)
        _furnish(applications)
        web = [sys.executable, "-m", "madoguchi.config.cli", "serve", "--port", str(port)]
        worker = [sys.executable, "-m", "madoguchi.config.cli", "worker"]
        parts = house.enter_context(_parts({"web": web, "worker": worker} | line))
        if database and database.process:
            parts = {**parts, "PostgreSQL": database.process}
        _wait_for_answer("web", port, "/healthz", parts)
        if line:
            _wait_for_answer("LINE", line_port, "/_sim/channels", parts)
        _welcome(port)
        while True:
            _check(parts)
            time.sleep(0.5)


def _surround(port: int) -> None:
    """What the settings of this process and of its parts will read."""
    city = yaml.safe_load((CITY / "city" / "city.yaml").read_text())["city"]
    here = f"http://localhost:{port}"
    surroundings = {
        "MADOGUCHI_URL_PORTAL": here,
        "MADOGUCHI_URL_DESK": here,
        "MADOGUCHI_URL_PARTNER": here,
        "MADOGUCHI_CITY_NAME": city["name"]["ja"],
        "MADOGUCHI_CITY_CODE": city["code"],
        "MADOGUCHI_CITY_NAME_EASY": city["name"]["ja-easy"],
        "MADOGUCHI_CITY_NAME_EN": city["name"]["en"],
        "MADOGUCHI_CITY_PHONE": city["phone"],
        "MADOGUCHI_MAYOR_NAME": city["mayor"]["name"],
        "MADOGUCHI_SEAL_IMAGE": str(CITY / "city" / "seal.svg"),
        "MADOGUCHI_MAIL_FROM": f"no-reply@{city['mail_domain']}",
    }
    os.environ["MADOGUCHI_DEMO"] = "1"
    for name, value in surroundings.items():
        os.environ.setdefault(name, value)


def _stand_in(port: int, line_port: int) -> dict[str, Sequence[str]]:
    """LINE on this machine, unless the settings lead to the real one."""
    if os.environ.get("MADOGUCHI_LINE_CHANNEL_ID"):
        return {}
    seed = _var() / "line" / "seed.json"
    here, at = f"http://localhost:{port}", f"http://localhost:{line_port}"
    known = stand_in.prepare(
        seed,
        people=CITY / "city" / "line.yaml",
        crowd=crowd.seed(),
        name=os.environ["MADOGUCHI_CITY_NAME"],
        here=here,
    )
    os.environ.update(stand_in.settings(known, at=at), LINE_SIM="1")
    return {"LINE": stand_in.command(seed, line_port)}


def _var() -> Path:
    return Path(os.environ.get("MADOGUCHI_VAR", "var")).resolve()


def _database() -> postgres.Server:
    _say("PostgreSQL")
    return postgres.start(_var())


def _furnish(applications: int | None) -> None:
    """Tables, texts, static files, and on the first start the city itself."""
    _say("表と文言 tables and texts")
    catalogues.compile_all()
    start.set_up()

    from django.core.management import call_command
    from django.db import connections

    from madoguchi.base import clock
    from madoguchi.demo import loader

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    _say("市の人々と申請 people and applications of the city")
    loader.load(applications=applications, now=clock.now())
    connections.close_all()


@contextmanager
def _parts(commands: Mapping[str, Sequence[str]]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Start each in a session of its own, so that Ctrl-C does not reach it, and stop all at the end."""
    tie = _tie_to_us()
    parts = {
        name: subprocess.Popen(command, start_new_session=True, preexec_fn=tie)
        for name, command in commands.items()
    }
    try:
        yield parts
    finally:
        _hush()
        for part in parts.values():
            part.terminate()
        for part in parts.values():
            _wait(part)


def _tie_to_us() -> Callable[[], None] | None:
    """What a part does before it begins: ask the kernel to stop it when we are gone, even by kill -9.

    The order outlives exec, so granian heeds it too. Other systems than Linux know no such order.
    """
    if sys.platform != "linux":
        return None
    prctl, us = ctypes.CDLL(None).prctl, os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != us:  # gone before the kernel was asked
            os._exit(1)

    return tie


def _hush() -> None:
    """Stopping takes a moment: whoever presses Ctrl-C again must not leave half of it running."""
    for order in STOPPING:
        signal.signal(order, signal.SIG_IGN)


def _wait(part: subprocess.Popen[bytes]) -> None:
    """Until the part has ended, and what it started with it."""
    with suppress(subprocess.TimeoutExpired):
        part.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(part.pid, signal.SIGKILL)
    part.wait()


def _check(parts: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, part in parts.items():
        if part.poll() is not None:
            raise PartEnded(f"{name} が終わりました。 {name} ended by itself (status {part.returncode}).")


def _wait_for_answer(name: str, port: int, path: str, parts: Mapping[str, subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + STARTING
    while not _answers(port, path):
        _check(parts)
        if time.monotonic() > until:
            raise PartEnded(f"{name} が答えません。 {name} does not answer.")
        time.sleep(0.05)


def _answers(port: int, path: str) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as web:
        try:
            web.request("GET", path)
            return web.getresponse().status == 200
        except OSError:
            return False


def _welcome(port: int) -> None:
    """Who can sign in, and how."""
    from madoguchi.base import clock
    from madoguchi.demo import phones, visitors

    here = f"http://localhost:{port}"
    residents = [f"    {each.name}  {each.address}  {each.role}" for each in visitors.residents()]
    officers = [f"    {each.name}  {each.number}  {each.role}" for each in visitors.officers(clock.now())]
    members = [f"    {each.name}  {each.number}  {each.role}" for each in visitors.members(clock.now())]
    lines = [
        "",
        f"  {os.environ['MADOGUCHI_CITY_NAME']} — 架空の市です。 A fictional city.",
        "",
        f"  {here}/demo/  ワンクリックでサインイン sign in as any of these, in one click",
        f"  {here}/demo/mailbox/  番号のほかのメール every mail that would have been sent, but no codes",
        *[
            f"  {each.address}  {each.name}さんの電話(LINEの代わり) a phone with LINE"
            for each in phones.list_phones()[:1]
        ],
        "",
        f"  {here}/  住民 residents — このデモでは番号を送りません。ワンクリックで"
        " no code is mailed in the demo: one click",
        *residents,
        f"  {here}/desk/  職員 officers — {visitors.PASSWORD} とアプリの番号 and the code of the app",
        *officers,
        f"  {here}/partner/  委託事業者 contractors — 同じく in the same way",
        *members,
        "",
        "  Ctrl-C で止まります。データは残ります。 Ctrl-C stops all; the data stays.",
        "",
    ]
    print("\n".join(lines), flush=True)


def _say(step: str) -> None:
    print(f"· {step} …", flush=True)
