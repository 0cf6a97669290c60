"""Writes the Grafana dashboards of deploy/grafana/dashboards from the short list of panels below."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[1] / "deploy" / "grafana" / "dashboards"
WIDTH, HEIGHT, ACROSS = 8, 7, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One chart: what it is called, what it asks Prometheus or Loki, how a series is named, and its unit."""

    title: str
    query: str
    legend: str = ""
    unit: str = "short"
    kind: str = "timeseries"  # or stat, table, logs
    source: str = "prometheus"


HOUSE = (
    Panel(
        title="Sources that are late",
        query="count(clist_source_age_seconds > 4 * clist_source_interval_seconds) or vector(0)",
        kind="stat",
    ),
    Panel(title="Sources that fail", query="count(clist_source_failures > 0) or vector(0)", kind="stat"),
    Panel(
        title="Failed requests",
        query='(sum(rate(clist_request_seconds_count{status="5xx"}[5m])) or vector(0))'
        " / sum(rate(clist_request_seconds_count[5m]))",
        unit="percentunit",
        kind="stat",
    ),
    Panel(
        title="Late: age of the last success in intervals, the worst ten",
        query="topk(10, clist_source_age_seconds / clist_source_interval_seconds)",
        legend="{{site}} {{ability}}",
    ),
    Panel(title="Late: due plans that wait", query="clist_plans_late_seconds", legend="first due plan", unit="s"),
    Panel(title="Late: events", query="clist_events_late_seconds", legend="oldest event", unit="s"),
    Panel(
        title="Failing: tries in a row",
        query="clist_source_failures > 0 or clist_source_failures * 0",
        legend="{{site}}",
    ),
    Panel(title="Failing: tries of the last hour", query="clist_runs_last_hour", legend="{{status}}"),
    Panel(
        title="Failing: answers by kind",
        query="sum by (status) (rate(clist_request_seconds_count[5m]))",
        legend="{{status}}",
        unit="reqps",
    ),
    Panel(
        title="Slow: 19 of 20 requests are faster than",
        query="histogram_quantile(0.95, sum by (le) (rate(clist_request_seconds_bucket[5m])))",
        legend="19 of 20",
        unit="s",
    ),
    Panel(
        title="Slow: mean by route, the worst ten",
        query="topk(10, sum by (route) (rate(clist_request_seconds_sum[5m]))"
        " / sum by (route) (rate(clist_request_seconds_count[5m])))",
        legend="{{route}}",
        unit="s",
    ),
    Panel(
        title="Slow: fetches, the worst ten",
        query="topk(10, clist_source_took_seconds)",
        legend="{{site}}",
        unit="s",
    ),
    Panel(title="Full: jobs that wait", query="clist_queue_jobs", legend="{{queue}}"),
    Panel(title="Full: how long the first job waits", query="clist_queue_age_seconds", legend="{{queue}}", unit="s"),
    Panel(title="Full: jobs that failed", query="clist_queue_failed_jobs", legend="{{queue}}"),
    Panel(title="Full: open sockets", query="sum(clist_sockets)", legend="open"),
    Panel(title="Full: database", query="clist_database_bytes", legend="database", unit="bytes"),
    Panel(title="Full: archive", query="clist_archive_bytes", legend="archive", unit="bytes"),
    Panel(title="Full: connections", query="clist_database_connections", legend="{{state}}"),
    Panel(title="Full: Valkey", query="clist_valkey_memory_bytes", legend="memory", unit="bytes"),
    Panel(title="Full: disk", query='clist_disk_bytes{part="free"}', legend="free", unit="bytes"),
    Panel(title="Contests", query="clist_contests", legend="{{state}}"),
    Panel(title="Workers", query="clist_workers", legend="workers"),
    Panel(
        title="Requests by route, the busiest ten",
        query="topk(10, sum by (route) (rate(clist_request_seconds_count[5m])))",
        legend="{{route}}",
        unit="reqps",
    ),
)

LOGS = (
    Panel(
        title="Errors a minute",
        query='sum by (logger) (count_over_time({service=~".+"} | json | level=~"error|critical" [1m]))',
        legend="{{logger}}",
        source="loki",
    ),
    Panel(title="Errors", query='{service=~".+"} | json | level=~"error|critical"', kind="logs", source="loki"),
    Panel(title="Fetches", query='{service=~"worker.*"} | json | message=~"fetch .*"', kind="logs", source="loki"),
    Panel(
        title="One request, job or run (write its name above)",
        query='{service=~".+"} |= "$name"',
        kind="logs",
        source="loki",
    ),
)


def dashboard(title: str, uid: str, panels: tuple[Panel, ...], *, variables: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a dashboard as Grafana reads it."""
    return {
        "uid": uid,
        "title": title,
        "tags": ["clist"],
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "schemaVersion": 41,
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [{"name": name, "type": "textbox", "label": name} for name in variables]},
        "panels": [_panel(panel, number) for number, panel in enumerate(panels)],
    }


def _panel(panel: Panel, number: int) -> dict[str, Any]:
    source = {"type": panel.source, "uid": panel.source}
    return {
        "id": number + 1,
        "title": panel.title,
        "type": panel.kind,
        "datasource": source,
        "gridPos": {"x": number % ACROSS * WIDTH, "y": number // ACROSS * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {
                "refId": "A",
                "datasource": source,
                "expr": panel.query,
                "legendFormat": panel.legend,
                "instant": panel.kind == "stat",
            }
        ],
    }


def texts() -> dict[str, str]:
    """Return what each file must hold."""
    made = {
        "house.json": dashboard("CLIST: late, failing, slow, full", "clist-house", HOUSE),
        "logs.json": dashboard("CLIST: logs", "clist-logs", LOGS, variables=("name",)),
    }
    return {name: json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in made.items()}


if __name__ == "__main__":
    for name, text in texts().items():
        (HOME / name).write_text(text)
