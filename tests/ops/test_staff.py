"""What staff see and do on their pages: runs and bodies, held lists, events, jobs, contests, the audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import django_rq
import pytest
from django.test import Client
from django.utils import timezone
from pytest_httpserver import HTTPServer
from rq import Queue, SimpleWorker
from selectolax.lexbor import LexborHTMLParser, LexborNode

from apps.contests.models import Contest
from apps.core.models import AuditEntry, Event, Handoff
from apps.ingest import actions
from apps.ingest.models import Body, Incident, Plan, Run
from tests.factories import ContestFactory, PlanFactory
from tests.ingest.conftest import contest

pytestmark = pytest.mark.django_db
Answer = Callable[..., None]
HOUR = timedelta(hours=1)


def page(client: Client, address: str) -> LexborHTMLParser:
    return LexborHTMLParser(client.get(address).content.decode())


def plain(node: LexborNode | None) -> str:
    """Return a node's text with runs of blanks made one."""
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def told(client: Client, address: str, **entered: object) -> list[str]:
    """Post a form and return what the next page reports."""
    answer = client.post(address, entered, follow=True)
    return [plain(node) for node in LexborHTMLParser(answer.content.decode()).css(".told li")]


def run(plan: Plan) -> Run:
    return actions.run(Plan.objects.select_related("resource").get(pk=plan.pk))


def audited() -> list[tuple[str, str, str, str]]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "by_name", "object_name", "note"))


@pytest.fixture
def held(plan: Plan, answer: Answer) -> Plan:
    """A plan whose last list is held back: it leaves out nine contests, changes one, and adds one."""
    answer(*[contest(number, title=f"Round {number}") for number in range(1, 11)])
    run(plan)
    answer(contest(1, title="Round one"), contest(99))
    run(plan)
    return Plan.objects.get(pk=plan.pk)


def test_overview_puts_what_waits_first(reader: Client, held: Plan) -> None:
    failing = PlanFactory(resource__title="CodeChef", failures=3, status="server")
    began = timezone.now() - 3 * HOUR
    Incident.objects.create(plan=failing, kind="failing", began=began, modified=began, said="HTTP 502")
    event = Event.objects.create(name="contest.moved")
    Handoff.objects.create(event=event, handler="apps.a.handlers.tell", parked=timezone.now(), tries=5)
    shown = page(reader, "/staff/")
    assert [plain(row) for row in shown.css(".to-do li")] == [
        "No worker has signed on: nothing is read.",
        "Codeforces: a list is held back the list shrank from 10 to 2 rows; it is held back until somebody accepts it",
        "1 event could not be handed on",
        "CodeChef has been failing for 3 h HTTP 502",
    ]
    assert plain(shown.css_first(".big-figures")) == "2 tries 0 failed"
    assert [plain(row.css_first("th")) for row in shown.css(".coverage tbody tr")][:2] == ["CodeChef", "Codeforces"]


def test_run_log_is_searched_and_paged(reader: Client) -> None:
    now = timezone.now()
    one, two = PlanFactory(resource__host="one.example"), PlanFactory(resource__host="two.example", subject="1234")
    runs = [
        Run.objects.create(plan=plan, started=now - number * HOUR, status=status, error=error)
        for number, (plan, status, error) in enumerate(
            [(one, "ok", ""), (two, "server", "HTTP 502"), (one, "format", "$.a: no Number"), (one, "", "")]
        )
    ]
    Run.objects.bulk_create(Run(plan=two, started=now - 50 * HOUR, status="ok") for _ in range(150))

    def found(query: str) -> list[int]:
        rows = page(reader, f"/staff/runs/?{query}").css(".log tbody tr")
        return [int(str(row.attributes["id"]).removeprefix("run-")) for row in rows]

    assert found("site=one") == [runs[0].pk, runs[2].pk, runs[3].pk]
    assert found("subject=123&status=failed") == [runs[1].pk]
    assert found("status=failed") == [runs[1].pk, runs[2].pk]
    assert found("status=format") == [runs[2].pk]
    assert found("status=running") == [runs[3].pk]
    assert found("text=number") == [runs[2].pk]
    middle = (now - 1.5 * HOUR).strftime("%Y-%m-%dT%H:%M:%S")
    assert found(f"site=e&since={middle}") == [runs[0].pk, runs[1].pk]
    assert found(f"until={middle}&status=failed") == [runs[2].pk]
    assert found("status=nonsense&before=nonsense")[:4] == [made.pk for made in runs]
    first, seen = found(""), page(reader, "/staff/runs/")
    older = page(reader, f"/staff/runs/{seen.css_first('a[rel=next]').attributes['href']}").css(".log tbody tr")
    second = [int(str(row.attributes["id"]).removeprefix("run-")) for row in older]
    assert (len(first), len(second), len({*first, *second})) == (100, 54, 154)


def test_run_shows_the_place_its_adapter_complained_of(reader: Client, plan: Plan, gateway: HTTPServer) -> None:
    bad = {**contest(7), "name": ["<script>alert(1)</script>"]}
    gateway.expect_request("/codeforces.com/api/contest.list").respond_with_json({"status": "OK", "result": [bad]})
    made = run(plan)
    shown = page(reader, f"/staff/runs/{made.pk}/")
    assert made.status == "format"
    assert plain(shown.css_first(".complaint")) == made.error
    assert plain(shown.css(".paper")[1]) == '[ "<script>alert(1)</script>" ]'
    assert json.loads(shown.css_first("pre.body").text())["result"][0]["name"] == ["<script>alert(1)</script>"]


def test_body_is_a_file_that_no_browser_shows(reader: Client, plan: Plan, answer: Answer) -> None:
    answer(contest(1))
    made = run(plan)
    answered = reader.get(f"/staff/runs/{made.pk}/body/1/")
    assert json.loads(answered.content)["result"][0]["id"] == 1
    assert (answered["Content-Type"], answered["X-Content-Type-Options"], answered["Content-Disposition"]) == (
        "application/octet-stream",
        "nosniff",
        f'attachment; filename="run-{made.pk}-call-1.body"',
    )
    assert reader.get(f"/staff/runs/{made.pk}/body/2/").status_code == 404
    Body.objects.all().delete()
    assert reader.get(f"/staff/runs/{made.pk}/body/1/").status_code == 404
    assert "not kept" in reader.get(f"/staff/runs/{made.pk}/").content.decode()


def test_run_is_ingested_again(operator: Client, plan: Plan, answer: Answer) -> None:
    answer(contest(1, title="Cup"))
    made = run(plan)
    Contest.objects.update(title="Spoilt")
    report = told(operator, f"/staff/runs/{made.pk}/replay/", note="Title spoilt.")
    again = Run.objects.get(replay_of=made)
    assert report == [f"Run {again.pk} took in 1 rows: 0 added, 1 changed."]
    assert Contest.objects.get().title == "Cup"
    assert audited() == [("run.replayed", "operator", "codeforces.com", "Title spoilt.")]
    Body.objects.all().delete()
    assert told(operator, f"/staff/runs/{made.pk}/replay/") == [
        f"Run {made.pk} kept no bodies, or they have left the archive."
    ]


def test_held_list_is_compared(reader: Client, held: Plan) -> None:
    shown = page(reader, f"/staff/lists/{held.pk}/")
    assert plain(shown.css_first(".big-figures")) == (
        "9 would go missing 1 would change 1 would be added 0 say the same"
    )
    assert [plain(row) for row in shown.css("section:has(#changed) tr")] == ["± Round 1 Title Round 1 → Round one"]
    assert plain(shown.css_first("section:has(#added) ins")) == "Codeforces Round 99 (Div. 2)"
    assert sorted(plain(node) for node in shown.css("section:has(#missing) del")) == sorted(
        f"Round {n}" for n in range(2, 11)
    )


def test_held_list_is_accepted_once(operator: Client, held: Plan) -> None:
    accept = f"/staff/lists/{held.pk}/accept/"
    assert told(operator, accept, note="True.") == ["Codeforces: the list of 2 rows is taken in, 1 of them changed."]
    assert told(operator, accept) == ["No list of this plan is held back."]
    assert audited() == [("list.accepted", "operator", "codeforces.com", "True.")]


def test_held_list_is_refused(operator: Client, held: Plan) -> None:
    assert told(operator, f"/staff/lists/{held.pk}/refuse/") == [
        "Codeforces: the list is refused; what was known stays."
    ]
    assert (Plan.objects.get(pk=held.pk).status, Contest.objects.count()) == ("refused", 10)
    assert plain(page(operator, "/staff/lists/").css_first("#staff .empty")) == "No list is held back."


@pytest.mark.parametrize("deed", ["accept", "refuse"])
def test_held_list_that_nobody_has_seen_is_not_decided_on(
    operator: Client, held: Plan, answer: Answer, deed: str
) -> None:
    shown = page(operator, f"/staff/lists/{held.pk}/").css_first("input[name=run]")
    assert shown is not None
    seen = shown.attributes["value"]
    answer(contest(1))
    run(held)
    assert told(operator, f"/staff/lists/{held.pk}/{deed}/", run=seen) == [
        "The site has sent another list meanwhile: compare again, then decide."
    ]
    assert (Plan.objects.get(pk=held.pk).status, Contest.objects.count(), audited()) == ("held", 10, [])


def test_held_list_that_came_again_the_same_is_decided_on(operator: Client, held: Plan) -> None:
    seen = Run.objects.filter(status="held").latest("pk").pk
    run(held)
    assert Run.objects.filter(status="held").count() == 2
    assert told(operator, f"/staff/lists/{held.pk}/accept/", run=seen) == [
        "Codeforces: the list of 2 rows is taken in, 1 of them changed."
    ]


def test_parked_events_are_tried_again_or_dismissed(operator: Client) -> None:
    event = Event.objects.create(name="contest.moved", payload={"contests": [1]})
    first, second = (
        Handoff.objects.create(event=event, handler=f"a.{name}", parked=timezone.now(), tries=5, error="KeyError: 1")
        for name in ("one", "two")
    )
    assert "KeyError: 1" in plain(page(operator, "/staff/events/").css_first(".ticks"))
    address = "/staff/events/answer/"
    assert told(operator, address, handoff=first.pk, retry=1) == ["1 hand-off is tried again."]
    assert told(operator, address, handoff=second.pk, dismiss=1, note="Void.") == ["1 hand-off is dismissed."]
    assert told(operator, address, handoff=first.pk, retry=1) == ["Somebody has answered it already."]
    assert told(operator, address, handoff=second.pk, dismiss=1) == ["Somebody has answered it already."]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.parked, first.tries, first.done) == (None, 0, None)
    assert second.done is not None
    assert [entry[0] for entry in audited()] == ["event.retried", "event.dismissed"]


def test_failed_jobs_are_retried_or_deleted(operator: Client) -> None:
    queue = Queue("default", connection=django_rq.get_connection())  # one that does not wait for a commit
    jobs = [queue.enqueue("math.sqrt", -1), queue.enqueue("math.sqrt", -1)]
    SimpleWorker([queue], connection=queue.connection).work(burst=True, logging_level="CRITICAL")
    shown = page(operator, "/staff/queues/")
    assert [plain(node) for node in shown.css(".ticks .reason")] == ["ValueError: math domain error"] * 2
    address = "/staff/queues/answer/"
    assert told(operator, address, job=jobs[0].id, retry=1) == ["1 job is back in its queue."]
    assert told(operator, address, job=jobs[0].id, retry=1) == ["0 jobs are back in their queues."]
    assert told(operator, address, job=[jobs[1].id, "no-such"], delete=1) == ["1 job is deleted."]
    assert (queue.count, queue.failed_job_registry.count) == (1, 0)
    assert [entry[0] for entry in audited()] == ["job.retried", "job.deleted"]


def test_source_is_fetched_now(operator: Client) -> None:
    plan = PlanFactory(resource__host="one.example", due=timezone.now() + HOUR)
    assert told(operator, "/staff/sources/fetch/", plan=plan.pk) == [
        "1 plan is due now: a worker takes it within half a minute."
    ]
    assert Plan.objects.get(pk=plan.pk).due <= timezone.now()
    assert audited() == [("source.made_due", "operator", "one.example", "")]


def test_sources_are_searched(reader: Client) -> None:
    PlanFactory(resource__host="one.example", resource__title="One")
    PlanFactory(resource__host="two.example", resource__title="Two", failures=2)
    rows = page(reader, "/staff/sources/").css(".log tbody th")
    assert [plain(row) for row in rows][:2] == ["Two", "One"]
    assert [plain(row) for row in page(reader, "/staff/sources/?q=one.ex").css(".log tbody th")] == ["One"]


def test_merge_is_confirmed_before_both_contests(operator: Client) -> None:
    old = ContestFactory(title="Cup", created=timezone.now() - 20 * HOUR)
    young = ContestFactory(title="The Cup", created=timezone.now())
    address = f"/staff/contests/merge/?contest={young.pk}&contest={old.pk}"
    shown = page(operator, address)
    assert plain(shown.css_first("h1")) == "Merge these 2 contests into one?"
    assert [plain(cell) for cell in shown.css(".side-by-side tr:first-child td")] == [
        f"#{old.pk} stays",
        f"#{young.pk}",
    ]
    assert Contest.objects.filter(merged_into=None).count() == 2
    entered = {"contest": [old.pk, young.pk], "note": "Twins."}
    assert told(operator, "/staff/contests/merge/", **entered) == [f"Merged into #{old.pk} Cup."]
    assert told(operator, "/staff/contests/merge/", **entered) == [
        "Choose at least two contests that are not merged yet."
    ]
    assert told(operator, "/staff/contests/part/", contest=young.pk) == ["1 contest stands for itself again."]
    assert audited() == [
        ("contest.merged", "operator", "The Cup", "Twins."),
        ("contest.parted", "operator", "The Cup", ""),
    ]


def test_contest_is_hidden_found_and_shown_again(operator: Client) -> None:
    cup = ContestFactory(title="Cup")
    ContestFactory(title="Round")
    assert told(operator, "/staff/contests/hide/", contest=cup.pk) == ["1 contest is hidden now."]
    assert [plain(row) for row in page(operator, "/staff/contests/?only=hidden").css(".ticks tbody th")] == ["Cup"]
    assert [plain(row) for row in page(operator, "/staff/contests/?q=rou").css(".ticks tbody th")] == ["Round"]
    assert told(operator, "/staff/contests/show/", contest=cup.pk) == ["1 contest is shown again."]
    assert operator.get("/staff/contests/burn/?contest=1").status_code == 404


def test_audit_is_filtered(operator: Client) -> None:
    one, two = ContestFactory(title="One"), ContestFactory(title="Two")
    for contest_, deed in ((one, "hide"), (two, "hide"), (one, "show")):
        operator.post(f"/staff/contests/{deed}/", {"contest": contest_.pk, "note": f"{deed}!"})

    def found(query: str) -> list[str]:
        rows = page(operator, f"/staff/audit/?{query}").css(".log tbody tr")
        return [" ".join(plain(cell) for cell in row.css("td:nth-child(3), th, td:nth-child(5)")) for row in rows]

    everything = [
        f"contest.shown One contests.contest #{one.pk} hidden true → false",
        f"contest.hidden Two contests.contest #{two.pk} hidden false → true",
        f"contest.hidden One contests.contest #{one.pk} hidden false → true",
    ]
    assert found("") == everything
    assert found("by=OPERATOR&action=hidden") == everything[1:]
    assert found(f"target=%23{two.pk}") == found("target=two") == [everything[1]]
    assert found("by=nobody") == []


@pytest.mark.parametrize("rows", [1, 20])
def test_overview_takes_as_many_queries_for_twenty_sources(
    reader: Client, rows: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    PlanFactory.create_batch(rows, failures=1, status="server")
    with django_assert_max_num_queries(13):  # session, user, rights, version, held, parked, incidents, hours, coverage
        assert reader.get("/staff/").status_code == 200
