"""The house rules, one test each: a broken one names itself."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "animmap"
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
EVERYWHERE = {"errors", "settings", "texts", "vendored"}

# What each layer may import of ours, besides itself and EVERYWHERE.
ALLOWED = {
    "core": set(),
    "storage": {"core"},
    "sources": {"core"},
    "report": {"core"},
    "services": {"storage", "sources", "report", "core"},
    "views": {"services", "core"},
    "web": {"services", "core"},
    "commands": {"services", "report", "core"},
}
# Outside libraries that only some layers may know.
RESERVED = {
    "streamlit": {"views", "web", "pages", "app"},
    "streamlit_folium": {"views"},
    "folium": {"views"},
    "branca": {"views"},
    "sqlalchemy": {"storage"},
    "sqlite3": {"storage"},
    "alembic": {"storage"},
    "starlette": {"web", "app"},
    "typst": {"report"},
}
IMPURE_MODULES = {"os", "random", "requests", "secrets", "socket", "subprocess", "time", "urllib"}
IMPURE_CALLS = re.compile(r"\b(open\(|datetime\.now|date\.today|uuid4\(|default_rng\(\))")
VAGUE = {"utils", "helpers", "common", "manager", "misc", "process"}
LONGEST_MODULE, LONGEST_PAGE, LONGEST_FUNCTION = 300, 80, 40


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def layer_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    if parts[0] == "pages":
        return "pages"
    return parts[1] if len(parts) > 2 else path.stem


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ours(path: Path) -> set[str]:
    """First names under the package that a file imports."""
    found = {name.split(".")[1] for name in imports_of(path) if name.startswith("animmap.")}
    return {
        name for name in found if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()
    }


@pytest.mark.parametrize("path", [m for m in MODULES if layer_of(m) in ALLOWED], ids=name_of)
def test_imports_point_down_only(path):
    layer = layer_of(path)
    assert ours(path) - ALLOWED[layer] - EVERYWHERE - {layer} == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_never_reaches_storage(path):
    assert ours(path) <= {"views", "services", "core"} | EVERYWHERE


@pytest.mark.parametrize("path", MODULES + PAGES, ids=name_of)
def test_a_reserved_library_stays_in_its_layer(path):
    known = {name.split(".")[0] for name in imports_of(path)}
    for library in known & RESERVED.keys():
        assert layer_of(path) in RESERVED[library], library


@pytest.mark.parametrize("path", sorted((PACKAGE / "core").rglob("*.py")), ids=name_of)
def test_the_core_reads_no_file_clock_network_or_randomness(path):
    assert {name.split(".")[0] for name in imports_of(path)} & IMPURE_MODULES == set()
    assert IMPURE_CALLS.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES + PAGES, ids=name_of)
def test_session_state_and_the_address_are_each_touched_in_one_module(path):
    text = path.read_text(encoding="utf-8")
    if name_of(path) != "animmap/views/state.py":
        assert "session_state" not in text
        assert "st.context" not in text
    if name_of(path) != "animmap/views/address_bar.py":
        assert not re.search(r"\bst\.query_params", text)


@pytest.mark.parametrize("path", MODULES + PAGES, ids=name_of)
def test_modules_pages_and_functions_stay_short(path):
    source = path.read_text(encoding="utf-8")
    longest = LONGEST_PAGE if layer_of(path) == "pages" else LONGEST_MODULE
    assert len(source.splitlines()) <= longest
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _code_lines(node) > LONGEST_FUNCTION
    }
    assert long == {}


def _code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = node.body[0]
    doc = (
        first.end_lineno - first.lineno + 1
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        else 0
    )
    return node.end_lineno - node.lineno + 1 - doc


@pytest.mark.parametrize("path", MODULES + PAGES, ids=name_of)
def test_a_module_is_named_after_what_it_owns(path):
    assert path.stem not in VAGUE


@pytest.mark.parametrize("path", MODULES + PAGES, ids=name_of)
def test_no_french_sentence_hides_in_code(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    sentences = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
        and re.search(r"[àâçéèêëîïôûùœ]\w* |\w [àâçéèêëîïôûùœ]", node.value)
    ]
    assert sentences == []


def test_every_refusal_is_an_animmap_error():
    """No ``assert`` guards data in the package: it vanishes under -O."""
    guarded = [
        name_of(path)
        for path in MODULES
        if any(isinstance(n, ast.Assert) for n in ast.walk(ast.parse(path.read_text("utf-8"))))
    ]
    assert guarded == []


def test_migrations_form_one_line():
    steps = sorted((PACKAGE / "storage" / "migrations" / "versions").glob("0*.py"))
    told = [path.read_text("utf-8") for path in steps]
    known = [re.search(r'^revision = "(\d+)"', text, re.MULTILINE)[1] for text in told]
    followed = re.findall(r'^down_revision = "(\d+)"', "\n".join(told), re.MULTILINE)
    assert followed == known[:-1], "each migration follows the one before it"
