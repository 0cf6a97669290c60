"""Prometheus really scrapes us, and every query of the dashboards and alerts finds the series that it asks for."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from clist import role
from clist.embedded.children import Child, end
from clist.embedded.house import listen, port_of
from clist.embedded.paths import ROOT
from clist.health import is_ready
from tests.factories import ContestFactory, PlanFactory
from tools import dashboards

DEPLOY = ROOT / "deploy"
ALERTS = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
TOKEN = "token-of-the-test"
WELL = [("clist", "up", ""), ("clist-processes", "up", ""), ("clist-processes", "up", "")]

needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="promtool is not installed (.ci/run installs prometheus)"
)
needs_prometheus = pytest.mark.skipif(
    not shutil.which("prometheus"), reason="prometheus is not installed (.ci/run installs it)"
)


class Prometheus:
    """A running Prometheus."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, **parameters: str) -> Any:
        """Return what an address of its API answers."""
        address = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(address, timeout=60) as answer:
            return json.load(answer)

    def query(self, expression: str) -> list[Any]:
        """Return the series that an expression gives now."""
        answer = self.ask("query", query=expression)
        assert answer["status"] == "success"
        return list(answer["data"]["result"])

    def finds(self, expression: str) -> bool:
        """Tell whether an expression gives series, soon: where a busy machine misses one scrape, they are away."""
        deadline = time.monotonic() + 60
        while not self.query(expression):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.5)
        return True

    def knows_enough(self) -> bool:
        """Tell whether rates can be computed: both kinds of process were scraped twice."""
        try:
            return len(self.query("count_over_time(clist_request_seconds_count{route='ops:metrics'}[5m]) >= 3")) > 0
        except OSError:
            return False


def configuration(home: Path, ports: dict[str, int]) -> str:
    """Return our configuration with the addresses of this machine, and impatient."""
    ours = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    ours["global"] = {"scrape_interval": "2s", "scrape_timeout": "2s", "evaluation_interval": "2s"}
    ours["rule_files"] = [str(DEPLOY / "prometheus" / "alerts.yml")]
    house, processes = ours["scrape_configs"]
    house["static_configs"][0]["targets"] = [f"127.0.0.1:{ports['web']}"]
    del processes["dns_sd_configs"]
    processes["static_configs"] = [{"targets": [f"127.0.0.1:{ports['web']}", f"127.0.0.1:{ports['live']}"]}]
    for job in (house, processes):
        job["authorization"]["credentials_file"] = str(home / "token")
    return yaml.safe_dump(ours)


@pytest.fixture(scope="module")
def prometheus(django_db_setup: None, django_db_blocker: Any) -> Iterator[Prometheus]:
    """Prometheus before a real gunicorn and a real Daphne on the test database, with a site and a contest in it."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    server, _, query = os.environ["DATABASE_URL"].partition("?")
    with tempfile.TemporaryDirectory(prefix="clist-prom-", dir="/tmp") as directory, django_db_blocker.unblock():
        home = Path(directory)
        plan = PlanFactory(succeeded=timezone.now(), took=timezone.timedelta(seconds=2))
        contest = ContestFactory(resource=plan.resource)
        run = plan.runs.create(started=timezone.now(), status="ok")
        environment = os.environ | {
            "DATABASE_URL": f"{server.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{query}",
            "METRICS_TOKEN": TOKEN,
        }
        (home / "token").write_text(TOKEN)
        with listen() as web, listen() as live, listen() as free:
            ports = {"web": port_of(web), "live": port_of(live), "prometheus": port_of(free)}
            free.close()
            (home / "prometheus.yml").write_text(configuration(home, ports))
            children = processes(home, environment, web=web.fileno(), live=live.fileno(), port=ports["prometheus"])
            for child in children:
                child.start()
            asked = Prometheus(ports["prometheus"])
            try:
                deadline = time.monotonic() + 180
                while not asked.knows_enough():
                    assert all(child.is_running for child in children), [child.last_words() for child in children]
                    assert time.monotonic() < deadline, asked.ask("targets")
                    is_ready(ports["web"], host="localhost", path="/health/live")
                    time.sleep(0.5)
                yield asked
            finally:
                end(children, grace=3)
                for row in (run, contest, plan, plan.resource):
                    row.delete()


def processes(home: Path, environment: dict[str, str], *, web: int, live: int, port: int) -> list[Child]:
    """Return the three programs, to be started."""
    metrics = str(home / "metrics")
    role.empty_metrics(metrics)
    arguments = [f"--config.file={home}/prometheus.yml", f"--storage.tsdb.path={home}/tsdb"]
    commands: dict[str, tuple[list[str], tuple[int, ...], dict[str, str]]] = {
        "web": (
            [sys.executable, *role.web(f"fd://{web}", workers=2, grace=1)],
            (web,),
            {"PROMETHEUS_MULTIPROC_DIR": metrics},
        ),
        "live": ([sys.executable, *role.live("--fd", str(live))], (live,), {}),
        "prometheus": (["prometheus", *arguments, f"--web.listen-address=127.0.0.1:{port}"], (), {}),
    }
    return [
        Child(name=name, command=command, log=home / f"{name}.log", environment=environment | own, inherits=inherited)
        for name, (command, inherited, own) in commands.items()
    ]


def series_of(expression: str) -> set[str]:
    """Return the names of our series in an expression."""
    return set(re.findall(r"\b(clist_\w+|up)\b(?!\s*\()", expression))


def health(prometheus: Prometheus) -> list[tuple[str, str, str]]:
    """Return job, health and last error of every target."""
    targets = prometheus.ask("targets")["data"]["activeTargets"]
    return sorted((target["labels"]["job"], target["health"], target["lastError"]) for target in targets)


@needs_prometheus
def test_all_targets_answer(prometheus: Prometheus) -> None:
    deadline = time.monotonic() + 60  # a busy machine may miss one scrape
    while (told := health(prometheus)) != WELL and time.monotonic() < deadline:
        time.sleep(1)
    assert told == WELL


@needs_prometheus
@pytest.mark.parametrize("panel", dashboards.HOUSE, ids=lambda panel: panel.title)
def test_panel_shows_something(prometheus: Prometheus, panel: dashboards.Panel) -> None:
    assert prometheus.finds(panel.query)


@needs_prometheus
@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_alert_asks_for_series_that_exist(prometheus: Prometheus, alert: dict[str, Any]) -> None:
    prometheus.query(alert["expr"])
    assert {name for name in series_of(alert["expr"]) if not prometheus.finds(name)} == set()


@needs_prometheus
def test_rules_are_loaded_without_an_error(prometheus: Prometheus) -> None:
    groups = prometheus.ask("rules")["data"]["groups"]
    assert {rule["name"]: rule["health"] for group in groups for rule in group["rules"]} == {
        alert["alert"]: "ok" for alert in ALERTS
    }


@needs_promtool
@pytest.mark.parametrize("command", [["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]])
def test_promtool_is_content(command: list[str]) -> None:
    done = subprocess.run(
        ["promtool", *command], cwd=DEPLOY / "prometheus", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_test_in_which_it_fires() -> None:
    told = yaml.safe_load((DEPLOY / "prometheus" / "alerts_test.yml").read_text())["tests"]
    fired = {case["alertname"] for test in told for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert fired == {alert["alert"] for alert in ALERTS}


def test_every_alert_says_what_to_do() -> None:
    assert [alert["alert"] for alert in ALERTS if set(alert["annotations"]) != {"summary", "remedy"}] == []
    assert {alert["labels"]["severity"] for alert in ALERTS} == {"notice", "page"}


def test_dashboards_are_those_of_the_code() -> None:
    kept = {path.name: path.read_text() for path in (DEPLOY / "grafana" / "dashboards").iterdir()}
    assert kept == dashboards.texts(), "run python tools/dashboards.py"


def test_dashboards_ask_provisioned_sources() -> None:
    provisioned = yaml.safe_load((DEPLOY / "grafana" / "provisioning" / "datasources" / "clist.yml").read_text())
    known = {source["uid"] for source in provisioned["datasources"]}
    asked = {panel["datasource"]["uid"] for text in dashboards.texts().values() for panel in json.loads(text)["panels"]}
    assert asked == known == {"prometheus", "loki"}


def test_loki_keeps_a_month_on_its_own_disk() -> None:
    loki = yaml.safe_load((DEPLOY / "loki" / "loki.yml").read_text())
    (schema,) = loki["schema_config"]["configs"]
    assert (schema["store"], schema["schema"], schema["index"]["period"]) == ("tsdb", "v13", "24h")
    assert loki["limits_config"]["retention_period"] == "744h"
    assert loki["compactor"]["retention_enabled"] is True
    assert loki["analytics"]["reporting_enabled"] is False


def test_logs_reach_loki_with_the_labels_that_the_dashboard_asks_for() -> None:
    alloy = (DEPLOY / "loki" / "config.alloy").read_text()
    labels = set(re.findall(r"(\w+) = \"\"", alloy.partition("stage.labels")[2].partition("}")[0]))
    selected = {name for panel in dashboards.LOGS for name in re.findall(r"\{(\w+)=", panel.query)}
    assert selected <= labels == {"level", "service"}
    assert "labels: com.docker.compose.service" in (ROOT / "docker-compose.yml").read_text()
    assert alloy.count("{") == alloy.count("}")
