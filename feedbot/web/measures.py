"""What is measured: every metric with its type, its labels, what it means, and what to do when it looks bad.

To write docs/metrics.md: `python -c 'from feedbot.web import measures; measures.write("docs")'`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from feedbot.metrics import MOST, OTHERS, READERS_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A metric; `look` says what to do when it looks bad, "" where it cannot.

    `library` has it from prometheus-client.
    """

    kind: Literal["counter", "gauge", "histogram"]
    means: str
    look: str = ""
    labels: tuple[str, ...] = ()
    library: bool = False


def _gauge(means: str, look: str = "", *labels: str) -> Measure:
    return Measure(kind="gauge", means=means, look=look, labels=labels)


def _counter(means: str, look: str = "", *labels: str) -> Measure:
    return Measure(kind="counter", means=means, look=look, labels=labels)


def _lengths(means: str, look: str = "", *labels: str) -> Measure:
    return Measure(kind="histogram", means=means, look=look, labels=labels)


def _process(kind: Literal["counter", "gauge"], means: str, look: str = "") -> Measure:
    return Measure(kind=kind, means=means, look=look, library=True)


_PROGRAM = {
    "feedbot_build_info": _gauge("1, with what runs as labels.", "", "version", "python", "database"),
    "feedbot_alive": _gauge("1 while `/healthz` answers 200.", "`/healthz` says which loop hangs; restart it."),
    "feedbot_ready": _gauge("1 while `/readyz` answers 200.", "`/readyz` says what keeps work from being done."),
    "feedbot_problems": _gauge("How many sentences `/readyz` tells.", "Read them: `feedbot healthcheck`."),
    "feedbot_loop_seconds": _lengths(
        "How long a turn of a loop took; all loops that deliver are one.", "The disk or the network is slow.", "loop"
    ),
    "feedbot_loop_failures_total": _counter(
        "Turns of a loop that ended in a fault.", "The log has `turn failed` with the reason.", "loop"
    ),
    "feedbot_loop_turned_timestamp_seconds": _gauge(
        "When a loop came round last.", "Older than four minutes: it hangs, restart feedbot and report it.", "loop"
    ),
    "feedbot_database_up": _gauge(
        "1 if the database answered this scrape; without it all that is asked of it is missing.", "See `/readyz`."
    ),
    "feedbot_database_bytes": _gauge("Size of the database.", "It grows with what is kept; see the room on the disk."),
    "feedbot_disk_free_bytes": _gauge(
        "Room left on the disk of the `state` and of the `output` folder.", "Free some; nothing is lost.", "folder"
    ),
    "feedbot_scrape_seconds": _gauge("How long the database took for this scrape.", "The disk is slow or busy."),
    "feedbot_counted_timestamp_seconds": _gauge(
        "When the numbers marked *counted* were. They are counted anew when that takes at most a hundredth of the time."
    ),
}

_SOURCES = {
    "feedbot_sources": _gauge(
        "Sources of the configuration by [state](health.md#states). *Counted.*",
        "`feedbot sources` names those that are failing, late or gone.",
        "state",
    ),
    "feedbot_ailments": _gauge(
        "What is wrong now, by its code; see [health](health.md).", "`feedbot status` says what to do.", "code"
    ),
    "feedbot_visits_total": _counter(
        "Visits by outcome: `document`, `unchanged` (304) or `failed`.",
        "`feedbot sources` and `feedbot why NAME`.",
        "outcome",
    ),
    "feedbot_visit_failures_total": _counter(
        "Failed visits by kind of fault. Many of `network` from many hosts: our own network.",
        "`feedbot why NAME` has the sentence and the remedy.",
        "fault",
    ),
    "feedbot_visit_seconds": _lengths("How long a visit took, reading included.", "Slow sites, or too little CPU."),
    "feedbot_visit_overdue_seconds": _gauge(
        "How late the visit is that is due first; 0 if none is late.", "The loop `ingest` hangs or has too much to do."
    ),
    "feedbot_visit_last_timestamp_seconds": _gauge(
        "When a source was visited last. *Counted.*", "As above; or every source is paused."
    ),
    "feedbot_fetches_total": _counter(
        "HTTP requests by class of their status, `none` where no answer came.", "`none`: the network.", "status"
    ),
    "feedbot_fetch_seconds": _lengths("How long an HTTP request took.", "Slow sites, or a slow network."),
}

_ENTRIES = {
    "feedbot_entries": _gauge("Entries in the database. *Counted.*"),
    "feedbot_entries_taken_total": _counter(
        "Entries that were `new`, `changed` or `withdrawn` by their source.",
        "No new ones for long: look at the sources.",
        "what",
    ),
    "feedbot_entry_last_timestamp_seconds": _gauge("When the newest entry was recorded.", "As above."),
}

_CHANNELS = {
    "feedbot_deliveries_owed": _gauge(
        "Deliveries that a channel is owed, due or not.", "It grows: see the lane, and `feedbot outbox`.", "channel"
    ),
    "feedbot_delivery_overdue_seconds": _gauge(
        "For how long the first delivery of a channel has been due.", "`feedbot outbox` says why.", "channel"
    ),
    "feedbot_deliveries_promised_total": _counter(
        "Deliveries ever promised to a channel; from the database, so it survives restarts.", "", "channel"
    ),
    "feedbot_deliveries_parked": _gauge(
        "Deliveries set aside for a person to look at. *Counted.*",
        "`feedbot outbox --state parked`, then `feedbot outbox retry`.",
        "channel",
    ),
    "feedbot_deliveries_dropped": _gauge(
        "Deliveries that will not be sent: too old, withdrawn, held. *Counted.*",
        "It jumps: the channel was away longer than `max_age`.",
        "channel",
    ),
    "feedbot_sends_unknown": _gauge(
        "Sends whose answer was lost, from the database: each may stand twice if it was sent again. *Counted.*",
        'It grows: the network breaks, or feedbot is killed. `on_unknown = "probe"` finds out.',
        "channel",
    ),
    "feedbot_lane_wait_seconds": _gauge(
        "How long until a channel may send again: its pace, flood control, or a fault.",
        "Long: see failures.",
        "channel",
    ),
    "feedbot_lane_late_seconds": _gauge(
        "For how long a channel could have sent what is due, and did not.", "Minutes: delivering hangs.", "channel"
    ),
    "feedbot_lane_failures": _gauge(
        "Faults of a channel in a row.", "`feedbot outbox` has the last reason.", "channel"
    ),
    "feedbot_lane_gone": _gauge(
        "1 where a chat takes nothing any more.", "Let the bot in again, then `feedbot outbox retry`.", "channel"
    ),
    "feedbot_probes_total": _counter("Lost answers that were asked after; from the database.", "", "channel"),
    "feedbot_probes_found_total": _counter(
        "Those whose message stood there: doubles that were avoided; from the database.", "", "channel"
    ),
    "feedbot_probe_answers_total": _counter("What was found so: `stands`, `absent` or `unsure`.", "", "answer"),
    "feedbot_messages_total": _counter(
        "What became of parts of messages: `sent`, `flood`, `failed`, `unknown`, `refused`, `moved`, `dropped`.",
        "Not `sent`: `feedbot outbox` and the log have the reason.",
        "channel",
        "outcome",
    ),
    "feedbot_telegram_calls_total": _counter(
        "Calls of the Bot API by method and status, `none` where no answer came.",
        "429: less at once (`pace`, `burst`). 401: the token. 403: the chat. 5xx, none: wait.",
        "method",
        "status",
    ),
    "feedbot_people": _gauge(
        "People who follow something through the bot, `gone` if they left. *Counted.*", "", "state"
    ),
}

_FEEDS = {
    "feedbot_feed_changes_total": _counter("Times that a feed changed; from the database.", "", "feed"),
    "feedbot_feed_pending": _gauge("1 while a feed waits to be written.", "For minutes: the output folder.", "feed"),
    "feedbot_feed_updated_timestamp_seconds": _gauge("Since when a feed says what it says.", "", "feed"),
    "feedbot_files_written_total": _counter("Documents that were written.", "None though feeds change: the folder."),
    "feedbot_files_removed_total": _counter("Files that were taken away."),
    "feedbot_hub_subscriptions": _gauge(
        "Sources with a WebSub hub: `active`, `waiting` for its answer, `failing`. *Counted.*",
        "Is `[web] url` reachable from outside? See [WebSub](websub.md).",
        "state",
    ),
    "feedbot_listeners": _gauge(
        "Who is told when feeds change: subscribers here and hubs elsewhere. *Counted.*",
        "`failing`: they do not answer; they are asked again by themselves.",
        "state",
    ),
    "feedbot_pushes_total": _counter("What hubs of sources brought by themselves."),
    "feedbot_hub_calls_total": _counter("Hubs and subscribers that were told of news."),
}

_CANARY = {
    "feedbot_canary_arrived_timestamp_seconds": _gauge(
        "When the last canary was made that came through everywhere; only where there is one, as all of these.",
        "Old: `feedbot why feedbot-canary` says how far the next came.",
    ),
    "feedbot_canary_overdue_seconds": _gauge("For how long none came through, while one was waited for.", "As above."),
    "feedbot_canary_patience_seconds": _gauge("How long that may be before an alarm is told."),
    "feedbot_canary_seconds": _gauge("How long the last one took.", "As `feedbot_delivery_overdue_seconds`."),
}

_PROCESS = {
    "process_cpu_seconds_total": _process("counter", "CPU time.", "Near one second a second: too much for one core."),
    "process_resident_memory_bytes": _process("gauge", "Memory in use.", "It grows for days: report it."),
    "process_virtual_memory_bytes": _process("gauge", "Address space."),
    "process_open_fds": _process("gauge", "Open files and connections.", "Near the limit: raise it, report it."),
    "process_max_fds": _process("gauge", "How many there may be."),
    "process_start_time_seconds": _process("gauge", "When the process began.", "It changes by itself: see the log."),
}

GROUPS: Mapping[str, Mapping[str, Measure]] = {
    "The program": _PROGRAM,
    "Sources": _SOURCES,
    "Entries": _ENTRIES,
    "Channels": _CHANNELS,
    "Feeds and WebSub": _FEEDS,
    "The canary": _CANARY,
    "The process": _PROCESS,
}
"""All metrics by name, in groups as people read them."""

MEASURES: Mapping[str, Measure] = {name: each for group in GROUPS.values() for name, each in group.items()}
"""All metrics by name."""

_HEAD = f"""\
<!-- Made from the program by feedbot.web.measures; edit the descriptions there. -->
# Metrics

`/metrics` has what follows, in the text format of Prometheus, or as OpenMetrics where that is asked for. It is for
those who run feedbot: open to this machine, and to whoever sends the password as a bearer token, as all of the
[API](api.md) is. For Prometheus:

```yaml
scrape_configs:
  - job_name: feedbot
    authorization: {{credentials_file: /etc/prometheus/feedbot-password}}
    static_configs: [{{targets: ["127.0.0.1:8080"]}}]
```

Without a password leave `authorization` out, and let Prometheus run on the same machine. A board for Grafana is
[grafana.json](../deploy/grafana.json), rules for alarms are [alerts.yml](../deploy/alerts.yml).

- There is no label for each source, since there may be thousands: they are counted by state, `feedbot sources` names
  them. A label `channel` or `feed` has the first {MOST} of the configuration by name, `{OTHERS}` for all others
  together, and `{READERS_ALL}` for the channels of people: sums of what can be added, else the worst.
- Lengths are in seconds, moments in seconds since 1970 (`time() - ...` gives an age).
- A counter begins at 0 with the process, if it does not say that it is from the database. Each process has its own, and
  what is asked of the database is the same in all of them: take `max` of it where there are several. Those that run
  without the part `web` show theirs with `feedbot run --only PARTS --listen HOST:PORT`.
- A scrape asks the database 8 questions, which indexes and small tables answer however much is stored, and 11 more for
  what is *counted* when it is time for that, and 3 where there is a canary.
"""


def write(folder: str) -> None:
    """Write docs/metrics.md into a folder that exists."""
    Path(folder, "metrics.md").write_text(markdown(), encoding="utf-8")


def markdown() -> str:
    """The page of all metrics."""
    parts = [_HEAD]
    for title, group in GROUPS.items():
        rows = [_row(name, measure) for name, measure in group.items()]
        parts.append(
            "\n".join([f"## {title}", "", "|metric|labels|means|if it looks bad|", "|---|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


def _row(name: str, measure: Measure) -> str:
    labels = ", ".join(f"`{label}`" for label in measure.labels)
    return f"|`{name}`<br>{measure.kind}|{labels}|{measure.means}|{measure.look}|"
