"""Files that were named and cannot be used, and those that are there already."""

from pathlib import Path

from tests.mishaps.scene import CONFIG, Mishap, Scene


def _by_hand(scene: Scene) -> None:
    """A config whose sources are written in another way."""
    source = 'sources = [{ name = "kernel", kind = "feed", url = "https://kernel.example/feed.xml" }]'
    scene.config(f'{source}\n[[feeds]]\nname = "main"\n')


def _needed(scene: Scene) -> None:
    scene.config(CONFIG.replace('name = "main"', 'name = "main"\nsources = ["kernel"]'))


def _nested(scene: Scene) -> Path:
    return scene.put("list.opml", f"<opml><body>{'<outline>' * 200}{'</outline>' * 200}</body></opml>")


CASES = (
    Mishap(name="init-there", means="`feedbot init` never writes over a config.", command="init"),
    Mishap(name="opml-missing", means="The list is not there.", command="opml import list.opml"),
    Mishap(
        name="opml-page",
        means="What was named is a page, not a list of feeds.",
        command="opml import list.opml",
        prepare=lambda scene: scene.put("list.opml", "<html><body>My feeds</body></html>"),
    ),
    Mishap(
        name="opml-text",
        means="What was named is no list of feeds.",
        command="opml import list.opml",
        prepare=lambda scene: scene.put("list.opml", "https://example.org/feed.xml\n"),
    ),
    Mishap(
        name="opml-broken",
        means="The list is cut off or damaged.",
        command="opml import list.opml",
        prepare=lambda scene: scene.put("list.opml", '<opml version="2.0"><body><outline text="a'),
    ),
    Mishap(
        name="opml-bounds",
        means="The list goes beyond a bound; it may be built to exhaust its reader.",
        command="opml import list.opml",
        prepare=_nested,
    ),
    Mishap(
        name="opml-large",
        means="The file is far larger than a list of feeds.",
        command="opml import list.opml",
        prepare=lambda scene: scene.put("list.opml", b" " * (10 * 2**20 + 1)),
    ),
    Mishap(
        name="opml-there",
        means="A list that is there is not written over.",
        command="opml export list.opml",
        prepare=lambda scene: scene.put("list.opml", ""),
    ),
    Mishap(
        name="opml-unwritten",
        means="The list cannot be written there.",
        command="opml export file/list.opml",
        prepare=lambda scene: scene.put("file", ""),
    ),
    Mishap(
        name="import-unknown",
        means="The file is of no program that feedbot can take over from.",
        command="import notes.bin",
        prepare=lambda scene: scene.put("notes.bin", b"\x00\x01\x02notes"),
    ),
    Mishap(
        name="import-cache",
        means="That program keeps no such file.",
        command="import list.opml --cache cache.db",
        prepare=lambda scene: (
            scene.put("cache.db", ""),
            scene.put(
                "list.opml",
                '<opml version="2.0"><body><outline type="rss" xmlUrl="https://a.example/"/></body></opml>',
            ),
        ),
    ),
    Mishap(
        name="template-flaws",
        means="A template cannot be read.",
        command="preview console --template '{{ titel }} {% if %}'",
    ),
    Mishap(
        name="template-encoding",
        means="A template was saved in another encoding than UTF-8.",
        command="preview console --template-file message.txt",
        prepare=lambda scene: scene.put("message.txt", "Київ".encode("windows-1251")),
    ),
    Mishap(
        name="edit-by-hand",
        means="The config is written in a way that feedbot does not change.",
        command="add https://b.example/feed.xml --force",
        prepare=_by_hand,
    ),
    Mishap(
        name="edit-needed",
        means="A feed or channel names the source that should go.",
        command="remove kernel",
        prepare=_needed,
    ),
    Mishap(
        name="edit-twice",
        means="The source is watched already.",
        command="add http://127.0.0.1:PORT/feed.xml",
    ),
    Mishap(name="add-scheme", means="Feeds are not read over this.", command="add ftp://example.org/feed.xml"),
    Mishap(
        name="add-name",
        means="The name of a source has other letters.",
        command="add https://b.example/feed.xml --name 'My Blog' --force",
    ),
    Mishap(name="add-nothing", means="No feed is at this address.", command="add http://127.0.0.1:PORT/nowhere"),
)
