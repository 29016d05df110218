"""The forms of `pages.py`: each is used as a person would, and what it did is looked up."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from pages_world import PASSWORD, World
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

_PATIENCE = 10_000  # milliseconds for a button to be there
_OWN = "<b>{{ title }}</b>\n<i>{{ source }}</i>"


@dataclass(slots=True)
class Forms:
    """Every form as a person would use it, and what came of each in the store and in config.toml."""

    page: Page
    world: World
    script: bool
    faults: int = 0

    def step(self, what: str, right: bool | Callable[[], bool]) -> None:  # noqa: FBT001  # it is told beside what
        """Print and count what a form did: at once, or within some seconds, for a busy machine takes its time."""
        well = self.world.until(right, 15) if callable(right) else right
        self.faults += not well
        print(f"    {'with' if self.script else 'without'} script: {what:<46} {'well' if well else 'WRONG'}")

    def see(self, address: str) -> None:
        """Open a page."""
        self.page.goto(self.world.base + address, wait_until="load")

    def press(self, selector: str) -> str:
        """Press a button; the words of the page that comes."""
        self.page.locator(selector).first.click()
        self.page.wait_for_timeout(700)
        self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(state="detached")
        return self.page.locator("body").inner_text()

    def use(self) -> int:
        """All of them; how many did not do what they should."""
        every = (self.search, self.pause, self.add, self.remove, self.rule, self.template, self.stories)
        for form in (*every, self.retry, self.look):
            try:
                form()
            except (PlaywrightError, LookupError, ValueError) as error:
                self.step(f"{form.__name__}: {str(error).splitlines()[0]}", right=False)
        return self.faults

    def search(self) -> None:
        """Search for entries, and choose a period of stories."""
        self.see("/entries")
        self.page.fill("main input[name=q]", "мост")
        self.step("search", "Велемир" in self.press("main form button"))
        self.see("/stories")
        self.page.select_option("main select[name=days]", "7")
        self.step("stories of a week", bool(self.press("main form button")) and "days=7" in self.page.url)

    def pause(self) -> None:
        """Pause, resume, and visit now."""
        self.see("/sources/articles")
        self.press("main form[action$='/pause'] button")
        self.step("pause", lambda: self.world.source("articles").get("paused") is True)
        self.press("main form[action$='/resume'] button")
        self.step("resume", lambda: "paused" not in self.world.source("articles"))
        before = self.visits()
        self.press("main form[action$='/visit'] button")
        self.step("visit now", self.world.until(lambda: self.visits() != before))

    def visits(self) -> object:
        """When the source of articles was visited last."""
        return self.world.rows("select tried from visits where source = 'articles'")

    def add(self) -> None:
        """Look for what is not there, for what is there already, and add what is there, to the end."""
        self.see("/add")
        self.page.fill("main input[name=address]", "http://127.0.0.1:9/nothing")
        self.step("add what is not there", "127.0.0.1" in self.press("main form button"))
        self.page.fill("main input[name=address]", f"{self.world.site}/{self.script}/")
        said = self.press("main form button")
        for _ in range(20):
            if "Ferry 3" in said:
                break
            self.page.wait_for_timeout(500)
            said = self.page.locator("body").inner_text()
        self.step("look at a site: three entries shown", all(f"Ferry {number}" in said for number in (1, 2, 3)))
        self.page.fill("main input[name=name]", self.added)
        self.page.fill("main input[name=category]", "Ports")
        said = self.press("main section[aria-labelledby=found] form button")
        self.step("add: its page", self.page.url.endswith(f"/sources/{self.added}") and self.added in said)
        known = self.world.source(self.added)
        well = (known.get("url"), known.get("categories")) == (f"{self.world.site}/{self.script}/feed", ["Ports"])
        self.step("add: in config.toml", well)
        sql = "select count(*) from entries where source = ?"
        self.step("add: its entries come", self.world.until(lambda: self.world.rows(sql, self.added) == [(3,)]))
        self.see("/add")
        self.page.fill("main input[name=address]", f"{self.world.site}/{self.script}/feed")
        self.press("main form button")
        self.step("add what is there: its page named", self.page.locator(f"#flaw a[href$='{self.added}']").count() == 1)

    def remove(self) -> None:
        """Remove the source that was added, after a look back."""
        self.see(f"/sources/{self.added}")
        self.press("main form[action$='/remove'] button")
        self.step("remove: asks first", bool(self.world.source(self.added)) and "/remove" in self.page.url)
        self.press("main form[method=post][action$='/remove'] button")
        gone = not self.world.source(self.added) and self.page.url.partition("?")[0].endswith("/sources")
        self.step("remove: out of config.toml", gone)

    def rule(self) -> None:
        """Try a rule, save one for a channel and one as a new search, and have a broken one refused."""
        self.see("/rules")
        self.page.fill("main textarea[name=rule]", "мост")
        self.press("main form button[value=try]")
        self.page.wait_for_timeout(4_000)
        self.step("try a rule", "Велемир" in self.page.locator("#outcome").inner_text())
        rule = f"мост or tram{'s' * self.script}"
        self.see("/rules?target=channel:console")
        self.page.fill("main textarea[name=rule]", rule)
        self.press("main form button[value=save]")
        self.step("save a rule", lambda: rule == self.world.table("channels", "console").get("where"))
        self.step("save a rule: it is shown", rule == self.page.locator("main textarea[name=rule]").input_value())
        self.page.fill("main textarea[name=rule]", "мост and (")
        self.press("main form button[value=save]")
        kept = rule == self.world.table("channels", "console").get("where")
        said = self.page.locator("body")
        self.step("a broken rule is refused, and told", lambda: kept and "column" in said.inner_text().lower())
        self.see("/rules")
        self.page.fill("main textarea[name=rule]", "мост")
        self.page.select_option("main select[name=target]", "search:")
        self.page.fill("main input[name=name]", self.added)
        self.press("main form button[value=save]")
        self.step("save a new search", lambda: self.world.table("searches", self.added).get("where") == "мост")
        self.see("/rules?target=channel:console")
        self.page.fill("main textarea[name=rule]", "")
        self.press("main form button[value=save]")
        self.step("an empty rule takes all", lambda: not self.world.table("channels", "console").get("where"))

    def template(self) -> None:
        """Draw a template, take a preset, save one, and have a broken one refused."""
        self.see("/channels?channel=telegram")
        self.step("a template: messages are drawn", self.page.locator("#drawn .bubble").count() > 0)
        self.type("{{ title }} SEEN {{ credits }}")
        self.step("a template is drawn", lambda: "SEEN" in self.drawn())
        self.type("{% if title %}\n{{ title }}\n{{ wrong }}\n{% endif %}")
        self.step("a broken template: its line", lambda: "Line 3" in self.drawn())
        before = self.world.table("channels", "telegram").get("template")
        self.press("#template button[value=save]")
        kept = before == self.world.table("channels", "telegram").get("template")
        self.step("a broken template is refused", kept and "Line 3" in self.drawn())
        self.press("#template button[value=headline]")
        pressed = self.page.locator("#template button[value=headline]").get_attribute("aria-pressed")
        self.step("a preset is taken", pressed == "true" and "<b>" in self.page.input_value("#template textarea"))
        self.press("#template button[value=save]")
        self.step("a preset is saved by its name", lambda: self.told_template() == "headline")
        self.page.fill("#template textarea", _OWN)
        self.press("#template button[value=save]")
        self.step("a template is saved", lambda: self.told_template() == _OWN)
        self.step("a template is shown", self.page.input_value("#template textarea") == _OWN)

    def drawn(self) -> str:
        """What is drawn now."""
        return self.page.locator("#drawn").inner_text()

    def told_template(self) -> object:
        """The template of the chat in config.toml."""
        return self.world.table("channels", "telegram").get("template")

    def type(self, text: str) -> None:
        """Write a template; without script a button draws it."""
        self.page.fill("#template textarea", text)
        if not self.script:
            self.press("#template button[value=draw]")

    def stories(self) -> None:
        """Join two stories, and part them again."""
        told = [each for (each,) in self.world.rows("select id from entries where source = 'articles' order by id")]
        one, other = [each for each in told if len(self.together(each)) == 1][:2]
        self.see(f"/story?id={quote(one, safe='')}")
        self.page.fill("main input[name=other]", other)
        self.press("main form[action$='story/join'] button")
        self.step("join two stories", lambda: {one, other} == set(self.together(one)))
        self.see(f"/story?id={quote(other, safe='')}")
        self.press(f"main form[action$='story/split']:has(input[value='{one}']) button")
        self.step("part them again", lambda: [one] == self.together(one) and [other] == self.together(other))
        self.see(f"/story?id={quote(one, safe='')}")
        self.page.fill("main input[name=other]", "tag:nobody.example,2026:nothing")
        said = self.press("main form[action$='story/join'] button")
        self.step("join with what is not there: told", "tag:nobody.example" in said and [one] == self.together(one))

    def together(self, entry: str) -> list[str]:
        """The entries of the story of an entry."""
        sql = "select id from entries where story = (select story from entries where id = ?) order by id"
        return [each for (each,) in self.world.rows(sql, entry)]

    def retry(self) -> None:
        """Send again what a chat refused."""
        parked = "select count(*) from outbox where channel = 'telegram' and parked is not null"
        owed = "select count(*) from outbox where channel = 'telegram' and shown is not wanted"
        before = self.world.rows(parked)
        self.world.refusing = True
        self.world.write(f"story-{self.added}")
        self.step("a message is set aside", self.world.until(lambda: self.world.rows(parked) > before))
        self.see("/channels")
        self.world.refusing = False
        self.press("main form[action$='channels/retry'] button")
        self.step("retry a channel: told", self.page.locator("#told p").count() == 1)
        self.step("retry a channel: nothing is set aside", lambda: self.world.rows(parked) == [(0,)])
        self.step("retry a channel: all is sent", self.world.until(lambda: self.world.rows(owed) == [(0,)]))

    def look(self) -> None:
        """Choose language and colours."""
        self.see("/status")
        self.page.select_option("footer select[name=language]", "uk")
        self.page.select_option("footer select[name=theme]", "dark")
        said = self.press("footer form.look button")
        self.step("language and colours", "Стан" in said and self.page.get_attribute("html", "data-theme") == "dark")

    @property
    def added(self) -> str:
        """The name of what is added."""
        return "scripted" if self.script else "plain"


def use(browser: Browser, world: World, *, script: bool) -> int:
    """Use every form on this machine; how many did not do what they should."""
    context = browser.new_context(java_script_enabled=script)
    context.set_default_timeout(_PATIENCE)
    faults = Forms(page=context.new_page(), world=world, script=script).use()
    context.close()
    return faults


def sign(browser: Browser, world: World, *, script: bool) -> int:
    """Sign in and out with a password, as from elsewhere; how many steps went wrong."""
    far = {"X-Forwarded-For": "203.0.113.7"}
    context = browser.new_context(java_script_enabled=script, extra_http_headers=far)
    forms = Forms(page=context.new_page(), world=world, script=script)
    sessions = "select count(*) from sessions"
    forms.see("/sources/articles")
    forms.step("a stranger is sent to sign in", "/login" in forms.page.url)
    forms.page.fill("main input[name=password]", "not this one")
    said = forms.press("main form button")
    forms.step("a wrong password is refused", forms.page.locator("#why").count() == 1 and "password" in said)
    forms.step("no session without the password", lambda: world.rows(sessions) == [(0,)])
    forms.page.wait_for_timeout(2_000)
    forms.page.fill("main input[name=password]", PASSWORD)
    forms.press("main form button")
    forms.step("sign in, and be where one wanted to be", forms.page.url.endswith("/sources/articles"))
    forms.step("sign in: a session is kept", lambda: world.rows(sessions) == [(1,)])
    forms.press("main form[action$='/pause'] button")
    forms.step("a form works for who signed in", lambda: world.source("articles").get("paused") is True)
    forms.press("main form[action$='/resume'] button")
    forms.press("footer form.leave button")
    forms.step("sign out: the session is gone", lambda: world.rows(sessions) == [(0,)] and "/login" in forms.page.url)
    forms.see("/status")
    forms.step("sign out: the pages are closed again", "/login" in forms.page.url)
    context.close()
    return forms.faults
