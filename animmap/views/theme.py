"""The look of every screen: one style sheet built on the shared palette.

Large type and strong contrasts first: these screens are read on a projector, from the back
of a village hall. Fonts are set in ``.streamlit/config.toml``; nothing is asked of another host.
"""

from __future__ import annotations

from string import Template
from urllib.parse import quote

from animmap.core import palette

_SHEET = Template("""
<style>
:root {
  --ink: $ink; --muted: $muted; --paper: $paper; --surface: $surface; --line: $line;
  --primary: $primary; --alert: $alert; --tint: #E3EEEE; --radius: 10px;
}
html { font-size: 17px; }
#MainMenu, footer, [data-testid="stStatusWidget"], [data-testid="stToolbarActions"],
[data-testid="stAppDeployButton"], [data-testid="stMainMenu"],
[data-testid="stDecoration"], [data-testid="InputInstructions"] { display: none !important; }
/* Streamlit's own download of a table knows nothing of formulas, nor of who takes contacts away. */
[data-testid="stElementToolbar"] [aria-label^="Download as CSV"] { display: none !important; }
[data-testid="stHeader"] { background: transparent; }
[data-testid="stHeader"], [data-testid="stToolbar"] { pointer-events: none; }
[data-testid="stHeader"] button { pointer-events: auto; }
[data-testid="stMainBlockContainer"] { max-width: 1680px; padding: 1.3rem 2.2rem 1rem; }
.stApp :is(h1, h2, h3) { margin: 0; padding: 0; color: var(--ink); letter-spacing: -0.01em; }
.stApp h1 { font-size: 1.95rem; font-weight: 700; line-height: 1.15; }
.stApp h2 { font-size: 1.32rem; font-weight: 650; line-height: 1.2; margin-top: 0.7rem; }
.stApp h3 { font-size: 1.1rem; font-weight: 650; }
[data-testid="stHtml"] a { color: var(--primary); }
:focus-visible { outline: 3px solid #E39A2D !important; outline-offset: 2px; }
:is(input, textarea):focus-visible { outline: none !important; }

[data-testid="stSidebar"] { border-right: 1px solid var(--line); }
[data-testid="stSidebarHeader"] { height: 2.2rem; padding: 0.3rem 0.6rem 0; margin: 0; }
[data-testid="stSidebarUserContent"] { padding: 0 1rem 1rem; }
[data-testid="stSidebarContent"] { padding: 0; }
.brand { height: 2.4rem; margin: -1.4rem 0 0.2rem; padding-left: 2.9rem; line-height: 2.4rem;
  font-size: 1.4rem; font-weight: 750; letter-spacing: -0.02em; color: var(--primary);
  background: url("$mark") no-repeat left center / 2.3rem; }
.st-key-menu [data-testid="stPageLink-NavLink"] {
  padding: 0.45rem 0.7rem; border-radius: 8px; gap: 0.7rem; min-height: 2.6rem;
}
.st-key-menu [data-testid="stPageLink-NavLink"] p { font-size: 1.06rem; font-weight: 500; }
.st-key-menu [data-testid="stIconMaterial"] { font-size: 1.35rem; color: var(--primary); }
.st-key-menu [data-testid="stPageLink-NavLink"]:hover { background: var(--tint); }
.st-key-menu [class*="st-key-here_"] [data-testid="stPageLink-NavLink"] {
  background: var(--primary);
}
.st-key-menu [class*="st-key-here_"] :is(p, [data-testid="stIconMaterial"]) {
  color: var(--paper); font-weight: 600;
}

.stButton button, .stFormSubmitButton button, .stDownloadButton button,
[data-testid="stPopover"] button { min-height: 2.7rem; font-weight: 550; }
[class*="st-key-go_"] [data-testid="stPageLink-NavLink"] {
  border: 1.5px solid var(--primary); border-radius: 8px; min-height: 2.7rem;
  padding: 0.4rem 1rem; justify-content: center; background: var(--paper);
}
[class*="st-key-go_"] [data-testid="stPageLink-NavLink"] * {
  color: var(--primary); font-weight: 600;
}
[class*="st-key-go_first_"] [data-testid="stPageLink-NavLink"] { background: var(--primary); }
[class*="st-key-go_first_"] [data-testid="stPageLink-NavLink"] * { color: var(--paper); }
[class*="st-key-college_pick_"] button { min-height: 4.6rem; padding-left: 1.1rem; }
[class*="st-key-college_pick_"] button div, [class*="st-key-college_pick_"] button span {
  justify-content: flex-start; text-align: left;
}
[class*="st-key-college_pick_"] button > div { width: 100%; }
[class*="st-key-college_pick_"] button p {
  font-size: 1.2rem; font-weight: 600; line-height: 1.25; overflow-wrap: anywhere;
}
[class*="st-key-college_pick_"], .st-key-colleges [data-testid="stColumn"] > div { height: 100%; }
.st-key-frame_round label p {
  overflow: hidden; overflow-wrap: anywhere; line-height: 1.3;
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 5;
}
.st-key-frame_round [role="radiogroup"] { gap: 0.5rem; }
[data-testid="stSelectbox"] input { text-overflow: ellipsis; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {
  color: var(--muted) !important; opacity: 1 !important;
}
[data-testid="stSkipToContent"], [data-empty="true"] [role="option"] span {
  font-size: 0 !important;
}
[data-testid="stSkipToContent"]::after { content: "$skip"; font-size: 1rem; }
[data-empty="true"] [role="option"] span::after { content: "$nothing"; font-size: 1rem; }
/* The server or the network went away: said in our words, above whatever is on the screen. */
[data-test-connection-state="PINGING_SERVER"]::before,
[data-test-connection-state="DISCONNECTED_FOREVER"]::before {
  content: "$lost"; position: fixed; inset: 0 0 auto; z-index: 1000000; padding: 0.8rem 1rem;
  text-align: center; font-size: 1.15rem; font-weight: 600; color: #FFFFFF;
  background: var(--alert);
}
body:has([data-test-connection-state="PINGING_SERVER"]) [data-testid="stDialog"] {
  display: none !important;
}
[class*="st-key-layer_"] [data-testid="stWidgetLabel"] { align-items: center; }

.lede { font-size: 1.06rem; color: var(--muted); margin: 0.3rem 0 0; max-width: 78ch;
  line-height: 1.4; }
.fiction { background: #FFF4DC; border: 1px solid #E3B341; border-radius: 8px;
  padding: 0.3rem 0.8rem; font-size: 0.9rem; line-height: 1.4; color: #5C3D00; }
.tiles { display: grid; gap: 0.7rem; grid-template-columns: repeat(auto-fit, minmax(7.6rem, 1fr)); }
.tile { background: var(--surface); border-radius: var(--radius); padding: 0.65rem 0.9rem; }
.tile b { display: block; font-size: 1.7rem; line-height: 1.15; font-weight: 700; }
.tile span { display: block; color: var(--muted); font-size: 0.92rem; line-height: 1.25; }
.refusal { border-left: 6px solid var(--alert); background: #FCEEED; border-radius: 8px;
  padding: 0.8rem 1.1rem; line-height: 1.45; }
.void { text-align: center; padding: 1.8rem 1.2rem 1rem; color: var(--muted); }
[data-testid="stVerticalBlock"]:has(> [data-testid="stElementContainer"] .void) {
  padding-bottom: 2.2rem; }
.void b { display: block; color: var(--ink); font-size: 1.25rem; margin-bottom: 0.3rem; }
.void p { margin: 0 auto; max-width: 52ch; line-height: 1.5; }
.words { line-height: 1.45; white-space: pre-line; overflow-wrap: anywhere; }
.quote { border-left: 4px solid var(--primary); padding: 0.1rem 0 0.1rem 0.8rem;
  font-size: 1.12rem; line-height: 1.4; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.small { font-size: 0.92rem; line-height: 1.4; }
.badge { display: inline-block; background: var(--tint); color: var(--primary);
  border-radius: 99px; padding: 0.1rem 0.65rem; font-size: 0.86rem; font-weight: 600;
  margin: 0.35rem 0.4rem 0 0; }
.dot { display: inline-block; width: 0.85em; height: 0.85em; border-radius: 50%; flex: none; }
.card { display: flex; flex-direction: column; gap: 0.3rem; overflow-wrap: anywhere; }
.closed { opacity: 0.6; }
.stApp ol.events { list-style: none; margin: 0; padding: 0; }
.events li { display: flex; gap: 1rem; justify-content: space-between; padding: 0.45rem 0;
  border-bottom: 1px solid var(--line); line-height: 1.35; margin: 0; }
.events time { color: var(--muted); font-size: 0.88rem; white-space: nowrap; }
.stApp ul.features { list-style: none; margin: 0; padding: 0; }
.features li { display: flex; gap: 0.65rem; padding: 0.6rem 0; margin: 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; line-height: 1.35; }
.features .dot { margin-top: 0.25em; }
.features .told { margin: 0.15rem 0 0; font-size: 0.95rem; }
.speaker { display: flex; gap: 0.6rem; align-items: center; font-size: 1.2rem; }
.speaker .dot { width: 1.3rem; height: 1.3rem; }
.receipt { text-align: center; background: var(--surface); border-radius: var(--radius);
  padding: 1.6rem 1.2rem 1.2rem; }
.receipt p { margin: 0.5rem auto; max-width: 46ch; line-height: 1.45; }
.receipt .code { font-size: 3.6rem; font-weight: 750; letter-spacing: 0.18em; line-height: 1.2;
  color: var(--primary); padding-left: 0.18em; }
.mended { background: #FFF4DC; border-radius: 8px; padding: 0.7rem 1rem; line-height: 1.4; }
.mended p, .mended ul { margin: 0; }
.attribution { margin-top: 1.6rem; padding-top: 0.6rem; border-top: 1px solid var(--line);
  color: var(--muted); font-size: 0.85rem; line-height: 1.45; }
[class*="st-key-tall_map"] iframe { height: max(26rem, calc(100vh - 14.5rem)) !important; }
.st-key-explore_layers { row-gap: 0.2rem; }
.scrolled { max-height: max(24rem, calc(100vh - 18.5rem)); overflow-y: auto; }
.st-key-strip, [data-testid="stLayoutWrapper"]:has(> .st-key-strip) { display: none; }
@media (min-width: 1800px) { html { font-size: 19px; } }
@media (max-width: 640px) {
  html { font-size: 16px; }
  [data-testid="stMainBlockContainer"] { padding: 3.7rem 1rem 1rem; }
  .stApp h1 { font-size: 1.6rem; }
  [data-testid="stHeader"] { background: var(--paper); height: 3rem; min-height: 3rem; }
  .st-key-menu { display: none; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-strip) { display: block; }
  .st-key-strip { display: flex; flex-wrap: wrap !important; row-gap: 1rem; overflow: visible; }
  .st-key-strip [data-testid="stPageLink-NavLink"] {
    border: 1.5px solid var(--line); border-radius: 99px; padding: 0.35rem 0.65rem;
    min-height: 2.4rem; margin: 0; gap: 0; white-space: nowrap;
  }
  .st-key-strip :has(> [data-testid="stIconMaterial"]) { display: none; }
  .st-key-strip [class*="st-key-here_"] [data-testid="stPageLink-NavLink"] {
    background: var(--primary); border-color: var(--primary);
  }
  .st-key-strip [class*="st-key-here_"] [data-testid="stPageLink-NavLink"] * {
    color: var(--paper);
  }
  .events li { flex-direction: column; gap: 0; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(6.2rem, 1fr)); }
  .receipt .code { font-size: 2.6rem; }
  [class*="st-key-tall_map"] iframe { height: 58vh !important; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
</style>
""")

_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    '<path d="M7 21C7 12 16 6 25 8c9 2 13 9 11 17s-9 12-17 10S7 29 7 21Z" fill="#9CD0BF"/>'
    '<path d="M15 27c0-9 8-15 16-13s12 9 10 16-8 11-15 10-11-6-11-13Z" fill="#379193" '
    'fill-opacity=".75"/><circle cx="26" cy="24" r="3.6" fill="#fff"/></svg>'
)
BRAND = '<div class="brand">animmap</div>'


def style_sheet(nothing: str, skip: str, lost: str) -> str:
    """Return the ``<style>`` element of every screen; it holds no text of a person.

    Said in place of Streamlit's English words: ``nothing`` by a list that a search empties,
    ``skip`` by the link that leads a keyboard past the menu, ``lost`` by a band while the
    server does not answer.
    """
    return _SHEET.substitute(
        nothing=nothing.replace('"', ""),
        skip=skip.replace('"', ""),
        lost=lost.replace('"', ""),
        mark="data:image/svg+xml," + quote(_MARK),
        ink=palette.INK,
        muted=palette.MUTED,
        paper=palette.PAPER,
        surface=palette.SURFACE,
        line=palette.LINE,
        primary=palette.PRIMARY,
        alert=palette.ALERT,
    )
