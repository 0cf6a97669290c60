"""docker-compose.yml, .env.example and the Dockerfile: what every service owes, and that they fit together."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from clist.embedded.paths import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ROLES = ["web", "live", "worker", "worker-slow", "cron", "migrate"]
OF_COMPOSE = {"CLIST_VERSION", "HTTP_PORT", "HTTPS_PORT", "NGINX_SERVERS", "NGINX_CERTIFICATES", "GRAFANA_PORT"}
OF_COMPOSE |= {"NGINX_ACME", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "GRAFANA_PASSWORD"}
SECRETS = ["SECRET_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "METRICS_TOKEN", "GRAFANA_PASSWORD"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()

services = pytest.mark.parametrize("name", sorted(SERVICES))


def documented() -> set[str]:
    """Return the settings that docs/settings.md explains."""
    return set(re.findall(r"^\|\s*`([A-Z][A-Z0-9_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))


@services
def test_service_has_a_health_check(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check == {"disable": True} if name == "migrate" else check["test"][0] in ("CMD", "CMD-SHELL")


@services
def test_service_has_a_memory_limit_and_a_restart_policy(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])
    assert SERVICES[name]["restart"] == ("no" if name == "migrate" else "unless-stopped")


@services
def test_service_runs_a_version_that_is_named(name: str) -> None:
    image = SERVICES[name]["image"]
    assert re.search(r":(\$\{CLIST_VERSION:-local\}|v?\d[\w.]*)$", image), image


def test_root_without_powers_keeps_its_state_where_the_image_has_nothing() -> None:
    """The image gives /var/lib/alloy to another user, and only CAP_DAC_OVERRIDE would let root write there."""
    alloy = SERVICES["alloy"]
    assert (alloy["user"], alloy["cap_add"]) == ("0:0", ["DAC_READ_SEARCH"])
    assert "--storage.path=/state" in alloy["command"]
    assert "alloy:/state" in alloy["volumes"]


@services
def test_service_gains_no_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    if name != "postgres":  # its entry point gives the data to its user, then becomes that user
        assert (service["cap_drop"], service["read_only"]) == (["ALL"], True)


@services
def test_service_is_on_the_networks_it_needs(name: str) -> None:
    networks = set(SERVICES[name]["networks"])
    assert networks <= {"front", "back", "outside"}
    assert ("front" in networks) == (name == "nginx")
    assert ("ports" in SERVICES[name]) == (name in ("nginx", "grafana"))


def test_servers_cannot_be_reached_from_outside() -> None:
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert (SERVICES["postgres"]["networks"], SERVICES["valkey"]["networks"]) == (["back"], ["back"])


@pytest.mark.parametrize("secret", SECRETS)
def test_secret_must_be_filled_in(secret: str) -> None:
    uses = re.findall(rf"(?<!\$)\$\{{{secret}([^}}]*)\}}", TEXT)
    assert ":?fill in .env" in uses
    assert set(uses) <= {":?fill in .env", ""}
    assert re.search(rf"^{secret}=$", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_no_password_stands_in_the_file() -> None:
    literal = re.compile(r"(?i)^\s*\w*(password|secret|token|auth)\w*:\s+(?!\$\{)\S|://\w*:(?!\$\{)[^@/\s]+@")
    assert [line for line in TEXT.splitlines() if literal.search(line)] == []


def test_every_variable_is_explained() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", TEXT))
    inside = {name for role in ROLES for name in SERVICES[role]["environment"]}
    explained = documented()
    assert used - OF_COMPOSE - explained == set()
    assert inside - explained == set()
    assert {name for name in OF_COMPOSE if f"`{name}`" not in (ROOT / "docs" / "deploy.md").read_text()} == set()


@pytest.mark.parametrize("role", ROLES)
def test_role_is_one_that_the_image_has(role: str) -> None:
    command = SERVICES[role]["command"]
    asked = subprocess.run(
        [sys.executable, "-m", "clist.role", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert command[0] in re.findall(r"\{([\w,]+)\}", asked.stdout)[0].split(",")
    assert SERVICES[role]["image"] == SERVICES["web"]["image"]


def test_mounted_files_exist() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    sources = [re.sub(r"^\$\{\w+:-([^}]+)\}", r"\1", mount).partition(":")[0] for mount in mounts]
    ours = [
        source
        for source in sources
        if source.startswith("./") and source not in ("./nginx/acme", "./nginx/certificates")
    ]
    assert [source for source in ours if not (ROOT / source).exists()] == []
    assert len(ours) >= 5


def test_volumes_are_declared() -> None:
    mounts = [mount.partition(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]
    assert {mount for mount in mounts if re.fullmatch(r"\w+", mount)} == set(COMPOSE["volumes"])


def test_images_run_as_a_user_and_start_without_a_shell() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10002", "10001"]
    assert 'ENTRYPOINT ["python", "-m", "clist.role"]' in DOCKERFILE
    assert [line for line in DOCKERFILE.splitlines() if re.match(r"(ENTRYPOINT|CMD) [^\[]", line)] == []


def test_images_hold_no_secret() -> None:
    given = re.findall(r"^(?:ENV|ARG) .*?((?:\w*(?:KEY|PASSWORD|TOKEN|DSN))\w*)", DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert given == []
    assert {".git", ".env", ".env.*", "var", "tests"} <= set(ignored)


def test_dockerfile_satisfies_its_linter() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, "--no-color", "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
