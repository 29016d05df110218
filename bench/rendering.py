"""What it costs to make an article's HTML the text and the entities of a message, beside a walk over a parser's tree.

A row for each kind of article, in microseconds an article (the best of several rounds): `rich` alone, with `cut` to
4,096 units and `bounded`, the same after `sanitise`, and two walks that only gather text and the names of elements with
offsets, by selectolax and by lxml; BeautifulSoup where it is installed. Then microseconds a kilobyte of hostile HTML at
two sizes: equal figures say that time grows with the length only.
"""

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from lxml import html as lxml_html
from selectolax.lexbor import LexborHTMLParser

from feedbot.text.html import sanitise
from feedbot.text.spans import bounded, cut, rich

ROUNDS = 7
PARAGRAPH = (
    "<p>Рада підтримала <a href='https://news.example.org/{0}?from=feed&amp;page=1'>план на рік</a>, видатки "
    "зростуть на <strong>3,5 %</strong>. «Ми чекали <em>цього дня</em>», — сказала міністерка. "
    "H<sub>2</sub>O, 5 км<sup>2</sup>.</p>\n"
)
HEAD = "<tr><th>Назва</th><th>Очки</th><th>Рахунок</th></tr>"
ROW = "<tr><td>Команда {0}</td><td>{0}</td><td>{0}:1</td></tr>"
ARTICLES = {
    "short": PARAGRAPH.format(1) * 2,
    "news": "<h2>Заголовок</h2>" + "".join(PARAGRAPH.format(number) for number in range(12)) + "<hr><img alt='Фото'>",
    "lists": "<ul>" + "<li>Пункт <b>один</b><ol><li>перший</li><li>другий</li></ol></li>" * 20 + "</ul>",
    "table": "<table>" + HEAD + "".join(map(ROW.format, range(20))) + "</table>",
    "code": "<pre><code class='language-py'>" + "def function(value):\n    return value\n" * 20 + "</code></pre>",
    "quotes": "<details><summary>Докладно</summary>" + PARAGRAPH.format(2) * 6 + "</details><q>Так.</q>",
}
HOSTILE = (
    "<b>",
    "<a ",
    "<table><td>x",
    "<q>x",
    "<ol reversed><li>x",
    "<details><summary>x</summary>y",
    "e\u0301",
    "<pre>\n",
)
Reading = Callable[[str], object]


def spent(read: Reading, source: str) -> float:
    """Microseconds, the best round."""
    times = max(1, 40_000 // (len(source) + 1))
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(times):
            read(source)
        best = min(best, (time.process_time() - start) / times)
    return best * 1e6


def by_lxml(source: str) -> object:
    """Text and the names of elements with offsets, by a walk."""
    found, names, offset = [], [], 0
    for event, node in import_module("lxml.etree").iterwalk(lxml_html.fromstring(source), events=("start", "end")):
        text = (node.text if event == "start" else node.tail) or ""
        names.append((node.tag, offset))
        found.append(text)
        offset += len(text.encode("utf-16-le")) // 2
    return found, names


def by_selectolax(source: str) -> object:
    """Text and the names of elements with offsets, by a walk."""
    found, names, offset = [], [], 0
    root = LexborHTMLParser(source).root
    for node in root.traverse(include_text=True) if root else ():
        names.append((node.tag, offset))
        if node.tag == "-text":
            text = node.text_content or ""
            found.append(text)
            offset += len(text.encode("utf-16-le")) // 2
    return found, names


def readers() -> Iterator[tuple[str, Reading]]:
    """What is measured, by name."""
    yield "rich", rich
    yield "to a message", lambda source: bounded(cut(rich(source), 4096))
    yield "sanitised", lambda source: bounded(cut(rich(sanitise(source)), 4096))
    yield "selectolax walk", by_selectolax
    yield "lxml walk", by_lxml
    if find_spec("bs4"):
        soup = import_module("bs4").BeautifulSoup
        yield "BeautifulSoup", lambda source: [str(text) for text in soup(source, "lxml").strings]


def main() -> None:
    """Print both tables."""
    columns = list(readers())
    print(f"{'us an article':<14}{'bytes':>8}" + "".join(f"{name:>17}" for name, _ in columns))
    for name, source in ARTICLES.items():
        row = [spent(read, source) for _, read in columns]
        print(f"{name:<14}{len(source.encode()):>8}" + "".join(f"{each:>10.0f} {each / row[0]:>5.1f}x" for each in row))
    print(f"\n{'us a KB':<34}{'100 KB':>10}{'1 MB':>10}")
    for piece in HOSTILE:
        row = [spent(rich, piece * (size // len(piece))) * 1000 / size for size in (100_000, 1_000_000)]
        print(f"{piece!r:<34}" + "".join(f"{each:>10.0f}" for each in row))


if __name__ == "__main__":
    main()
