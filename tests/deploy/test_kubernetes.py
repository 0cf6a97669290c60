"""The manifests: valid for Kubernetes, and every workload has its limits, its probes and no open door."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from clist.embedded.paths import ROOT

HOME = ROOT / "deploy" / "kubernetes"
FILES = sorted(path for path in HOME.glob("*.yaml") if path.name != "kustomization.yaml")
DOCUMENTS: list[dict[str, Any]] = [each for path in FILES for each in yaml.safe_load_all(path.read_text())]
WORKLOADS = [each for each in DOCUMENTS if each["kind"] in ("Deployment", "Job")]


def name_of(document: dict[str, Any]) -> str:
    return f"{document['kind']} {document['metadata']['name']}"


def kind(wanted: str) -> dict[str, dict[str, Any]]:
    """Return the documents of a kind by name."""
    return {each["metadata"]["name"]: each for each in DOCUMENTS if each["kind"] == wanted}


def container(workload: dict[str, Any]) -> dict[str, Any]:
    """Return the only container of a workload."""
    (only,) = workload["spec"]["template"]["spec"]["containers"]
    return dict(only)


documents = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
workloads = pytest.mark.parametrize("workload", WORKLOADS, ids=name_of)


@documents
def test_document_is_valid(document: dict[str, Any]) -> None:
    kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)


@documents
def test_document_names_no_namespace(document: dict[str, Any]) -> None:
    assert "namespace" not in document["metadata"]


def test_kustomization_lists_what_there_is() -> None:
    listed = yaml.safe_load((HOME / "kustomization.yaml").read_text())["resources"]
    assert sorted(listed) == sorted(
        path.name for path in FILES if path.name not in ("migrate.yaml", "secret.template.yaml")
    )


@workloads
def test_workload_has_no_privileges(workload: dict[str, Any]) -> None:
    pod, only = workload["spec"]["template"]["spec"], container(workload)
    assert (pod["securityContext"]["runAsNonRoot"], pod["automountServiceAccountToken"]) == (True, False)
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert only["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


@workloads
def test_workload_has_limits_and_probes(workload: dict[str, Any]) -> None:
    only = container(workload)
    assert set(only["resources"]["requests"]) == {"cpu", "memory"}
    assert "memory" in only["resources"]["limits"]
    served = "ports" in only
    assert ("livenessProbe" in only) == (workload["kind"] == "Deployment")
    assert ("readinessProbe" in only and "startupProbe" in only) == served


@workloads
def test_workload_is_selected_by_its_own_labels(workload: dict[str, Any]) -> None:
    labels = workload["spec"]["template"]["metadata"]["labels"]
    if workload["kind"] == "Deployment":
        assert workload["spec"]["selector"]["matchLabels"] == labels
    role = labels["app.kubernetes.io/component"]
    assert workload["metadata"]["name"] == f"clist-{role}"
    assert role == "nginx" or container(workload)["args"][0] == role.partition("-")[0]


def test_the_clock_is_never_there_twice() -> None:
    spec = kind("Deployment")["clist-cron"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    assert "clist-cron" not in kind("HorizontalPodAutoscaler")


def test_web_and_workers_scale_by_themselves() -> None:
    scalers = kind("HorizontalPodAutoscaler")
    assert set(scalers) == {"clist-web", "clist-worker"}
    assert [name for name in scalers if "replicas" in kind("Deployment")[name]["spec"]] == []
    assert {each["spec"]["minReplicas"] for each in scalers.values()} == {2}


def test_whatever_runs_more_than_once_survives_a_drained_node() -> None:
    assert set(kind("PodDisruptionBudget")) == {"clist-web", "clist-live", "clist-worker", "clist-nginx"}


def test_services_lead_to_ports_that_exist() -> None:
    deployments = kind("Deployment")
    for name, service in kind("Service").items():
        ports = {port["name"] for port in container(deployments[name])["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} == ports == {"http"}
        assert service["spec"]["selector"] == deployments[name]["spec"]["selector"]["matchLabels"]
    (rule,) = kind("Ingress")["clist"]["spec"]["rules"]
    assert rule["http"]["paths"][0]["backend"]["service"]["name"] == "clist-nginx"


def test_pods_are_closed_but_for_what_a_policy_opens() -> None:
    policies = kind("NetworkPolicy")
    default = policies["clist-default"]["spec"]
    assert default["podSelector"] == {"matchLabels": {"app.kubernetes.io/name": "clist"}}
    assert ("ingress" in default, default["policyTypes"]) == (False, ["Ingress", "Egress"])
    opened = {name for name, policy in policies.items() if policy["spec"].get("ingress")}
    assert opened == {"clist-nginx", "clist-servers"}


def test_secret_is_a_template_without_values() -> None:
    assert set(kind("Secret")["clist"]["stringData"].values()) == {""}


def test_settings_are_explained() -> None:
    explained = set(re.findall(r"^\|\s*`([A-Z][A-Z0-9_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    given = {*kind("ConfigMap")["clist"]["data"], *kind("Secret")["clist"]["stringData"]}
    assert given - explained == set()


def test_nginx_has_what_its_configuration_includes() -> None:
    replaced = kind("ConfigMap")["clist-nginx"]["data"]
    assert set(replaced) <= {path.name for path in (ROOT / "nginx" / "clist").glob("*.conf")}
    for file, text in replaced.items():
        ours = Path(ROOT / "nginx" / "clist" / file).read_text()
        assert re.findall(r"^(upstream \w+|map .* \{|geo .* \{)", text, re.MULTILINE) == re.findall(
            r"^(upstream \w+|map .* \{|geo .* \{)", ours, re.MULTILINE
        )
