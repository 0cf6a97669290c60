# Two images: `app` for gunicorn, Daphne, workers and cron, and `proxy`, nginx with the static files.
FROM python:3.11-slim AS app
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 STATIC_ROOT=/srv/static
WORKDIR /srv/clist
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY . .
# The key is for this step alone: settings ask for one, and collectstatic signs nothing.
RUN PRODUCTION=1 SECRET_KEY=unused python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q apps clist \
    && useradd --system --uid 10001 --no-create-home clist
USER clist
EXPOSE 8000 8001
CMD ["gunicorn", "clist.wsgi", "--bind", "0.0.0.0:8000", "--preload", \
     "--workers", "3", "--no-control-socket"]

FROM debian:12-slim AS proxy
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light libnginx-mod-http-brotli-filter \
    && rm -rf /var/lib/apt/lists/*
COPY nginx/nginx.conf /etc/nginx/nginx.conf
COPY --from=app /srv/static /srv/static
EXPOSE 80
CMD ["nginx", "-g", "daemon off;"]
