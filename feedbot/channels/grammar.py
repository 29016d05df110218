"""What a template of messages may say, and the machine that reads it: Jinja, of which little is left.

Nothing is called, no loop runs over anything but the lists among the fields, and loops stand two deep at most: that a
template ends soon, and takes little memory, is plain from its text.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from feedbot.channels import filters

if TYPE_CHECKING:
    from jinja2 import Template, nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("title", "summary", "attribution", "source", "credits", "author", "link", "address"), "text"),
    **dict.fromkeys(("site", "language", "comments", "background_title"), "text"),
    **dict.fromkeys(("content", "lede", "details", "background"), "html"),
    **dict.fromkeys(("published", "updated"), "moment"),
    **dict.fromkeys(("authors", "categories", "hashtags"), "names"),
    **{"also": "others", "sources": "sources", "words": "words", "jumped": "flag", "withdrawn": "flag"},
}
"""The fields by their names, and of what kind they are."""

_PARTS: Mapping[str, Mapping[str, str]] = {
    "other": dict.fromkeys(("source", "title", "link"), "text"),
    "sources": {"count": "number", "names": "names"},
    "words": dict.fromkeys(("also", "source", "background", "updated", "read", "comments"), "text"),
    "loop": dict.fromkeys(("index", "index0", "revindex", "first", "last", "length"), "number"),
}
_ITEMS = {"names": "text", "others": "other"}
_MEANT = {
    **{"text": "content", "body": "content", "description": "summary", "date": "published", "time": "published"},
    **{"url": "link", "href": "link", "feed": "source", "name": "source", "tags": "hashtags", "host": "site"},
}
_ALLOWED = (
    "Template Output TemplateData Name Const Filter Test If For CondExpr And Or Not Compare Operand Getattr Getitem"
    " Slice Concat Keyword Tuple List Neg"
)
_NODES = frozenset(_ALLOWED.split())
_WRITTEN = {
    **{
        "Call": "a call of something",
        "Add": '"+", for which there is "~",',
        "Assign": "{% set %}",
        "Macro": "{% macro %}",
    },
    **{"Include": "{% include %}", "Import": "{% import %}", "FromImport": "{% import %}", "Extends": "{% extends %}"},
    **{"Block": "{% block %}", "Mul": '"*"', "Pow": '"**"', "Mod": '"%"', "Div": '"/"', "Sub": '"-"'},
}
_TESTS = frozenset({"defined", "none", "odd", "even"})
_DEEPEST = 24
_LOOPS = 2
_FILE = "<template>"
_SINGLE = frozenset({"br", "hr"})
_PAIRED = "a b blockquote code del div em h1 h2 h3 h4 h5 h6 i ins li ol p pre s span strike strong tg-spoiler u ul"
_TAGS = _SINGLE | frozenset(_PAIRED.split())
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*+)")
_BARE_HREF = re.compile(r"<a\s[^<>]{0,200}?href=(?![\"'])")

Fault = tuple[int, str]
"""A line of a template, from 1, and what is wrong there."""


@lru_cache(maxsize=1)
def _environment() -> "ImmutableSandboxedEnvironment":
    # Late: who sends nothing need not load it, and it takes some 25 ms.
    from jinja2 import StrictUndefined
    from jinja2.runtime import LoopContext
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Closed(ImmutableSandboxedEnvironment):
        """Gives no attribute but those that a loop counts with, and calls nothing."""

        def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:  # noqa: ARG002 - Jinja's signature
            return isinstance(obj, LoopContext) and attr in _PARTS["loop"]

        def is_safe_callable(self, obj: object) -> bool:  # noqa: ARG002 - Jinja's signature
            return False

    closed = Closed(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    closed.globals.clear()
    closed.filters.clear()
    closed.filters.update(filters.FILTERS)
    closed.tests = {name: closed.tests[name] for name in _TESTS}
    return closed


def compiled(text: str) -> "Template":
    """A template without faults, ready to be filled."""
    from jinja2 import Template, nodes

    machine = _environment()
    tree = machine.parse(text)
    inside = False
    for data in tree.find_all(nodes.TemplateData):
        data.data, inside = _broken(data.data, inside)
    return Template.from_code(machine, machine.compile(tree, filename=_FILE), {})


def _broken(data: str, inside: bool) -> tuple[str, bool]:  # noqa: FBT001 - what the last call gave
    """Text of a template whose line ends, outside of tags, are line breaks; and whether a tag is open at its end."""
    written = []
    for piece in re.split(r"([<>\n])", data):
        inside = piece == "<" or (inside and piece != ">")
        written.append("<br>" if piece == "\n" and not inside else piece)
    return "".join(written), inside


def errors() -> tuple[type[Exception], ...]:
    """What filling a template may raise when it does not fit its fields."""
    from jinja2 import TemplateError

    return TemplateError, TypeError, ValueError, ArithmeticError, LookupError


def told(error: Exception) -> Fault:
    """What such an exception says, for people."""
    from jinja2 import UndefinedError

    line, trace = 1, error.__traceback__
    while trace:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == _FILE else line
        trace = trace.tb_next
    if isinstance(error, UndefinedError):
        return line, "not every piece has the item that it names; put {% if … %} around it, or take the filter first"
    return line, f"it cannot be filled: {error}"


def faults(text: str) -> tuple[Fault, ...]:
    """What is wrong with the text of a template, by line. Never raises."""
    from jinja2 import TemplateSyntaxError

    try:
        tree = _environment().parse(text)
        checker = _Checker()
        checker.check(tree, dict(FIELDS), 0, 0)
    except TemplateSyntaxError as error:
        return ((error.lineno, _syntax(str(error.message))),)
    except RecursionError:
        return ((1, "it is nested too deeply"),)
    if not checker.found and not checker.names:
        checker.found[1, "it names no field; name one, such as {{ title }}"] = None
    return tuple(sorted(checker.found))


def names(text: str) -> frozenset[str]:
    """The fields that a template names; none for one that cannot be read."""
    from jinja2 import TemplateSyntaxError, nodes

    try:
        tree = _environment().parse(text)
        return frozenset(each.name for each in tree.find_all(nodes.Name)) & FIELDS.keys()
    except (TemplateSyntaxError, RecursionError):
        return frozenset()


def unnamed(text: str, presets: Iterable[str]) -> str:
    """What to say of a text that names no field, and so may be a preset that was meant."""
    known = [*presets]
    return (
        f'no preset is called "{text[:40]}"{_meant(text[:40], known)}; presets are {", ".join(known)}, and a template'
        " names fields, such as {{ title }}"
    )


def unclosed(text: str, html: str) -> Iterator[Fault]:
    """The elements of a template that do not end, or end without a beginning, in the HTML that it gives."""
    open_: list[str] = []
    for end, name in _TAG.findall(html):
        known = name.lower()
        if known in _SINGLE or known not in _TAGS:
            continue
        if not end:
            open_.append(known)
        elif open_ and open_[-1] == known:
            open_.pop()
        else:
            lost = open_[-1] if known in open_ else f"/{known}"
            yield _line(text, f"<{lost}"), _unpaired(lost)
            return
    for known in open_[-1:]:
        yield _line(text, f"<{known}"), _unpaired(known)


def _unpaired(name: str) -> str:
    return f"<{name}> has no beginning" if name[0] == "/" else f"<{name}> is not closed before what is around it ends"


def _line(text: str, piece: str) -> int:
    place = text.lower().find(piece)
    return text.count("\n", 0, max(place, 0)) + 1


def _syntax(message: str) -> str:
    if "end of template" in message:
        innermost = re.search(r"innermost block that needs to be closed is '(\w+)'", message)
        return f"{{% {innermost[1]} %}} is not closed" if innermost else "it ends too soon; something is not closed"
    if re.search(r"unknown tag '\w+'", message):
        word = re.findall(r"'(\w+)'", message)[0]
        return (
            f"{{% {word} %}} does not fit here; there are {{% if %}}, {{% elif %}}, {{% else %}}, {{% for %}} and ends"
        )
    if message.startswith("unexpected '}'"):
        return "a field stands in two braces: {{ title }}"
    return f"it cannot be read: {message}"


def _meant(name: str, known: Iterable[str]) -> str:
    close = _MEANT.get(name.lower()) if known is FIELDS else None
    found = [close] if close else difflib.get_close_matches(name.lower(), [*known], n=1, cutoff=0.6)
    return f'; did you mean "{found[0]}"?' if found else ""


class _Checker:
    """Goes through a template; `found` has the faults, in the order in which they were met, `names` the fields."""

    def __init__(self) -> None:
        self.found: dict[Fault, None] = {}
        self.names: set[str] = set()

    def fault(self, node: "nodes.Node", message: str) -> None:
        self.found[node.lineno, message] = None

    def check(self, node: "nodes.Node", scope: dict[str, str], depth: int, loops: int) -> str:
        """Check a node and all below it; the kind of value that it gives, "" where nothing can be said of it."""
        from jinja2 import nodes

        if type(node).__name__ not in _NODES:
            written = _WRITTEN.get(type(node).__name__, f"{type(node).__name__.lower()}")
            self.fault(node, f"{written} is not for templates of messages")
            return ""
        if depth > _DEEPEST:
            self.fault(node, "it is nested too deeply")
            return ""
        match node:
            case nodes.TemplateData():
                self.data(node)
            case nodes.Name():
                return self.name(node, scope)
            case nodes.Getattr():
                return self.part(node, self.check(node.node, scope, depth + 1, loops))
            case nodes.Getitem():
                return self.item(node, scope, depth, loops)
            case nodes.For():
                self.loop(node, scope, depth, loops)
            case nodes.Filter() | nodes.Test():
                return self.tool(node, scope, depth, loops)
            case _:
                for child in node.iter_child_nodes():
                    self.check(child, scope, depth + 1, loops)
        return ""

    def data(self, node: "nodes.TemplateData") -> None:
        for match in _TAG.finditer(node.data):
            if match[2].lower() not in _TAGS:
                line = node.lineno + node.data.count("\n", 0, match.start())
                self.found[line, f"<{match[2]}> means nothing in a message{_meant(match[2], _TAGS)}"] = None
        for match in _BARE_HREF.finditer(node.data):
            line = node.lineno + node.data.count("\n", 0, match.start())
            self.found[line, 'an address stands in quotation marks: <a href="{{ link }}">'] = None

    def name(self, node: "nodes.Name", scope: dict[str, str]) -> str:
        if node.name not in scope:
            known = _meant(node.name, FIELDS) or f"; fields are {', '.join(sorted(FIELDS))}"
            self.fault(node, f'there is no field "{node.name}"{known}')
            return ""
        self.names.update({node.name} & FIELDS.keys())
        return scope[node.name]

    def part(self, node: "nodes.Getattr", kind: str) -> str:
        parts = _PARTS.get(kind, {})
        if kind and node.attr not in parts:
            those = f"; its parts are {', '.join(parts)}" if parts else "; it has no parts"
            self.fault(node, f'nothing here is called "{node.attr}"{_meant(node.attr, parts) or those}')
        return parts.get(node.attr, "")

    def item(self, node: "nodes.Getitem", scope: dict[str, str], depth: int, loops: int) -> str:
        from jinja2 import nodes

        kind = self.check(node.node, scope, depth + 1, loops)
        self.check(node.arg, scope, depth + 1, loops)
        if isinstance(node.arg, nodes.Slice) and kind != "html":
            return kind
        number = isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)
        if kind and not (number and kind in _ITEMS):
            self.fault(node, "only a list has items, such as also[0]; to shorten a text there is the filter cut")
        return _ITEMS.get(kind, "")

    def loop(self, node: "nodes.For", scope: dict[str, str], depth: int, loops: int) -> None:
        from jinja2 import nodes

        kind = self.check(node.iter, scope, depth + 1, loops)
        if kind not in _ITEMS and not (kind == "" and self.found):
            self.fault(node, "a loop runs over a list: also, authors, categories, hashtags or sources.names")
        if loops == _LOOPS:
            self.fault(node, f"loops stand {_LOOPS} deep at most")
        if not isinstance(node.target, nodes.Name) or node.recursive:
            self.fault(node, "a loop has one name: {% for each in also %}")
            return
        within = {**scope, node.target.name: _ITEMS.get(kind, ""), "loop": "loop"}
        for child in (*([node.test] if node.test else []), *node.body):
            self.check(child, within, depth + 1, loops + 1)
        for child in node.else_:
            self.check(child, scope, depth + 1, loops)

    def tool(self, node: "nodes.Filter | nodes.Test", scope: dict[str, str], depth: int, loops: int) -> str:
        """Check a filter or a test."""
        from jinja2 import nodes

        known: Iterable[str] = filters.FILTERS if isinstance(node, nodes.Filter) else _TESTS
        if node.name not in known:
            word = "filter" if isinstance(node, nodes.Filter) else "test"
            more = _meant(node.name, known) or f"; there are {', '.join(sorted(known))}"
            self.fault(node, f'there is no {word} "{node.name}"{more}')
        for child in node.iter_child_nodes():
            self.check(child, scope, depth + 1, loops)
        return "text"
