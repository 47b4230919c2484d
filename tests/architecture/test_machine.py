"""What a stranger's machine needs: locks without addresses, and a demo that leaves nothing in production."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys

from tests.architecture.house import ROOT, expect_none


def test_the_locks_name_no_address() -> None:
    expect_none(
        f"{lock.name}: {line}"
        for lock in (ROOT / "requirements").glob("*.txt")
        for line in lock.read_text().splitlines()
        if re.search(r"https?:|file:|^-f|index-url", line)
    )


def test_the_locks_pin_everything_by_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        pins = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==", lock.read_text(), re.M)
        hashed = re.findall(r"^[a-z0-9].*\\\n    --hash=sha256:", lock.read_text(), re.M)
        assert len(pins) == len(hashed) > 20


def test_what_others_made_is_unchanged() -> None:
    for sums in ROOT.glob("src/**/SHA256SUMS"):
        for line in sums.read_text().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256((sums.parent / name).read_bytes()).hexdigest() == digest, name


def without_demo(program: str) -> str:
    """What `program` prints in a process where the demo is off."""
    ours = {name: value for name, value in os.environ.items() if name != "MADOGUCHI_DEMO"}
    ran = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {program}"],
        env={
            **ours,
            "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


def test_without_the_demo_its_pages_do_not_exist() -> None:
    said = without_demo(
        "from django.urls import get_resolver; "
        "print([str(each.pattern) for each in get_resolver().url_patterns if 'demo' in str(each.pattern)])"
    )
    assert said == "[]"


def test_without_the_demo_its_room_is_not_installed() -> None:
    assert without_demo("import sys; print('madoguchi.demo' in sys.modules)") == "False"


def test_the_document_commands_need_no_django() -> None:
    program = "from madoguchi.config.cli import main; import sys; main(['procedure', 'schema']); "
    ran = subprocess.run(
        [sys.executable, "-c", program + "print('django' in sys.modules, file=sys.stderr)"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr.strip() == "False"
