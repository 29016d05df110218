"""Debian's nginx and Caddy on free ports of loopback, with the configurations that `deploy/` gives people."""

import asyncio
import os
import re
import shutil
import socket
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

DEPLOY = Path(__file__).parent.parent / "deploy"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


def program(name: str) -> str | None:
    """Where a server lies, None if it is not installed."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))


def nginx_conf(work: Path, root: Path, port: int) -> str:
    """The whole of nginx.conf around our site with another listen and root; with brotli where there is the module."""
    site = re.sub(r"^    listen 80;$", f"    listen 127.0.0.1:{port};", _deployed("nginx.conf"), flags=re.MULTILINE)
    site = re.sub(r"^    listen \[::\]:80;\n", "", site, flags=re.MULTILINE)
    site = re.sub(r"^    root .*;$", f"    root {root};", site, flags=re.MULTILINE)
    if BROTLI.exists():
        site = re.sub(r"^    # brotli_static on;.*$", "    brotli_static on;", site, flags=re.MULTILINE)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return "\n".join(
        [
            "daemon off;",
            "master_process off;",
            f"pid {work}/pid;",
            f"error_log {work}/log;",
            f"load_module {BROTLI};" if BROTLI.exists() else "",
            "events { worker_connections 512; }",
            "http {",
            "access_log off;",
            "sendfile on;",
            "tcp_nopush on;",
            "keepalive_requests 1000000;",
            *(f"{kind}_temp_path {work}/{kind};" for kind in kinds),
            site,
            "}",
        ]
    )


def caddyfile(work: Path, root: Path, port: int) -> str:
    """The whole Caddyfile around our site, which has another address and root."""
    site = _deployed("Caddyfile").replace("feeds.example.org {", f"http://127.0.0.1:{port} {{")
    site = re.sub(r"^\troot \* .*$", f"\troot * {root}", site, flags=re.MULTILINE)
    return "{\n\tadmin off\n\tauto_https off\n}\n" + site


def nginx(work: Path, root: Path) -> AbstractAsyncContextManager[str]:
    """nginx, serving the folder `root`/feeds while the block lasts; gives its address."""
    return _running(work, root, nginx_conf, ["nginx", "-p", str(work), "-e", f"{work}/log", "-c"])


def caddy(work: Path, root: Path) -> AbstractAsyncContextManager[str]:
    """Caddy, as `nginx`."""
    return _running(work, root, caddyfile, ["caddy", "run", "--adapter", "caddyfile", "--config"])


def _deployed(name: str) -> str:
    return (DEPLOY / name).read_text()


@asynccontextmanager
async def _running(
    work: Path, root: Path, written: Callable[[Path, Path, int], str], command: Sequence[str]
) -> AsyncIterator[str]:
    found = program(command[0])
    assert found, f"{command[0]} is not installed"
    work.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    file = work / "config"
    file.write_text(written(work, root, port))
    home = {"HOME": str(work), "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work), "GOMAXPROCS": "1"}
    process = await asyncio.create_subprocess_exec(
        found, *command[1:], str(file), stdout=PIPE, stderr=PIPE, env={**os.environ, **home}
    )
    try:
        async with asyncio.timeout(20):
            while not await _listens(port):
                assert process.returncode is None, (await process.communicate())[1].decode()
                await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
