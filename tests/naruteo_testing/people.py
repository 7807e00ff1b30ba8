"""What people do in the browser: sign in, open a notebook, write, hand in."""

from playwright.sync_api import Page

from naruteo_portal.demo import DEMO_PASSWORD

SECONDS = 1000
# A notebook server starts within seconds; a busy test machine may need longer.
SERVER_START = 120 * SECONDS


def sign_in(page: Page, portal: str, email: str) -> None:
    """Sign a demo account in; the page ends on its home."""
    page.goto(portal)
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{portal}/")


def open_notebook(page: Page) -> Page:
    """Press the one button of the home page and wait for the notebook with its kernel."""
    with page.expect_popup() as popup:
        page.click("a:has-text('노트북 열기'), a:has-text('Open the notebook')")
    lab = popup.value
    lab.wait_for_selector(".jp-Notebook", timeout=SERVER_START)
    # JupyterLab speaks the language of the portal.
    lab.wait_for_selector("text=/ipykernel\\) \\| (Idle|대기)/", timeout=SERVER_START)
    return lab


def write_cell(lab: Page, marker: str, code: str) -> None:
    """Replace the text of the code cell that holds `marker`, and run it."""
    cell = lab.locator(".jp-CodeCell", has_text=marker).first
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    lab.keyboard.press("Control+a")
    lab.keyboard.insert_text(code)
    lab.keyboard.press("Shift+Enter")


def save(lab: Page) -> None:
    """Save the notebook and wait until JupyterLab says that it is saved."""
    lab.keyboard.press("Control+s")
    lab.locator(".lm-DockPanel-tabBar .jp-mod-dirty").wait_for(state="detached")


def validate(lab: Page) -> str:
    """Use nbgrader's Validate button, which saves first, and return what its dialog says."""
    lab.click("text=Validate")
    dialog = lab.locator(".jp-Dialog-content")
    dialog.wait_for(timeout=60 * SECONDS)
    said = dialog.inner_text()
    dialog.locator("button").last.click()
    dialog.wait_for(state="detached")
    return said


def submit(lab: Page) -> None:
    """Save, and hand in by nbgrader's own Assignment List."""
    save(lab)
    if not lab.locator(".lm-TabBar-tabLabel:has-text('Assignments')").count():
        lab.click(".lm-MenuBar-itemLabel:has-text('Nbgrader')")
        lab.click(".lm-Menu-itemLabel:has-text('Assignment List')")
    else:
        lab.click(".lm-TabBar-tabLabel:has-text('Assignments')")
    lab.click("button:has-text('Submit')", timeout=60 * SECONDS)
