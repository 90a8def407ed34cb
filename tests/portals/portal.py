"""A whole CKAN portal on loopback: PostgreSQL, Redis, CKAN with its harvester and DataStore."""

import contextlib
import json
import logging
import os
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckan import model
from ckan.cli import load_config
from ckan.cli.db import create_from_model
from ckan.common import config
from ckan.config.middleware import make_app
from ckan.lib.jobs import Worker
from ckan.plugins.toolkit import get_action
from ckanext.datastore.cli import permissions_sql
from ckanext.harvest import queue
from werkzeug.serving import make_server

from tests.portals.services import LOOPBACK, free_port, running
from tests.portals.solr import solr

SETTINGS = """\
[app:main]
use = egg:ckan
SECRET_KEY = {secret}
api_token.jwt.encode.secret = string:{secret}
api_token.jwt.decode.secret = string:{secret}
sqlalchemy.url = postgresql://ckan@{host}:{database}/ckan
ckan.datastore.write_url = postgresql://ckan@{host}:{database}/datastore
ckan.datastore.read_url = postgresql://reader@{host}:{database}/datastore
ckan.site_url = http://{host}:{port}
ckan.site_id = default
ckan.site_title = Portale di prova
ckan.redis.url = redis://{host}:{redis}/0
solr_url = {solr}
ckan.storage_path = {folder}/storage
ckan.plugins = dcat harvest dcat_rdf_harvester datastore xloader
ckan.locale_default = it
ckan.harvest.mq.type = redis
ckan.harvest.mq.hostname = {host}
ckan.harvest.mq.port = {redis}
ckan.harvest.mq.redis_db = 1
ckanext.xloader.jobs_db.uri = sqlite:///{folder}/xloader.db
ckanext.xloader.api_token = given-later
ckanext.xloader.use_type_guessing = true
ckan.auth.create_unowned_dataset = false
"""


SECRET = "of-a-portal-that-lives-for-a-test"


@dataclass(frozen=True)
class Portal:
    """A running portal."""

    address: str
    token: str

    def action(self, called: str, **told: Any) -> Any:
        """Call an action of CKAN's API (version 3) as the administrator.

        Raises:
            AssertionError: with what CKAN says, if it refuses.
        """
        request = urllib.request.Request(
            f"{self.address}/api/3/action/{called}",
            json.dumps(told).encode(),
            {"Content-Type": "application/json", "Authorization": self.token},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["result"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{called}: {error.read().decode()[:2000]}") from error

    def page(self, path: str) -> bytes:
        """Fetch a page of the portal, as anybody."""
        with urllib.request.urlopen(self.address + path, timeout=120) as answer:
            content: bytes = answer.read()
        return content

    def harvest(self) -> None:
        """Do what the two consumers of ckanext-harvest wait to do, until nothing waits."""
        for consumer, name, call in (
            (queue.get_gather_consumer(), queue.get_gather_queue_name(), queue.gather_callback),
            (queue.get_fetch_consumer(), queue.get_fetch_queue_name(), queue.fetch_callback),
        ):
            waiting = consumer.consume(name)
            while consumer.redis.llen(consumer.routing_key):
                method, header, body = next(waiting)
                call(header, method, None, body)
        self.action("harvest_jobs_run")

    def work(self) -> None:
        """Do the jobs that wait in the background, such as loading tables."""
        Worker().work(burst=True)


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[int]:
    """Run a cluster of PostgreSQL in a folder of ours; give its port.

    PostgreSQL does not run as root: root becomes nobody in particular, in a namespace of its own.
    """
    programs = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True)
    binary = Path(programs.stdout.strip())
    humble = ["unshare", "--user", "--map-user=1000"] if os.geteuid() == 0 else []
    make = [*humble, binary / "initdb", "--no-sync", "--auth=trust", "--username=postgres"]
    make += ["--encoding=UTF8", "--locale=C.UTF-8", folder]
    subprocess.run([str(word) for word in make], check=True, capture_output=True)
    port = free_port()
    options = [f"listen_addresses={LOOPBACK}", "unix_socket_directories=", "fsync=off"]
    options += ["synchronous_commit=off", "full_page_writes=off"]
    serve = [*humble, binary / "postgres", "-D", folder, "-p", port]
    for option in options:
        serve += ["-c", option]
    with running(serve, port, folder.with_suffix(".log")):
        yield port


def sql(port: int, database: str, text: str) -> None:
    """Run statements as PostgreSQL's administrator."""
    command = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", LOOPBACK, "-p", str(port)]
    command += ["-U", "postgres", "-d", database]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)


@contextlib.contextmanager
def portal(folder: Path) -> Iterator[Portal]:
    """Set a portal up from nothing, run it, and stop all of it."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "storage").mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(postgres(folder / "postgres"))
        redis, port = free_port(), free_port()
        keep = ["redis-server", "--port", redis, "--bind", LOOPBACK, "--save", "", "--dir", folder]
        stack.enter_context(running(keep, redis, folder / "redis.log"))
        settings = folder / "ckan.ini"
        told = {"host": LOOPBACK, "port": port, "redis": redis, "folder": folder}
        told |= {"secret": SECRET, "solr": stack.enter_context(solr()), "database": database}
        settings.write_text(SETTINGS.format(**told), "utf-8")
        sql(database, "postgres", "CREATE ROLE ckan LOGIN; CREATE ROLE reader LOGIN;")
        for name in ("ckan", "datastore"):
            sql(database, "postgres", f"CREATE DATABASE {name} OWNER ckan")
        app = make_app(load_config(str(settings)))
        stack.enter_context(app._wsgi_app.test_request_context())
        create_from_model.callback()
        sql(database, "datastore", permissions_sql("ckan", "datastore", "ckan", "ckan", "reader"))
        token = administrator()
        config["ckanext.xloader.api_token"] = token
        stack.enter_context(answering(app, port))
        yield Portal(f"http://{LOOPBACK}:{port}", token)


def administrator() -> str:
    """Make an administrator; give its token."""
    context = {"ignore_auth": True, "user": ""}
    user = get_action("user_create")(
        dict(context),
        {"name": "amministratore", "email": "admin@example.org", "password": SECRET},
    )
    model.User.get(user["id"]).sysadmin = True
    model.Session.commit()
    made = get_action("api_token_create")(
        {**context, "user": user["name"]}, {"user": user["name"], "name": "test"}
    )
    return str(made["token"])


@contextlib.contextmanager
def answering(app: Any, port: int) -> Iterator[None]:
    """Answer requests to the portal in threads of this process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(LOOPBACK, port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
