"""Texts that somebody sends who wants to break something. Each carries the mark ``h0st1le``."""

MARK = "h0st1le"
SCRIPT = f"<script>{MARK}()</script>"
# What must never stand in a page as it was typed: each would be alive there.
LIVE = (SCRIPT, f'"onfocus={MARK}() x="', f"'onfocus={MARK}() x='", f"<img src=x onerror={MARK}()>")
TEXTS = (
    *LIVE,
    f"</textarea></select></title>{SCRIPT}",
    f"javascript:{MARK}()",
    f"{{{{ 31337*7919 }}}}{{% raw %}}${{31337*7919}}#{{31337*7919}}{MARK}",
    f"%(name)s %s {{0.__class__}} {MARK}",
    f"{MARK}\x00\x01\x08\x1b[31m\x7f",
    f"\ud800{MARK}\udfff",
    f"\u202e{MARK}\u2066\u200f\ufeff",
    f"{MARK}\r\nSet-Cookie: {MARK}=1\r\n\r\n{SCRIPT}",
    f"{MARK} \U0001f469\u200d\U0001f4bb\u0301\u0301\u0301 ﷽",
    MARK * 15_000,
    "\ufdfa" * 50 + MARK,  # one sign that stands for eighteen once it is folded
    f"' OR 1=1; DROP TABLE contact; -- {MARK}",
    f"../../../../etc/passwd\\..\\{MARK}",
    f'=HYPERLINK("//x")|+-@{MARK}',
    "9" * 400,
    "-1e999999",
    "NaN",
    "",
)
EVALUATED = str(31337 * 7919)
