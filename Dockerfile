# One image for the web server, the worker and the scheduler. Node is in the build stage only.

# --- Front-end files (this Node image also has the Python that the build script needs) --------------------------------
FROM node:24-bookworm AS front
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY bin/local bin/local
COPY static/scss static/scss
RUN python3 -m bin.local.frontend || { cat .local/logs/setup.log; exit 1; }

# --- The product ------------------------------------------------------------------------------------------------------
FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OUTTURN_ENV=production
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin outturn
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=front /src/build build
# Hashed names and compressed copies, once, here. The settings ask for addresses; nothing is contacted.
RUN SECRET_KEY=only-for-this-step DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    python manage.py collectstatic --noinput
USER outturn
EXPOSE 8000
CMD ["gunicorn", "council.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "3", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-", \
     "--logger-class", "council.access_log.AccessLog"]
