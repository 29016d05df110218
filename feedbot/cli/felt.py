"""What the daemon of this machine says of itself."""

import http.client
from contextlib import closing

from feedbot import doctor
from feedbot.hold import holder
from feedbot.model import Config, Failed, Settings
from feedbot.net import Answer

_MOST = 100_000
"""How many bytes of an answer are read."""


def asked(settings: Settings) -> Answer | Failed:
    """What answers at /readyz, where the pages should be; status 0 for what speaks no HTTP. Waits 5 seconds at most."""
    url = f"{place(settings)}/readyz"
    try:
        with closing(http.client.HTTPConnection(settings.host, settings.port, timeout=5)) as door:
            door.request("GET", "/readyz")
            found = door.getresponse()
            return Answer(status=found.status, url=url, headers={}, body=found.read(_MOST))
    except OSError as error:
        return Failed(fault="network", reason=(error.strerror or str(error) or type(error).__name__).lower())
    except http.client.HTTPException:
        return Answer(status=0, url=url, headers={}, body=b"")


def troubles(config: Config) -> list[str]:
    """What the daemon on an SQLite file says is wrong, or why it could not be asked; nothing while none runs."""
    settings = config.settings
    if not settings.web or not settings.database.startswith("sqlite:"):
        return []
    pid = holder(settings.state)
    found = doctor.daemon(pid, asked(settings), place(settings)) if pid is not None else ()
    return [each.why for each in found if each.level != "well"]


def place(settings: Settings) -> str:
    """Where the pages should be, for people."""
    return f"{settings.host}:{settings.port}"
