"""Lists that are held back: what staff do to them, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.core.errors import Refused
from apps.core.models import AuditEntry
from apps.ingest import actions
from apps.ingest.models import Plan, Run
from tests.ingest.conftest import contest

Answer = Callable[..., None]


def run(plan: Plan) -> Run:
    plan.refresh_from_db()
    return actions.run(plan)


def test_refused_list_stays_refused_until_the_site_sends_another(plan: Plan, answer: Answer) -> None:
    person = User.objects.create_user("ada")
    answer(*[contest(number) for number in range(1, 11)])
    succeeded = run(plan).started
    answer(contest(1, title="Other"))
    held = run(plan)
    plan.refresh_from_db()
    assert actions.refuse_list(plan, by=person, note="They are moving house.") == held
    again = run(plan)
    assert (again.status, again.rows) == ("refused", 1)
    assert again.error == f"the same short list as that of run {held.pk}, which staff refused"
    plan.refresh_from_db()
    assert (plan.status, plan.rows, plan.succeeded, plan.failures) == ("refused", 10, succeeded, 0)
    with pytest.raises(Refused, match="No list"):
        actions.refuse_list(plan, by=person)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_name, entry.note) == (
        "list.refused",
        "codeforces.com",
        "They are moving house.",
    )
    assert (entry.was, entry.now) == ({"rows": 1, "run": held.pk}, {"rows": 10})
    answer(contest(1, title="Yet another"))
    assert run(plan).status == "held"


def test_what_staff_do_to_lists_is_audited(plan: Plan, answer: Answer) -> None:
    person = User.objects.create_user("ada")
    answer(*[contest(number) for number in range(1, 11)])
    first = run(plan)
    answer(contest(1))
    run(plan)
    plan.refresh_from_db()
    accepted = actions.accept_list(plan, by=person, note="It is so.")
    again = actions.replay(first, by=person)
    actions.make_due([plan], by=person)
    told = list(AuditEntry.objects.order_by("id").values_list("action", "object_name", "now", "note"))
    assert told == [
        ("list.accepted", "codeforces.com", {"rows": 1, "run": accepted.pk}, "It is so."),
        ("run.replayed", "codeforces.com", {"run": again.pk, "added": 0, "changed": 0}, ""),
        ("source.made_due", "codeforces.com", {}, ""),
    ]
