"""The look of every screen: one style sheet built on the shared palette.

Large type and strong contrasts first: these screens are read on a projector, from the back
of a village hall. Fonts come from this server; nothing is asked of another host.
"""

from __future__ import annotations

from string import Template

from animmap.core import palette

FONT_STACK = '"Atkinson Hyperlegible Next", Verdana, sans-serif'

_SHEET = Template("""
<style>
:root {
  --ink: $ink; --muted: $muted; --paper: $paper; --surface: $surface; --line: $line;
  --primary: $primary; --alert: $alert; --tint: #E3EEEE; --radius: 10px;
}
html { font-size: 17px; }
body, .stApp, .stApp button, .stApp input, .stApp textarea, .stApp select,
.stMarkdown, .stHtml, [data-testid="stWidgetLabel"] p {
  font-family: $font_stack; color: var(--ink);
}
.stApp { background: var(--paper); }
#MainMenu, footer, .stDeployButton, [data-testid="stStatusWidget"],
[data-testid="stToolbarActions"], [data-testid="stAppDeployButton"],
[data-testid="stMainMenu"], [data-testid="stDecoration"] { display: none !important; }
[data-testid="stHeader"] { background: transparent; height: 3rem; pointer-events: none; }
[data-testid="stHeader"] button { pointer-events: auto; }
[data-testid="stMainBlockContainer"] {
  max-width: 1600px; padding: 1.6rem 2.2rem 1.2rem;
}
h1, h2, h3, h4 { color: var(--ink); letter-spacing: -0.01em; font-family: $font_stack; }
.stApp h1 { font-size: 2.1rem; font-weight: 700; padding: 0; line-height: 1.15; }
.stApp h2 { font-size: 1.4rem; font-weight: 650; padding: 0.4rem 0 0.2rem; }
.stApp h3 { font-size: 1.12rem; font-weight: 650; padding: 0.2rem 0; }
a { color: var(--primary); }
:focus-visible { outline: 3px solid #E39A2D !important; outline-offset: 2px; }

/* sidebar */
[data-testid="stSidebar"] { background: var(--surface); border-right: 1px solid var(--line); }
[data-testid="stSidebarHeader"] { height: 2.6rem; padding: 0.4rem 0.8rem 0; margin: 0; }
[data-testid="stSidebarUserContent"] { padding: 0 1.1rem 1.2rem; }
.brand { display: flex; align-items: center; gap: 0.6rem; margin: -0.6rem 0 0.4rem; }
.brand svg { width: 2.3rem; height: 2.3rem; flex: none; }
.brand b { font-size: 1.35rem; font-weight: 750; letter-spacing: -0.02em; color: var(--primary); }
.st-key-menu [data-testid="stPageLink-NavLink"] {
  padding: 0.5rem 0.7rem; border-radius: 8px; min-height: 2.7rem; gap: 0.7rem;
}
.st-key-menu [data-testid="stPageLink-NavLink"] p { font-size: 1.06rem; font-weight: 500; }
.st-key-menu [data-testid="stPageLink-NavLink"]:hover { background: var(--tint); }
.st-key-menu [data-testid="stPageLink-NavLink"][aria-current="page"],
.st-key-menu [data-testid="stPageLink-NavLink"].is-here { background: var(--primary); }
.st-key-menu [data-testid="stPageLink-NavLink"][aria-current="page"] *,
.st-key-menu [data-testid="stPageLink-NavLink"].is-here * { color: var(--paper) !important; }

/* buttons and fields */
.stButton button, .stFormSubmitButton button, .stDownloadButton button,
[data-testid="stPopover"] button { border-radius: 8px; min-height: 2.7rem; font-weight: 550; }
button[kind="primary"], button[kind="primaryFormSubmit"] {
  background: var(--primary) !important; border-color: var(--primary) !important;
}
button[kind="primary"] *, button[kind="primaryFormSubmit"] * { color: #fff !important; }
button[kind="primary"]:disabled { opacity: 0.45; }
[class*="st-key-go_"] [data-testid="stPageLink-NavLink"] {
  border: 1.5px solid var(--primary); border-radius: 8px; min-height: 2.7rem;
  padding: 0.4rem 0.9rem; justify-content: center; background: var(--paper);
}
[class*="st-key-go_"] [data-testid="stPageLink-NavLink"] * {
  color: var(--primary) !important; font-weight: 600;
}
[class*="st-key-go_first_"] [data-testid="stPageLink-NavLink"] { background: var(--primary); }
[class*="st-key-go_first_"] [data-testid="stPageLink-NavLink"] * { color: #fff !important; }
[data-testid="stVerticalBlockBorderWrapper"] { border-radius: var(--radius); }

/* our own blocks */
.lede { font-size: 1.12rem; color: var(--muted); margin: 0.35rem 0 0.2rem; max-width: 62ch;
  line-height: 1.45; }
.fiction { display: flex; gap: 0.7rem; align-items: center; background: #FFF4DC;
  border: 1px solid #E3B341; border-radius: 8px; padding: 0.45rem 0.9rem; font-size: 0.98rem; }
.fiction b { font-weight: 700; }
.tiles { display: grid; gap: 0.8rem; grid-template-columns: repeat(auto-fit, minmax(8.2rem, 1fr)); }
.tile { background: var(--surface); border-radius: var(--radius); padding: 0.75rem 1rem; }
.tile b { display: block; font-size: 1.75rem; line-height: 1.1; font-weight: 700;
  font-variant-numeric: tabular-nums; }
.tile span { color: var(--muted); font-size: 0.95rem; line-height: 1.25; }
.refusal { border-left: 6px solid var(--alert); background: #FCEEED; border-radius: 8px;
  padding: 0.8rem 1.1rem; line-height: 1.45; }
.void { text-align: center; padding: 2.2rem 1.2rem 1rem; color: var(--muted); }
.void b { display: block; color: var(--ink); font-size: 1.3rem; margin-bottom: 0.3rem; }
.void p { margin: 0 auto; max-width: 52ch; line-height: 1.5; }
.words { line-height: 1.5; white-space: pre-line; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.small { font-size: 0.92rem; }
.dot { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 50%; flex: none;
  margin-right: 0.45em; vertical-align: -0.05em; }
.attribution { margin-top: 2rem; padding-top: 0.7rem; border-top: 1px solid var(--line);
  color: var(--muted); font-size: 0.85rem; line-height: 1.45; }
@media (max-width: 640px) {
  html { font-size: 16px; }
  [data-testid="stMainBlockContainer"] { padding: 3.2rem 1rem 1rem; }
  .stApp h1 { font-size: 1.7rem; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
</style>
""")


def style_sheet() -> str:
    """Return the ``<style>`` element of every screen; it holds no text of a person."""
    return _SHEET.substitute(
        font_stack=FONT_STACK,
        ink=palette.INK,
        muted=palette.MUTED,
        paper=palette.PAPER,
        surface=palette.SURFACE,
        line=palette.LINE,
        primary=palette.PRIMARY,
        alert=palette.ALERT,
    )


BRAND = """
<div class="brand" aria-hidden="true"><svg viewBox="0 0 48 48" fill="none">
<path d="M7 21C7 12 16 6 25 8c9 2 13 9 11 17s-9 12-17 10S7 29 7 21Z" fill="#9CD0BF"/>
<path d="M15 27c0-9 8-15 16-13s12 9 10 16-8 11-15 10-11-6-11-13Z" fill="#379193"
 fill-opacity=".75"/>
<circle cx="26" cy="24" r="3.6" fill="#fff"/></svg><b>animmap</b></div>
"""
