"""Every periodic job, in one list: run by `manage.py rqcron clist/cron.py`, once; a second one does no harm."""

from django.conf import settings
from rq import cron

from apps.accounts import jobs as account_jobs
from apps.core import jobs as core_jobs
from apps.ingest import jobs as ingest_jobs
from apps.standings import jobs as standings_jobs
from clist import clock_watch

clock_watch.watch()
LOOK_EVERY = max(5, min(30, settings.FETCH_LIVE_INTERVAL))

cron.register(ingest_jobs.fetch_due, queue_name="clock", interval=LOOK_EVERY, result_ttl=0)
cron.register(ingest_jobs.mark_late, queue_name="clock", interval=60, result_ttl=0)
cron.register(core_jobs.dispatch, queue_name="clock", interval=60, result_ttl=0)
cron.register(ingest_jobs.plan_more, queue_name="default", interval=300, result_ttl=0)
cron.register(ingest_jobs.rank_wanted, queue_name="default", interval=300, result_ttl=0)
cron.register(ingest_jobs.prune, queue_name="default", cron="17 3 * * *", result_ttl=0)
cron.register(core_jobs.prune_events, queue_name="default", cron="37 3 * * *", result_ttl=0)
cron.register(standings_jobs.weigh_globally, queue_name="default", cron="7 * * * *", result_ttl=0)
cron.register(standings_jobs.rate_countries, queue_name="default", cron="47 3 * * *", result_ttl=0)
cron.register(standings_jobs.survey_sites, queue_name="default", cron="27 * * * *", result_ttl=0)
cron.register(account_jobs.relist_accounts, queue_name="default", interval=120, result_ttl=0)
cron.register(account_jobs.fold_names, queue_name="default", interval=300, result_ttl=0)
