"""The one HTTP client: guarded, bounded, polite.

Every address is checked when it is dialled, after names, odd literals and redirects have become numbers, so nothing
private is reached unless `allow_private` names it. Behind a proxy, the proxy dials: what can be refused there is what
is private by its very spelling. Faults of the world come back as `Failed`.
"""

from feedbot.model import Limits
from feedbot.net.addresses import Guard, connect, guard
from feedbot.net.client import Answer, Web, open_web
from feedbot.net.targets import Options, near, place

__all__ = ["Answer", "Guard", "Limits", "Options", "Web", "connect", "guard", "near", "open_web", "place"]
