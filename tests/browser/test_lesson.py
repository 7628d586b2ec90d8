"""The lessons and two dashboards, played: in JupyterLab and on a public page, wide and narrow."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from rapport import clients, questions
from rapport.questions import explorer
from rapport.support import EVERYWHERE
from tests.browser.conftest import REPOSITORY, Lab, run_all
from tests.browser.test_pages import SIZES, Visit, visiting
from tests.rapport.pages.served import Served, serving

pytestmark = pytest.mark.browser

FIRST = "01-trust-and-alliance"
LISTENING = "04-listening"
LESSON = "07-attachment"
DASHBOARD = "dashboards/07-attachment"
SAY_IT_BACK = "dashboards/04-listening"
AWAKE = {
    FIRST: "Show the three lines",
    LISTENING: "Who is with you",
    LESSON: "1 of 4",
    DASHBOARD: "1 of 4",
    SAY_IT_BACK: "Who is with you",
}
"""What is to be read on a page once its calls have run."""
_SERIOUS = ("serious", "critical")
_TOO_WIDE = """root => [...root.querySelectorAll('*')].filter(node =>
    node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1
    && !node.closest('.rp-scroll, .rapport-chart svg, .rapport-chart-hidden')
).map(node => node.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Reader:
    """Somebody with a page of the course open, awake and ready to play."""

    page: Page
    load_again: Callable[[], None]

    @property
    def picker(self) -> Locator:
        step = self.page.get_by_text(re.compile(r"^[1-4] of 4$"))
        return self.page.locator(".widget-vbox").filter(has=step).first

    @property
    def lab(self) -> Locator:
        """The reply lab."""
        who = self.page.get_by_text("Who is with you", exact=True)
        return self.page.locator(".rapport-parts").filter(has=who)

    def is_at(self, step: int) -> None:
        expect(self.picker.get_by_text(f"{step} of 4", exact=True)).to_be_visible()

    def press(self, name: str) -> None:
        self.picker.get_by_role("button", name=re.compile(name)).first.click()

    def choose(self, name: str | re.Pattern[str]) -> None:
        self.picker.get_by_role("radio", name=name).first.check()

    def explorer(self, id: str) -> Locator:
        """The trust explorer at one stop of a lesson."""
        title = self.page.get_by_role("heading", name=explorer.stop(id).title, exact=True)
        return self.page.locator(".widget-vbox").filter(has=title).last

    def find_again(self, part: Locator) -> None:
        """Load the page again, and once more where a part stays empty.

        ipywidgets gives a kernel four seconds to tell of all widgets (its own limit). On a machine
        that is busy with something else a long page needs more; whoever meets that loads again.
        """
        self.load_again()
        try:
            part.wait_for(timeout=25_000)
        except TimeoutError:
            self.load_again()
            part.wait_for()

    def nothing_is_seriously_wrong(self, *within: Locator) -> None:
        """No serious fault for people with a screen reader, and nothing wider than the screen."""
        found = Axe().run(self.page, context=".widget-vbox, .rapport-parts").response["violations"]
        faults = [
            f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in _SERIOUS
        ]
        assert not faults
        for part in within or (self.picker,):
            assert part.evaluate(_TOO_WIDE) == []


def in_lab(lab: Lab, page: Page, name: str) -> Reader:
    address = lab.page_of(f"course/{name}.ipynb")
    page.set_default_timeout(40_000)
    page.goto(address)
    run_all(page)
    page.get_by_text(AWAKE[name], exact=True).wait_for()
    page.evaluate("jupyterapp.shell.collapseLeft()")
    # Run All leaves a reader at the beginning, not at the end.
    page.wait_for_timeout(400)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()

    def load_again() -> None:
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        page.goto(address)

    return Reader(page, load_again)


def on_public_page(visit: Visit, name: str) -> Reader:
    page = visit.open(f"/{name}")
    return Reader(page, page.reload)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The course's own public pages, on a copy: the server leaves its log beside them."""
    root = tmp_path_factory.mktemp("public")
    shutil.copytree(REPOSITORY / "course", root / "course")
    with serving(root, tmp_path_factory.mktemp("home")) as served:
        yield served


@pytest.fixture(params=[f"{where}, {size}" for where in ("lab", "page") for size in SIZES])
def opened(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Callable[[str], Reader]]:
    """Give a function that opens a page of the course; no console error of ours may follow."""
    where, size = request.param.split(", ")
    if where == "lab":
        lab = request.getfixturevalue("lab")
        page = request.getfixturevalue({"laptop": "page", "phone": "narrow_page"}[size])
        yield partial(in_lab, lab, page)
        return
    for visit in visiting(chromium, request.getfixturevalue("public").url, size):
        yield partial(on_public_page, visit)


def drag(handle: Locator, across: float, down: float) -> None:
    """Take the dot with the mouse and let it go somewhere else."""
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = handle.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + across, y + down, steps=5)
    mouse.up()


def says(handle: Locator) -> str:
    return handle.get_attribute("aria-valuetext") or ""


def place(reader: Reader) -> None:
    """Drag the dot, then move it with the arrow keys and its ring with a key and a button."""
    handle = reader.picker.get_by_role("slider", name="Point").first
    at = says(handle)
    drag(handle, -30, 20)
    expect(handle).not_to_have_attribute("aria-valuetext", at)
    for act in (
        lambda: handle.press("ArrowLeft"),
        lambda: handle.press("ArrowDown"),
        lambda: handle.press("-"),
        lambda: reader.press("Larger ring"),
    ):
        at = says(handle)
        act()
        expect(handle).not_to_have_attribute("aria-valuetext", at)


def test_lesson_one_is_played_from_teo_to_a_second_try_at_the_aim(
    opened: Callable[[str], Reader],
) -> None:
    reader = opened(FIRST)
    page = reader.page

    # A person and a decision come first: a reason at once, another try is free, then the story.
    asked = questions.question("l1-teo")
    for option in (asked.options[0], next(option for option in asked.options if option.fits)):
        page.get_by_text(option.text).click()
        expect(page.get_by_text(option.because[:50])).to_be_visible()
    expect(page.get_by_text("Who else hears, here?").first).to_be_visible()

    # Where several lines fit, all are found one by one.
    lines = questions.question("l1-what-for")
    for option in lines.options:
        if option.fits:
            page.get_by_text(option.text).click()
    expect(page.get_by_text("you have just told three things apart")).to_be_visible()

    # A bet is settled by the model, and three people's curves are drawn.
    bet = questions.bet("l1-three-curves")
    page.get_by_role("radio", name=bet.options[0].text).check()
    came_out = page.get_by_text("what came out", exact=True)
    settled = page.locator(".widget-vbox").filter(has=came_out)
    expect(settled.locator(".rapport-chart svg.main-svg").first).to_be_visible()
    expect(settled.locator(".rapport-chart [role=img]").first).to_have_attribute(
        "aria-label", re.compile("Rashid.*Luz.*Hanne")
    )

    # One knob: nothing is shown before there is a bet; then it is turned and compared.
    knob = reader.explorer("l1-one-knob")
    expect(knob.locator(".rapport-chart:visible")).to_have_count(0)
    knob.get_by_role("button", name="See what happens").click()
    expect(knob.get_by_text("Place your bet first")).to_be_visible()
    knob.get_by_role("radio", name="A good deal more").check()
    knob.get_by_role("button", name="See what happens").click()
    expect(knob.locator(".rapport-chart svg.main-svg").first).to_be_visible()
    expect(knob.get_by_role("heading", name="What came out")).to_be_in_viewport()
    expect(knob.get_by_text("It came out otherwise")).to_be_visible()
    knob.get_by_role("button", name="Keep this as A").click()
    dial = knob.get_by_role("slider", name="Felt empathy")
    for _ in range(3):
        dial.press("ArrowRight")
    expect(knob.get_by_text("Felt empathy 0.25 → 0.40")).to_be_visible()

    # The aim is missed, something is changed, and a second try meets it.
    aim = reader.explorer("l1-aim")
    aim.get_by_role("button", name="Try it").click()
    expect(aim.get_by_text("the aim is 0.55")).to_be_visible()
    for name, key, times in (("Invitation", "ArrowLeft", 8), ("Patience", "ArrowRight", 16)):
        dial = aim.get_by_role("slider", name=re.compile(f"^{name}"))
        for _ in range(times):
            dial.press(key)
    aim.get_by_role("button", name="Try it").click()
    expect(aim.get_by_role("heading", name="Try 2")).to_be_in_viewport()
    expect(aim.get_by_text("the aim was 0.55")).to_be_visible()

    page.get_by_role("button", name="Show the three lines").click()
    expect(page.get_by_text("In short", exact=True)).to_be_visible()

    # Our answer comes only when asked for, here by a key, and a screen reader is taken to it.
    answer = questions.answer("l1-back-to-teo")
    expect(page.get_by_text(answer.says[:50])).to_have_count(0)
    page.get_by_role("button", name="I have said mine").press("Enter")
    said = page.locator(".rp-card").filter(has_text=answer.says[:50])
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()
    expect(page.get_by_text(answer.because[:50])).to_be_visible()
    expect(page.get_by_text(EVERYWHERE[:50])).to_be_visible()
    answered = page.locator(".rapport-parts").filter(has=said)
    reader.nothing_is_seriously_wrong(knob, aim, settled, answered)

    # What was played is still there when the page is opened again; the bet can be placed anew.
    knob = reader.explorer("l1-one-knob")
    reader.find_again(knob.get_by_text("Felt empathy 0.25 → 0.40"))
    reader.explorer("l1-aim").get_by_role("heading", name="Try 2").wait_for()
    knob.get_by_role("button", name="Bet again").click()
    expect(knob.locator(".rapport-chart:visible")).to_have_count(0)


def test_the_lesson_is_played_from_the_cards_to_a_second_try(
    opened: Callable[[str], Reader],
) -> None:
    reader = opened(LESSON)
    page, picker = reader.page, reader.picker

    # A question gives its reason at once, and another try is free.
    for option in questions.question("l7-door").options[:2]:
        page.get_by_text(option.text).first.click()
        expect(page.get_by_text(option.because[:50]).first).to_be_visible()

    # A bet is settled by the model, and its chart is drawn.
    bet = questions.bet("l7-limits")
    page.get_by_role("radio", name=bet.options[0].text).check()
    settled = page.locator(".widget-vbox").filter(has=page.get_by_text("what came out"))
    expect(settled.locator(".rapport-chart svg.main-svg").first).to_be_visible()
    page.get_by_role("button", name="Show the three lines").click()
    expect(page.get_by_text("In short", exact=True)).to_be_visible()

    # Cards, and a first placing.
    reader.is_at(1)
    card = clients.clients()[0].cards[0]
    reader.press("What might this show")
    expect(picker.get_by_text(card.hint)).to_be_visible()
    place(reader)
    reader.press("This is my guess")

    # Approach, dials and bet; nothing plays before there is a bet.
    reader.is_at(2)
    reader.choose("Only kind")
    reader.press("Watch the sessions")
    expect(picker.get_by_text("Place your bet first")).to_be_visible()
    dial = picker.get_by_role("slider", name=re.compile("^Patience"))
    before = dial.input_value()
    dial.press("ArrowRight")
    expect(dial).not_to_have_value(before)
    expect(picker.get_by_text("Your own mix of the six dials.")).to_be_visible()
    reader.choose(re.compile("A good deal"))
    reader.press("Watch the sessions")

    # The sessions are seen; news comes, and the dot is placed once more.
    reader.is_at(3)
    expect(picker.locator(".rapport-chart").first).to_be_in_viewport(ratio=0.6)
    place(reader)
    reader.press("Go on to session 20")

    reader.is_at(4)
    expect(picker.locator(".rapport-chart").first).to_be_in_viewport(ratio=0.6)
    for shown in (
        "what came out",
        "Second placing",
        "Why it went this way",
        "The row of the table",
    ):
        expect(picker.get_by_text(shown).first).to_be_visible()
    reader.nothing_is_seriously_wrong()

    # Another try forgets the approach; the code brings the first one back.
    code = picker.get_by_label("Your code").input_value()
    reader.press("once more")
    reader.is_at(2)
    assert picker.get_by_role("radio", checked=True).count() == 0
    picker.get_by_label("Take a code back").fill(code)
    reader.press("Restore")
    reader.is_at(4)

    reader.load_again()
    reader.is_at(4)
    expect(reader.picker.get_by_label("Your code")).to_have_value(code)


def test_the_dashboard_is_played_and_leaves_a_card_to_take_home(
    opened: Callable[[str], Reader],
) -> None:
    reader = opened(DASHBOARD)
    reader.is_at(1)
    reader.choose("Door ajar")
    reader.choose("Steady warmth")
    reader.choose(re.compile("Somewhat|in the middle|Ten to fifteen"))
    reader.press("Watch the sessions")
    reader.is_at(4)
    expect(reader.picker.locator(".rapport-chart").first).to_be_in_viewport(ratio=0.6)
    reader.nothing_is_seriously_wrong()
    with reader.page.expect_download() as download:
        reader.press("Save this card")
    assert download.value.suggested_filename == "pick-the-approach.html"
    reader.load_again()
    reader.is_at(4)
    reader.press("once more")
    reader.is_at(1)


def test_lesson_four_is_played_from_bao_to_a_second_try_in_the_lab(
    opened: Callable[[str], Reader],
) -> None:
    reader = opened(LISTENING)
    page, lab = reader.page, reader.lab

    # A person and a decision come first.
    asked = questions.question("l4-bao")
    for option in asked.options[:2]:
        page.get_by_text(option.text).click()
        expect(page.get_by_text(option.because[:50])).to_be_visible()

    # Nothing is said yet: no verdict, no model. What is missing is asked for.
    turn = clients.lab_client("tala").turns[0]
    expect(lab.get_by_text(turn.line)).to_be_visible()
    expect(lab.get_by_role("button", name="See other good replies")).to_have_count(0)
    lab.get_by_role("button", name="Say it").click()
    expect(lab.get_by_text("Write what you would say first")).to_be_visible()

    # A first try by mouse: sentence by sentence, then her answer, then the meters.
    box = lab.get_by_role("textbox", name="What do you say to Tala?")
    box.fill("You should apologise to him. What did you say?")
    lab.get_by_role("button", name="Say it").click()
    expect(lab.get_by_role("heading", name="Try 1")).to_be_in_viewport()
    expect(lab.locator(".rp-spoken li")).to_have_count(2)
    expect(lab.get_by_text("One thing to try")).to_be_visible()
    expect(lab.get_by_role("meter", name="How heard Tala may feel")).to_be_visible()
    assert lab.get_by_text(turn.models[0].text).count() == 0

    # A second one by keys alone: a line break is no send, Ctrl + Enter is.
    lab.get_by_role("button", name="Try again").press("Enter")
    expect(box).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("They sent you, and nobody asked you.")
    page.keyboard.press("Enter")
    page.keyboard.type("We can be quiet if you like.")
    expect(lab.get_by_role("heading", name="Try 2")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(lab.get_by_role("heading", name="Try 2")).to_be_in_viewport()

    # Side by side, then the model replies.
    lab.get_by_role("button", name="Compare my 2 tries").click()
    expect(lab.get_by_role("row", name=re.compile("You should apologise"))).to_be_visible()
    lab.get_by_role("button", name="See other good replies").click()
    expect(lab.get_by_text(turn.models[0].text)).to_be_visible()
    reader.nothing_is_seriously_wrong(lab)

    # A ready reply with another gaze to the next line, and who has been talking stands above.
    lab.get_by_role("button", name="Go on with Tala").click()
    expect(lab.get_by_text("line 2 of 3")).to_be_visible()
    lab.get_by_role("button", name="beside them").click()
    lab.get_by_role("button", name="choose a ready reply").click()
    lab.locator(".rp-wide button").first.click()
    expect(lab.get_by_role("heading", name="Try 1")).to_be_visible()
    expect(lab.get_by_role("table", name="So far")).to_be_visible()

    # Words of one's own danger: a notice in place of a verdict.
    lab.get_by_role("button", name="in my own words").click()
    lab.get_by_role("textbox").fill("I can't do this, I want to die.")
    lab.get_by_role("button", name="Say it").click()
    expect(lab.get_by_text("you matter more than any exercise")).to_be_visible()
    expect(lab.get_by_role("heading", name="Try")).to_have_count(0)
    reader.nothing_is_seriously_wrong(lab)
    assert "quiet" not in page.url


def test_what_is_typed_in_the_lab_is_not_saved_with_the_notebook(lab: Lab, page: Page) -> None:
    reader = in_lab(lab, page, LISTENING)
    reader.lab.get_by_role("textbox").fill("Zebrafinches sent you here.")
    reader.lab.get_by_role("button", name="Say it").click()
    expect(reader.lab.get_by_role("heading", name="Try 1")).to_be_visible()
    reader.load_again()
    saved = (lab.root / "course" / f"{LISTENING}.ipynb").read_text("utf-8")
    assert "reply lab" in saved
    assert "Zebrafinches" not in saved


def test_what_is_typed_on_a_public_page_is_in_no_file(chromium: Browser, public: Served) -> None:
    for visit in visiting(chromium, public.url):
        reader = on_public_page(visit, LISTENING)
        reader.lab.get_by_role("textbox").fill("Zebrafinches sent you here.")
        reader.lab.get_by_role("button", name="Say it").click()
        expect(reader.lab.get_by_role("heading", name="Try 1")).to_be_visible()
        files = [
            path for folder in (public.root, public.home) for path in folder.rglob("*")
            if path.is_file()
        ]  # fmt: skip
        assert any(path.name == "said.txt" for path in files)
        assert not [path for path in files if b"Zebrafinch" in path.read_bytes()]


def test_say_it_back_is_played_and_leaves_a_card_to_take_home(
    opened: Callable[[str], Reader],
) -> None:
    reader = opened(SAY_IT_BACK)
    lab = reader.lab
    for line in (1, 2, 3):
        expect(lab.get_by_text(f"line {line} of 3")).to_be_visible()
        expect(lab.locator(".rp-wide button")).to_have_count(4)
        lab.locator(".rp-wide button").nth(line).click()
        expect(lab.get_by_role("heading", name="Try 1")).to_be_in_viewport()
        if line < 3:
            lab.get_by_role("button", name=re.compile("^Go on with")).click()
    expect(lab.get_by_text("The last line for today")).to_be_visible()
    lab.get_by_role("button", name="Few words").click()
    reader.nothing_is_seriously_wrong(lab)
    with reader.page.expect_download() as download:
        lab.get_by_role("button", name="Save this card").click()
    assert download.value.suggested_filename == "say-it-back.html"


def test_of_plotly_only_our_own_copy_is_fetched(lab: Lab, page: Page) -> None:
    fetched: set[str] = set()
    page.on("response", lambda answer: "plotly" in answer.url and fetched.add(answer.url))
    in_lab(lab, page, LESSON)
    chart = page.locator(".rapport-chart:visible").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator("svg.main-svg").first).to_be_visible()
    paths = {url.partition("/extensions/")[2].partition("?")[0] for url in fetched}
    ours, stand_in = sorted(paths, reverse=True)
    assert ours.startswith("rapport-course/static/plotly-basic-")
    assert stand_in == "jupyterlab-plotly/nothing.js"
