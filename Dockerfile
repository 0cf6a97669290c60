# syntax=docker/dockerfile:1
# One image for every role (`web`, `live`, `worker`, `cron`, `migrate`: clist/role.py), and `proxy`, nginx with the
# static files: `docker build --target proxy`. Neither holds a secret, neither runs as root.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/clist
# Debian keeps only the newest of each release, so a version pinned here soon could not be had.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/* \
    && python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt
COPY . .
# The settings are for this step alone: the key is thrown away.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    && export SECRET_KEY PRODUCTION=1 \
        ALLOWED_HOSTS=build.invalid SITE_HOST=build.invalid STATIC_ROOT=/srv/static \
    && if [ -d locale ]; then python manage.py compilemessages --verbosity 0; fi \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q /srv/venv/lib apps clist contestweb

FROM debian:12.12-slim AS proxy
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl nginx-light libnginx-mod-http-brotli-filter \
    && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled /etc/nginx/conf.d \
    && useradd --system --uid 10002 --no-create-home front \
    && install --directory --owner=front /var/cache/nginx
COPY nginx/nginx.conf /etc/nginx/nginx.conf
COPY nginx/clist /etc/nginx/clist
COPY nginx/servers /etc/nginx/servers
COPY nginx/errors /srv/errors
COPY --from=build /srv/static /srv/static
USER 10002
EXPOSE 8080 8443
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=3s --retries=3 \
    CMD ["curl", "--silent", "--fail", "--output", "/dev/null", "http://127.0.0.1:8080/static/staticfiles.json"]
CMD ["nginx", "-g", "daemon off;"]

FROM python:3.11.14-slim-bookworm AS app
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="CLIST" \
      org.opencontainers.image.description="Programming contests of many sites in one place" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
RUN useradd --system --uid 10001 --no-create-home clist
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PRODUCTION=1 BIND=0.0.0.0 STATIC_ROOT=/srv/static CLIST_VAR=/tmp/clist
WORKDIR /srv/clist
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/clist /srv/clist
COPY --from=build /srv/static /srv/static
USER 10001
EXPOSE 8000 8001
# Each role's own check stands in docker-compose.yml; this one is right for the default role.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "clist.health", "8000"]
# Python becomes gunicorn, Daphne or the worker in place, so that process 1 is the program that signals are meant for.
ENTRYPOINT ["python", "-m", "clist.role"]
CMD ["web"]
