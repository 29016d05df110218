"""structlog set-up: people read colours on a terminal, machines read logfmt or JSON elsewhere."""

import logging
import sys
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

Style = Literal["human", "logfmt", "json"]


def set_up(style: Style | None = None, *, stream: TextIO | None = None, debug: bool = False) -> None:
    """Send all logs of this process to `stream` (standard error if not given) in one style.

    No style means human on a terminal and logfmt elsewhere. Logs of libraries come through at WARNING and above.
    """
    stream = stream or sys.stderr
    style = style or ("human" if stream.isatty() else "logfmt")
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if style == "human" else "iso", utc=style != "human"),
        _one_line,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, *_last(style, colours=stream.isatty())],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debug else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Bridge(level=logging.WARNING)], level=logging.WARNING, force=True)


class _Bridge(logging.Handler):
    """Carries what libraries log into our own log, on one line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record; a stranger's malformed request is no more than a detail."""
        error = record.exc_info[1] if record.exc_info else None
        level = logging.DEBUG if record.name == "aiohttp.server" else record.levelno
        fields = {"why": f"{type(error).__name__}: {error}"} if error else {}
        structlog.get_logger().log(level, record.getMessage(), logger=record.name, **fields)


def _last(style: Style, *, colours: bool) -> list[Processor]:
    if style == "json":
        return [structlog.processors.JSONRenderer(ensure_ascii=False)]
    if style == "logfmt":
        return [structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)]
    return [structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=28)]


def _one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """No stranger's text starts a line of its own in the log, or reaches a terminal as a control sequence."""
    return {name: _clean(value) if isinstance(value, str) else value for name, value in event.items()}


def _clean(value: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in value)[:2_000]
