"""Commands that were written otherwise than feedbot knows them, and names of what is not there."""

from feedbot.cli import main
from tests.mishaps.scene import CONFIG, Mishap, Reply, Scene

_FEED = b"""<rss version="2.0"><channel><title>Kernel</title><item><guid>storm</guid><title>Storm over the coast</title>
<link>https://example.org/storm</link><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""


def _visited(scene: Scene) -> None:
    """One round, after which a database with an entry is there."""
    scene.site.replies["/feed.xml"] = Reply(body=_FEED)
    main(["run", "--once"])


CASES = (
    Mishap(name="usage-command", means="There is no such command.", command="chekc"),
    Mishap(name="usage-no-command", means="A command of a group is missing.", command="opml"),
    Mishap(name="usage-option", means="There is no such option.", command="run --onec"),
    Mishap(name="usage-argument", means="Something is missing behind the command.", command="poll"),
    Mishap(name="usage-number", means="A number is out of its bounds.", command="entries --limit 0"),
    Mishap(name="usage-choice", means="An option does not take this word.", command="outbox --state lost"),
    Mishap(name="usage-rule", means="The rule of a search cannot be read.", command="search 'storm AND (ferry OR'"),
    Mishap(name="usage-since", means="A length of time cannot be read.", command="search storm --since week"),
    Mishap(name="usage-only", means="The daemon has no such part.", command="run --only sending"),
    Mishap(
        name="usage-only-on-file",
        means="Several programs share the work on PostgreSQL alone.",
        command="run --only ingest",
    ),
    Mishap(name="name-source", means="No source has this name.", command="poll kernl"),
    Mishap(name="name-source-in-file", means="No source in the config has this name.", command="pause kernl"),
    Mishap(name="name-channel", means="No channel has this name.", command="preview consol"),
    Mishap(name="name-feed", means="No feed has this name.", command="feeds renew mian"),
    Mishap(name="name-entry", means="No entry is known by this.", command="show https://example.org/storm"),
    Mishap(name="name-preview", means="No entry is known by this.", command="preview console --entry storm"),
    Mishap(name="feed-open", means="Only a private feed has a secret address.", command="feeds renew main"),
    Mishap(
        name="feed-unwritten",
        means="A private feed gets its address when it is written first.",
        command="feeds renew main",
        prepare=lambda scene: scene.config(CONFIG.replace('name = "main"', 'name = "main"\nprivate = true')),
    ),
    Mishap(
        name="source-paused",
        means="A paused source is not visited.",
        command="poll kernel",
        prepare=lambda scene: scene.config(CONFIG.replace('kind = "feed"', 'kind = "feed"\npaused = true')),
    ),
    Mishap(name="source-never-visited", means="Nothing is known of a source yet.", command="why kernel"),
    Mishap(
        name="story-same",
        means="An entry cannot be joined to itself.",
        command="story join https://example.org/storm https://example.org/storm",
        prepare=_visited,
    ),
    Mishap(
        name="story-alone",
        means="An entry is a story of its own already.",
        command="story split https://example.org/storm",
        prepare=_visited,
    ),
    Mishap(
        name="password-short", means="The password is too short to keep anybody out.", command="password", stdin="me\n"
    ),
    Mishap(name="daemon-none", means="No feedbot runs here that could be told.", command="reload"),
    Mishap(name="daemon-no-web", means="The daemon can only be asked through its web server.", command="healthcheck"),
    Mishap(
        name="daemon-silent",
        means="Nobody answers where the daemon's web server should be.",
        command="healthcheck",
        prepare=lambda scene: scene.config(CONFIG.replace("enabled = false", 'listen = "127.0.0.1:1"')),
    ),
)
