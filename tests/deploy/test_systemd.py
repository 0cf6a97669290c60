"""The systemd units: one role each, all hardened alike, and to systemd's own liking."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from clist.embedded.paths import ROOT

HOME = ROOT / "deploy" / "systemd"
UNITS = sorted(HOME.glob("*.service"))
MARK = "# The rest is the same in every unit of CLIST"
REQUIRED = [
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "CapabilityBoundingSet=",
]

units = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)


def shared(unit: Path) -> list[str]:
    """Return the lines that every unit has."""
    return unit.read_text().partition(MARK)[2].partition("\n\n[Install]")[0].strip().splitlines()


@units
def test_unit_is_hardened_like_all(unit: Path) -> None:
    assert shared(unit) == shared(UNITS[0])
    assert [line for line in REQUIRED if line not in shared(unit)] == []


@units
def test_unit_runs_one_role_within_limits(unit: Path) -> None:
    text = unit.read_text()
    roles = re.findall(r"^ExecStart=/srv/clist/\.venv/bin/python -m clist\.role ([a-z]+)", text, re.MULTILINE)
    assert (len(roles), roles[0]) == (1, re.split(r"[.@-]", unit.name)[1])
    assert re.search(r"^MemoryMax=\d+[MG]$", text, re.MULTILINE)
    assert re.search(r"^Restart=(always|on-failure)$", text, re.MULTILINE)


def test_target_starts_every_role_but_the_one_that_runs_before() -> None:
    wanted = set(re.findall(r"clist-[\w@.-]+\.service", (HOME / "clist.target").read_text()))
    assert {re.sub(r"@\d", "@", name) for name in wanted} == {unit.name for unit in UNITS} - {"clist-migrate.service"}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@units
def test_systemd_understands_the_unit(unit: Path, tmp_path: Path) -> None:
    """The program does not lie where it will, so that complaint alone is let pass."""
    for each in HOME.iterdir():
        shutil.copy(each, tmp_path)
    name = unit.name.replace("@.", "@1.")
    if name != unit.name:
        (tmp_path / unit.name).rename(tmp_path / name)
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / name)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    complaints = [line for line in (told.stdout + told.stderr).splitlines() if str(tmp_path) in line or "clist" in line]
    assert [line for line in complaints if "is not executable" not in line] == []
