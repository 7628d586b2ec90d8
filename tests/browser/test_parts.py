"""The shared parts as a learner meets them: in JupyterLab, and in a plain page around them."""

from __future__ import annotations

import inspect
import json
import random
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Lab, Watch, run_all
from widgets.parts import (
    Bet,
    Button,
    Buttons,
    Card,
    Code,
    Dial,
    Event,
    Heading,
    Honesty,
    Meter,
    Notice,
    Option,
    Part,
    Parts,
    Question,
    Recap,
    Status,
    Steps,
    Takeaway,
    Text,
    plain,
)

pytestmark = pytest.mark.browser

ADDRESS = "http://127.0.0.1:9/parts.html"  # nobody is asked: the test answers itself


def gallery() -> list[Part]:
    """Every part once."""
    said = (
        Option("“Let us go on with the list.”", "Her fear would seem a nuisance.", False),
        Option("“You saw me look at the clock.”", "It names what happened.", True),
        Option("“What makes you think so?”", "In a calm week, yes.", None),
    )
    signs = (
        Option("She comes early", "She counts on nothing.", True),
        Option("She counts", "It keeps watch.", True),
        Option("She is angry", "Nothing says so.", False),
    )
    doors = (("Distance", "Room, and a plan"), ("Closeness", "<b>Steady</b> & clear"))
    return [
        Steps("way", 2, 5, "At the door"),
        Heading("title", "Three weeks of silence", 2),
        Text("intro", "She asks **twice**.\n\nRead *on* at [the next page](parts-next.ipynb)."),
        Notice("notice", "The next scene speaks of a death.", "Talk to somebody you trust."),
        Card("callie", "Callie, session 2", "She counts.", "“Are you cross with me?”", ("early",)),
        Dial("structure", "Structure", 0.5, "loose", "tight", help="How much you plan."),
        Meter("trust", "Trust", 0.62, "steady", "good"),
        Bet("bet", "Where will trust be?", ("below .4", ".4 to .6", "above .6"), because="Slowly."),
        Question("now", "What would you say?", said),
        Question("signs", "Which signs are there?", signs, many=True),
        Buttons("go", (Button("on", "Next", True), Button("end", "End", disabled=True))),
        Recap("recap", ("Slow to grow.", "A **repair** pays.", "Ask.")),
        Takeaway("doors", "Two doors", ("Door", "Need"), doors, "To think with.", "doors.html"),
        Honesty("honest", ("r = .28",), ("How fast trust grows.",), "One person."),
        Code("code", "Your way", "B3-K9", "A code from before?"),
        Status("said", "Nothing yet."),
    ]


LESSON = """
from widgets.parts import *
{gallery}
parts = Parts(gallery(), remember="way", memory="b3")
events = []

def heard(event):
    events.append(event)
    if event.name in ("input", "change") and event.key == "structure":
        parts.update("trust", value=event.value)
    if (event.name, event.value) == ("press", "on"):
        parts.update("bet", answer=".4 to .6")
    parts.update("said", text=f"{{event.key}}: {{event.name}} {{event.value}}", tone="good")

parts.on_event(heard)
parts
"""


def write_lesson(lab: Lab, name: str) -> str:
    source = LESSON.format(gallery=inspect.getsource(gallery))
    hidden = {"jupyter": {"source_hidden": True}}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(
        cells=[new_code_cell(source, metadata=hidden)], metadata={"kernelspec": kernel}
    )
    nbformat.write(notebook, lab.root / name)
    return name


def part(page: Page, key: str) -> Locator:
    return page.locator(f".rp-part[data-id$=':{key}']")


def says(page: Page, text: str) -> None:
    expect(part(page, "said")).to_contain_text(text)


def seriously_wrong(page: Page) -> list[str]:
    found = Axe().run(page, context=".rapport-parts").response["violations"]
    return [each["help"] for each in found if each["impact"] in ("serious", "critical")]


def test_every_part_by_mouse_and_by_keyboard(lab: Lab, page: Page) -> None:
    write_lesson(lab, "parts-next.ipynb")
    page.goto(lab.page_of(write_lesson(lab, "parts.ipynb")))
    run_all(page)
    expect(page.get_by_role("heading", name="Three weeks of silence")).to_be_visible()
    expect(part(page, "way")).to_contain_text("2 of 5 · At the door")
    expect(part(page, "callie").get_by_role("article")).to_contain_text("Are you cross")
    assert not seriously_wrong(page)

    # A dial by mouse, then by keys that JupyterLab knows as commands.
    dial = page.get_by_role("slider", name="Structure")
    trust = page.get_by_role("meter", name="Trust")
    dial.scroll_into_view_if_needed()
    box = dial.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 22, steps=8)
    expect(trust).to_have_attribute("aria-valuetext", "0.70, steady")  # while it moves
    page.mouse.up()
    says(page, "structure: change 0.7")
    expect(part(page, "structure")).to_contain_text("nearer tight · 0.70")
    expect(dial).to_be_focused()
    page.keyboard.press("ArrowUp")
    says(page, "structure: change 0.75")
    page.keyboard.press("x")
    page.keyboard.press("Home")
    says(page, "structure: change 0.0")
    expect(dial).to_have_attribute("aria-valuetext", "0.00, loose")
    expect(dial).to_be_focused()

    # A bet by keyboard; the button beside it that sleeps, and the one that reveals.
    page.get_by_role("radio", name="below .4").focus()
    page.keyboard.press("Space")
    says(page, "bet: choose below .4")
    page.keyboard.press("ArrowDown")
    says(page, "bet: choose .4 to .6")
    expect(page.get_by_role("radio", name=".4 to .6")).to_be_focused()
    page.get_by_role("button", name="End", exact=True).click(force=True)
    onward = page.get_by_role("button", name="Next", exact=True)
    onward.focus()
    page.keyboard.press("Enter")
    says(page, "go: press on")
    expect(onward).to_be_focused()
    expect(part(page, "bet")).to_contain_text("✓Your bet held: it came out as “.4 to .6”. Slowly.")
    expect(part(page, "bet").get_by_role("radio")).to_have_count(0)

    # A question: a reason, another try, all reasons.
    question = part(page, "now")
    question.get_by_role("button", name="go on with the list").click()
    expect(question).to_contain_text("This does not fit. Her fear would seem a nuisance.")
    expect(question).not_to_contain_text("It names")
    question.get_by_role("button", name="look at the clock").focus()
    page.keyboard.press("Space")
    expect(question.locator(".rp-said")).to_have_count(3)
    expect(question).to_contain_text("It depends. In a calm week, yes.")
    expect(question.get_by_role("button", pressed=True)).to_have_count(1)
    signs = part(page, "signs")
    signs.get_by_role("button", name="She counts").click()
    signs.get_by_role("button", name="She comes early").click()
    expect(signs.locator(".rp-said")).to_have_count(3)
    says(page, "signs: choose ('She comes early', 'She counts')")

    # What is unfolded stays so; what is typed too.
    page.get_by_text("A teaching model:").click()
    expect(part(page, "honest")).to_contain_text("How fast trust grows.")
    code = page.get_by_label("A code from before?")
    code.click()
    page.keyboard.type(" ax-15 ")
    page.keyboard.press("Enter")
    says(page, "code: change ax-15")
    expect(code).to_have_value(" ax-15 ")
    expect(part(page, "honest").locator("details")).to_have_attribute("open", "")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(part(page, "code")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "B3-K9"
    page.get_by_role("button", name="Skip to another scene").click()
    says(page, "notice: opt_out None")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this card: Two doors").click()
    assert download.value.suggested_filename == "doors.html"
    says(page, "doors: save doors.html")
    assert not seriously_wrong(page)
    assert "#way" not in page.url  # JupyterLab's address is its own

    # A page that is loaded again shows the present state.
    page.keyboard.press("ControlOrMeta+S")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    page.reload()
    expect(page.get_by_role("slider", name="Structure")).to_have_value("0")
    expect(part(page, "bet")).to_contain_text("Your bet held")
    expect(part(page, "signs").get_by_role("button", pressed=True)).to_have_count(2)
    part(page, "now").get_by_role("button", name="What makes you").click()
    says(page, "now: choose")

    page.get_by_role("link", name="the next page").click()
    expect(page.get_by_role("tab", name="parts-next.ipynb")).to_have_attribute(
        "aria-selected", "true"
    )


def test_a_phone_in_the_dark(lab: Lab, narrow_page: Page) -> None:
    page = narrow_page
    page.goto(lab.page_of(write_lesson(lab, "parts-narrow.ipynb")))
    run_all(page)
    page.get_by_role("slider", name="Structure").wait_for()
    assert not seriously_wrong(page)
    fits(page)
    page.evaluate(
        "jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    expect(page.locator(".rapport-parts")).to_have_css("background-color", "rgb(17, 17, 17)")
    assert not seriously_wrong(page)
    page.evaluate(
        "jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'})"
    )
    page.locator("body[data-jp-theme-light=true]").wait_for(state="attached")


def fits(page: Page) -> None:
    """See that nothing is wider than the page and everything is large enough for a finger."""
    wide = "e => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth"
    for each in page.locator(".rapport-parts, .rp-part").all():
        assert not each.evaluate(wide), each.get_attribute("data-id")
    controls = ".rapport-parts :is(button, summary, input[type=range], .rp-option, form input)"
    heights = page.locator(controls).evaluate_all(
        "all => all.map((e) => [e.outerHTML, e.getBoundingClientRect().height])"
    )
    assert [html for html, height in heights if height < 44] == []


# ---- A plain page: no JupyterLab, no kernel; the test passes messages on --------------------


MOUNT = """async ([code, css, state]) => {
  document.head.appendChild(document.createElement("style")).textContent = css;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const on = {};
  const deliver = (message) => {
    if ("state" in message) Object.assign(state, message.state);
    for (const name of Object.keys(message.state ?? {})) on[`change:${name}`]?.forEach((f) => f());
    if (!message.state) on["msg:custom"].forEach((act) => act(message));
  };
  window.sent = [];
  window.mount = () => {
    const { initialize, render } = widget();
    const model = {
      get: (name) => state[name],
      on: (name, act) => (on[name] ??= []).push(act),
      off: () => {},
      send: (content) => {
        if (window.gone) throw new Error("the comm is closed");
        window.sent.push(content);
        window.kernel(content).then((answers) => answers.forEach(deliver));
      },
    };
    initialize({ model });
    const el = document.querySelector("main").appendChild(document.createElement("div"));
    return render({ model, el });
  };
  window.deliver = deliver;
  window.mount();
}"""


class Plain:
    """A page with nothing but the parts, and their Python half behind it."""

    def __init__(self, page: Page, parts: Parts, address: str = ADDRESS) -> None:
        self.page = page
        self.parts = parts
        self.out: list[Any] = []
        self.late = False  # keep answers back, as a busy kernel does
        body = "<!doctype html><html lang=en><title>A lesson</title><body><main></main>"
        page.route(f"{ADDRESS}*", lambda route: route.fulfill(body=body, content_type="text/html"))
        parts.send = lambda content, buffers=None: self.out.append(content)
        parts.send_state = lambda key: self.out.append(self._state(key))
        page.expose_function("kernel", self._kernel)
        page.goto(address)
        self.mount()

    def mount(self) -> None:
        names = ("_parts", "remember", "memory")
        state = {key: value for name in names for key, value in self._state(name)["state"].items()}
        self.page.evaluate(MOUNT, [str(Parts._esm), str(Parts._css), state])

    def deliver(self) -> None:
        for message in self.taken():
            self.page.evaluate("(message) => window.deliver(message)", message)

    def taken(self) -> list[Any]:
        self.out, taken = [], self.out
        return taken

    def _kernel(self, content: Any) -> list[Any]:
        self.parts._hear(content)
        return [] if self.late else self.taken()

    def _state(self, name: str) -> Any:
        whole = self.parts._whole() if name == "_parts" else getattr(self.parts, name)
        return {"state": {name: json.loads(json.dumps(whole))}}


def test_one_list_after_another_is_drawn_as_the_other_alone(page: Page) -> None:
    plain_page = Plain(page, Parts())
    choose = random.Random(20)

    def variant() -> list[Part]:
        # The line that is read out comes a moment late where it is new; so it is always there.
        some = [part for part in gallery() if choose.random() < 0.6 or part.key == "said"]
        choose.shuffle(some)
        changed: list[Part] = [
            Dial("structure", "Structure", choose.random(), step=0.01),
            Meter("trust", "Trust", choose.random()),
            Bet("bet", "Up?", ("up", "down"), choose.choice(["up", None]), answer="up"),
            Text("callie", "Another **kind** under the same key."),
            Status("said", choose.choice(["", "One", "Two"]), choose.choice(["good", "mend"])),
            Buttons("go", (Button("end", "End"), Button("on", "Next", True))),
        ]
        by_key = {part.key: part for part in changed if choose.random() < 0.5}
        return [by_key.get(part.key, part) for part in some]

    pairs = [([plain(p) for p in variant()], [plain(p) for p in variant()]) for _ in range(100)]
    different = page.evaluate(
        """(pairs) => {
          const main = document.querySelector("main");
          let revision = 1000;
          const show = (parts) => deliver({ state: { _parts: { parts, revision: ++revision } } });
          // What one view calls itself is not to be compared.
          const read = (el) => el.outerHTML.replace(/rp-[a-z0-9]{6,}-/g, "") +
            [...el.querySelectorAll("input")].map((e) => `${e.value} ${e.checked}`);
          const wrong = [];
          for (const [first, second] of pairs) {
            show(first);
            show(second);
            const stop = mount();
            if (read(main.firstChild) !== read(main.lastChild)) {
              wrong.push([read(main.firstChild), read(main.lastChild)]);
            }
            stop();
            main.lastChild.remove();
          }
          return wrong;
        }""",
        pairs,
    )
    assert different == []
    assert plain_page.parts.now == ()


def test_words_are_words_and_links_lead_to_pages(page: Page) -> None:
    nasty = "<img src=x onerror=\"document.title='bad'\"> **<b>bold</b>** 2 * 3 * 4"
    links = "[a](javascript:document.title='bad') [b](//evil.example) [c](02-x.ipynb#top) "
    links += "[d](https://example.org/a(b)) [e](data:text/html,x) [**f**](../index.ipynb)"
    Plain(
        page,
        Parts(
            [
                Text("text", nasty + "\n\n" + links),
                Card("card", nasty, nasty, nasty, (nasty,)),
                Takeaway("take", nasty, (nasty,), ((nasty,),), nasty),
                Bet("bet", nasty, (nasty, "x"), nasty, nasty, nasty),
                Meter("meter", nasty, 0.5, nasty),
                Code("code", nasty, '"><b>', nasty),
            ]
        ),
    )
    assert page.locator("main img, main b").count() == 0
    expect(part(page, "text").locator("strong").first).to_have_text("<b>bold</b>")
    expect(part(page, "text")).to_contain_text("2 * 3 * 4")
    addresses = page.locator("main a").evaluate_all("all => all.map((e) => e.getAttribute('href'))")
    assert addresses == ["02-x.ipynb#top", "https://example.org/a(b", "../index.ipynb"]
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this card").click()
    saved = Path(download.value.path()).read_text("utf-8")
    assert saved.startswith("<!doctype html>")
    assert "<img" not in saved
    assert "&lt;img src=x" in saved
    assert "http" not in saved  # it asks nobody for anything
    assert page.title() == "A lesson"


def test_a_dial_is_not_pulled_back_by_a_busy_kernel(page: Page) -> None:
    parts = Parts([Dial("pace", "Pace", 0.5, step=0.01)])
    events: list[Event] = []
    parts.on_event(events.append)
    lesson = Plain(page, parts)
    lesson.late = True
    dial = page.get_by_role("slider", name="Pace")
    dial.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    parts.update("pace", value=0.51)  # what the kernel thinks while the learner goes on
    lesson.deliver()
    lesson.late = False
    lesson.deliver()
    expect(dial).to_have_value("0.7")
    page.wait_for_function("sent.at(-1).value === 0.7")
    page.wait_for_timeout(100)
    expect(dial).to_have_value("0.7")
    assert parts["pace"].value == 0.7
    assert events[-1] == Event("pace", "change", 0.7)
    assert len(events) < 10  # one at a time, the newest only
    parts.update("pace", value=0.2)
    lesson.deliver()
    expect(dial).to_have_value("0.2")


def test_the_page_keeps_a_memory_in_its_address(page: Page) -> None:
    # Voila shows an app under JupyterLab's name, though one that opens no notebooks.
    page.add_init_script("window.jupyterapp = { commands: { hasCommand: () => false } }")
    parts = Parts([Text("text", "Hello")], remember="picker", memory="a b&c")
    events: list[Event] = []
    parts.on_event(events.append)
    lesson = Plain(page, parts, f"{ADDRESS}#top&other=1")
    assert page.url == f"{ADDRESS}#top&other=1&picker=a%20b%26c"
    parts.memory = "é2"
    lesson.deliver()
    assert page.url.endswith("#top&other=1&picker=%C3%A92")
    parts.memory = ""
    lesson.deliver()
    assert page.url == f"{ADDRESS}#top&other=1"
    assert events == []

    page.goto("about:blank")
    page.goto(f"{ADDRESS}#picker=a%20b%26c&other=1")
    lesson.mount()
    page.wait_for_function("sent.length > 1")
    page.wait_for_timeout(50)
    assert events == [Event("picker", "remembered", "a b&c")]
    assert page.url.endswith("#picker=a%20b%26c&other=1")
    page.goto("about:blank")
    page.goto(f"{ADDRESS}#picker=%E0%A4%A")  # cut short
    lesson.mount()
    assert len(events) == 1


def test_focus_goes_on_when_its_place_is_gone(page: Page) -> None:
    first, last = Text("a", "First. " * 900), Text("z", "Last. " * 900)
    parts = Parts([first, Buttons("go", (Button("on", "Next", True),)), last])
    lesson = Plain(page, parts)
    page.get_by_role("button", name="Next").click()
    top = page.evaluate("scrollY")
    parts.show([first, Question("q", "Well?", (Option("A", "a"), Option("B", "b"))), last])
    lesson.deliver()
    expect(part(page, "q")).to_be_focused()
    assert abs(page.evaluate("scrollY") - top) <= 1
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="A", exact=True)).to_be_focused()
    parts.show([Heading("h", "A new scene"), first], focus="h")
    lesson.deliver()
    expect(part(page, "h")).to_be_focused()
    expect(page.get_by_role("heading")).to_be_in_viewport()


def test_a_kernel_that_is_gone_or_fails_is_told(page: Page) -> None:
    parts = Parts([Buttons("go", (Button("on", "Next"),))])
    Plain(page, parts)

    def fail(event: Event) -> None:
        raise RuntimeError("ours")

    parts.on_event(fail)
    page.get_by_role("button", name="Next").click()
    trouble = page.locator(".rp-trouble")
    expect(trouble).to_contain_text("This step failed (RuntimeError)")
    parts.on_event(fail, remove=True)
    page.get_by_role("button", name="Next").click()
    expect(trouble).to_be_empty()
    page.evaluate("window.gone = true")
    page.get_by_role("button", name="Next").click()
    expect(trouble).to_contain_text("This page does not answer. Load it again")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_plain_page_is_fit_to_be_seen(chromium: Browser, watch: Watch, width: int) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark", has_touch=True
    )
    page = context.new_page()
    watch.follow(page)
    parts = Parts(gallery())
    Plain(page, parts)
    parts.hear("now", "press")
    assert not seriously_wrong(page)
    expect(page.locator(".rapport-parts")).to_have_css("color", "rgb(240, 240, 242)")
    fits(page)
    page.get_by_role("button", name="Next", exact=True).tap()
    context.close()
