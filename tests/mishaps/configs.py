"""Configs that cannot be used."""

from functools import partial

from tests.mishaps.scene import CONFIG, Mishap, Prepare, Scene


def _instead(old: str, new: str) -> Prepare:
    """The usual config with something else in one place."""
    assert old in CONFIG
    return lambda scene: scene.config(CONFIG.replace(old, new, 1))


def _more(text: str) -> Prepare:
    return lambda scene: scene.more(text)


def _gone(scene: Scene) -> None:
    (scene.path / "config.toml").unlink()


def _folder(scene: Scene) -> None:
    _gone(scene)
    (scene.path / "config.toml").mkdir()


def _set(name: str, value: str, scene: Scene) -> None:
    scene.patch.setenv(name, value)


CASES = (
    Mishap(name="config-missing", means="There is no config where feedbot looks for it.", command="run", prepare=_gone),
    Mishap(name="config-folder", means="What was named as the config is a folder.", command="check", prepare=_folder),
    Mishap(
        name="config-unreadable",
        means="The system does not let feedbot read the config.",
        command="-c config.toml/config.toml check",
    ),
    Mishap(
        name="config-encoding",
        means="An editor saved the config in another encoding than UTF-8.",
        command="check",
        prepare=lambda scene: scene.put("config.toml", "[feedbot]\n# Київ\n".encode("windows-1251")),
    ),
    Mishap(
        name="config-too-large",
        means="The file that was named is no config.",
        command="check",
        prepare=lambda scene: scene.put("config.toml", b"#" * (4 * 2**20 + 1)),
    ),
    Mishap(
        name="config-quotes",
        means="A text stands in the config without quotes.",
        command="check",
        prepare=_instead('name = "kernel"', "name = kernel"),
    ),
    Mishap(
        name="config-open-text",
        means="A quote at the end of a text is missing.",
        command="check",
        prepare=_instead('name = "kernel"', 'name = "kernel'),
    ),
    Mishap(
        name="config-twice",
        means="A key is written twice in the same table.",
        command="check",
        prepare=_instead('name = "kernel"', 'name = "kernel"\nname = "kernel"'),
    ),
    Mishap(
        name="config-unknown-key",
        means="A key is not spelled as feedbot knows it.",
        command="check",
        prepare=_instead('url = "http', 'adress = "http'),
    ),
    Mishap(
        name="config-unknown-table",
        means="A table has a name that feedbot does not know.",
        command="check",
        prepare=_more("[[source]]\nname = 'a'"),
    ),
    Mishap(
        name="config-wrong-value",
        means="A value is of another kind than the key wants.",
        command="check",
        prepare=_instead('kind = "feed"', 'kind = "feed"\nevery = 15'),
    ),
    Mishap(
        name="config-wrong-kind",
        means="There is no such kind of source.",
        command="check",
        prepare=_instead('kind = "feed"', 'kind = "rss"'),
    ),
    Mishap(
        name="config-missing-key",
        means="A source says not where it is.",
        command="check",
        prepare=_instead('url = "http://127.0.0.1:PORT/feed.xml"', ""),
    ),
    Mishap(
        name="config-empty",
        means="The config names no source.",
        command="check",
        prepare=partial(Scene.config, text=""),
    ),
    Mishap(
        name="config-no-such-source",
        means="A feed or channel takes from a source that is not in the config.",
        command="check",
        prepare=_instead('name = "main"', 'name = "main"\nsources = ["kernal"]'),
    ),
    Mishap(
        name="config-same-name",
        means="Two sources have one name.",
        command="check",
        prepare=_more('[[sources]]\nname = "kernel"\nkind = "feed"\nurl = "https://b.example/"'),
    ),
    Mishap(
        name="config-rule",
        means="A rule in `where` cannot be read.",
        command="check",
        prepare=_instead('name = "main"', "name = \"main\"\nwhere = 'title:storm AND ('"),
    ),
    Mishap(
        name="config-template",
        means="A template cannot be read.",
        command="check",
        prepare=_instead('kind = "console"', 'kind = "console"\ntemplate = "{{ titel }} {% if %}"'),
    ),
    Mishap(
        name="config-time-zone",
        means="There is no such time zone.",
        command="check",
        prepare=_instead("[feedbot]", '[feedbot]\ntimezone = "Kyiv"'),
    ),
    Mishap(
        name="config-token",
        means="A secret stands in the config where others may read it.",
        command="check",
        prepare=_more('[telegram]\ntoken = "123456789:AAFmadeUpForTestsAndForNothingElse00"'),
    ),
    Mishap(
        name="config-token-file",
        means="The file with the token is not there.",
        command="check",
        prepare=_more('[telegram]\ntoken_file = "token.txt"'),
    ),
    Mishap(
        name="config-token-form",
        means="What was given as the token of a bot is something else.",
        command="check",
        prepare=partial(_set, "FEEDBOT_TELEGRAM_TOKEN", "my bot"),
    ),
    Mishap(
        name="config-secret",
        means="The config names a secret that is not set.",
        command="check",
        prepare=_instead('kind = "feed"', 'kind = "feed"\nauth = { token = "${KERNEL_TOKEN}" }'),
    ),
    Mishap(
        name="config-environment",
        means="A variable of the environment has a value that its key does not take.",
        command="check",
        prepare=partial(_set, "FEEDBOT_WEB_LISTEN", "8080"),
    ),
    Mishap(
        name="config-database",
        means="The key `database` names a database that feedbot does not work with.",
        command="check",
        prepare=_instead("[feedbot]", '[feedbot]\ndatabase = "mysql://feedbot@host/feedbot"'),
    ),
    Mishap(
        name="config-many",
        means="Several things are wrong: all are told at once, each with its line.",
        command="check",
        prepare=lambda scene: scene.config(CONFIG.replace("name", "nmae").replace("enabled", "enable")),
    ),
)
