"""What axe finds on a page."""

import json

import pytest

from tests.support.tree import ROOT

AXE = ROOT / "tests" / "browser" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = f"""axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then((found) => JSON.stringify(
  found.violations.map((each) => [each.id, each.nodes.map((node) => node.html.slice(0, 200))])))"""


@pytest.fixture
def violations():
    """Run axe beside the page's own policy, which would not let a page load it."""

    def run(page):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        question = {"expression": RUN, "awaitPromise": True, "returnByValue": True}
        return json.loads(session.send("Runtime.evaluate", question)["result"]["value"])

    return run


@pytest.fixture
def faults_of_pages(violations):
    """Open pages and return what is wrong with each, so that no fault hides another."""

    def look(page, addresses):
        faults = {}
        for address in addresses:
            page.goto(address)
            found = violations(page)
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if beyond > 0:
                found.append(f"{beyond} px wider than the window")
            if found:
                faults[address] = found
        return faults

    return look
