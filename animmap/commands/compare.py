"""``animmap compare``: the figures of a file of perimeters, as JSON and GeoPackage."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from animmap.commands import REFUSED, Say
from animmap.commands.refusals import explain, tell
from animmap.errors import AnimmapError, reason_of

if TYPE_CHECKING:
    from animmap.core.comparison import Comparison
    from animmap.core.model import Feature
    from animmap.services.compare_file import Notice, Voices
    from animmap.services.compare_levels import Figures


# What these ask is not told where areas by level alone are.
_BEYOND_LEVELS = ("maybe", "tolerance", "before", "zones", "points", "gpkg")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("compare", help=say("cli.compare.help"))
    parser.add_argument("file", type=Path, metavar="FILE", help=say("cli.compare.file"))
    parser.add_argument("--layer", metavar="L", help=say("cli.compare.layer"))
    parser.add_argument("--college", metavar="COLUMN", help=say("cli.compare.college"))
    parser.add_argument("--id", metavar="COLUMN", dest="identifier", help=say("cli.compare.id"))
    parser.add_argument("--crs", metavar="EPSG:n", help=say("cli.compare.crs"))
    parser.add_argument(
        "--threshold", type=_share, default=0.5, metavar="0.5", help=say("cli.compare.threshold")
    )
    parser.add_argument("--maybe", type=Path, metavar="FILE", help=say("cli.compare.maybe"))
    parser.add_argument(
        "--tolerance", type=_metres, metavar="METRES", help=say("cli.compare.tolerance")
    )
    parser.add_argument("--before", type=Path, metavar="FILE", help=say("cli.compare.before"))
    parser.add_argument("--zones", type=Path, metavar="FILE", help=say("cli.compare.zones"))
    parser.add_argument("--zone-name", metavar="COLUMN", help=say("cli.compare.zone_name"))
    parser.add_argument("--points", type=Path, metavar="FILE", help=say("cli.compare.points"))
    parser.add_argument(
        "--json", type=Path, metavar="OUT.json", required=True, help=say("cli.compare.json")
    )
    parser.add_argument("--gpkg", type=Path, metavar="OUT.gpkg", help=say("cli.compare.gpkg"))
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--approximate", action="store_true", help=say("cli.compare.approximate"))
    how.add_argument("--exact", action="store_true", help=say("cli.compare.exact"))
    parser.set_defaults(run=run)


def _share(text: str) -> float:
    """Read a share written with a point or a comma."""
    return float(text.replace(",", "."))


def _metres(text: str) -> float:
    """Read a positive length."""
    metres = _share(text)
    if not 0.0 < metres < float("inf"):
        raise ValueError(text)
    return metres


def run(options: argparse.Namespace, say: Say) -> int:
    """Compare the file and write what was asked; 2 and one line when something is refused."""
    import shapely

    try:
        _compare(options, say)
    except AnimmapError as error:
        tell(explain(error, options.file.name, say))
        return REFUSED
    except (MemoryError, shapely.errors.GEOSException) as error:
        refused = AnimmapError("geometry_too_complex", reason=str(error)[:120])
        tell(explain(refused, options.file.name, say))
        return REFUSED
    return 0


def _compare(options: argparse.Namespace, say: Say) -> None:
    from animmap.services.compare_file import read_voices
    from animmap.services.compare_levels import MOST_VOICES, WORTH_WAITING
    from animmap.services.compiling import prepare_once

    if not 0.0 < options.threshold <= 1.0:
        raise AnimmapError("threshold_out_of_range", threshold=options.threshold)
    _check_outputs(options)
    voices = read_voices(
        options.file,
        layer=options.layer,
        college=options.college,
        identifier=options.identifier,
        crs=options.crs,
    )
    levels_only = options.approximate or len(voices.shapes) > MOST_VOICES
    wait = levels_only and options.exact and len(voices.shapes) > WORTH_WAITING
    if prepare_once([shape.geometry for shape in voices.shapes], wait=wait):
        tell(say("cli.compare.compiling"))
    for refused in voices.rejected:
        refused["message"] = say(f"repair.{refused['code']}")
    if levels_only:
        figures, notices = _read_levels(options, voices, say)
    else:
        figures, notices = _read_all(options, voices, say)
    _conclude(options, figures, [*voices.notices, *notices], say)
    print(say("cli.compare.done", n=len(voices.shapes), out=options.json.name))
    if voices.repaired or voices.rejected:
        mended, refused_rows = len(voices.repaired), len(voices.rejected)
        print(say("cli.compare.mended", mended=mended, refused=refused_rows))


def _read_all(
    options: argparse.Namespace, voices: Voices, say: Say
) -> tuple[Figures, list[Notice]]:
    """Compare in full; write the GeoPackage when asked."""
    from animmap.core.comparison import compare_shapes
    from animmap.core.overlay import FACES_LIMIT
    from animmap.report.geopackage import MOST_FACES
    from animmap.services.compare_report import report

    most_faces = MOST_FACES if options.gpkg else FACES_LIMIT
    comparison = compare_shapes(voices.shapes, voices.crs, most_faces=most_faces)
    figures = report(voices, comparison, options.threshold)
    notices = _add_grades(options, voices, figures)
    _add_evolution(options, voices, comparison, figures)
    places, told = _read_places(options)
    notices += [*told, *_add_zones(options, voices, comparison, places, figures)]
    return figures, notices + _add_facing(options, comparison, places, figures, say)


def _read_levels(
    options: argparse.Namespace, voices: Voices, say: Say
) -> tuple[Figures, list[Notice]]:
    """Read the areas by level only: from a grid, or exactly, telling how far it is."""
    from animmap.services.compare_levels import (
        MOST_VOICES,
        largest_error_km2,
        report_exact_levels,
        report_surface,
    )

    notices: list[Notice] = [("levels_only", {"most": MOST_VOICES})]
    ignored = [f"--{name}" for name in _BEYOND_LEVELS if getattr(options, name)]
    if ignored:
        notices.append(("levels_ignored", {"options": ", ".join(ignored), "n": len(ignored)}))
    if options.exact:
        return report_exact_levels(voices, options.threshold, _tell_progress(say)), notices
    figures = report_surface(voices, options.threshold)
    error = f"{largest_error_km2(figures):.3g}"
    return figures, [*notices, ("approximate", {"error": error})]


def _tell_progress(say: Say) -> Callable[[float], None]:
    """Return what tells, on the error output, each tenth of the work done."""
    told = 0

    def on_progress(part: float) -> None:
        nonlocal told
        if int(part * 10) > told:
            told = int(part * 10)
            tell(say("cli.compare.progress", percent=10 * told))

    return on_progress


def _add_grades(options: argparse.Namespace, voices: Voices, figures: Figures) -> list[Notice]:
    """Add what sure and maybe give, when there is a file of the maybe outlines."""
    from animmap.services.compare_graded import read_maybe, report_graded

    if not options.maybe:
        return []
    maybe, strangers = read_maybe(options.maybe, voices, identifier=options.identifier)
    figures["graded"] = report_graded(voices, maybe)
    return [("maybe_strangers", {"n": strangers})] if strangers else []


def _add_evolution(
    options: argparse.Namespace, voices: Voices, comparison: Comparison, figures: Figures
) -> None:
    """Add what moved since the question asked before, when there is a file of it."""
    from animmap.services.evolution_report import report_files

    if options.before:
        figures["evolution"] = report_files(
            options.before,
            voices,
            comparison,
            options.threshold,
            college=options.college,
            identifier=options.identifier,
        )


def _read_places(options: argparse.Namespace) -> tuple[list[Feature], list[Notice]]:
    """Read the places, when there is a file of them."""
    from animmap.services.compare_file import read_places

    if not options.points:
        return [], []
    places, left_out = read_places(options.points, crs=options.crs)
    return places, [("places_left_out", {"n": left_out})] if left_out else []


def _add_zones(
    options: argparse.Namespace,
    voices: Voices,
    comparison: Comparison,
    places: list[Feature],
    figures: Figures,
) -> list[Notice]:
    """Add the debated zones and the portrait; write the GeoPackage when asked."""
    from animmap.report.geopackage import write_geopackage
    from animmap.services.compare_readings import read_debates
    from animmap.services.compare_report import report_debates, report_portrait

    notices: list[Notice] = []
    debates = read_debates(comparison)
    figures |= report_debates(comparison, debates, places, options.threshold, options.tolerance)
    if options.points:
        figures["portrait"], astray = report_portrait(comparison, places)
        notices += [("places_astray", {})] if astray else []
    if options.gpkg:
        zones = [debate.zone for debate in debates]
        exact = write_geopackage(options.gpkg, comparison, voices.rows, options.threshold, zones)
        notices += [] if exact else [("bands", {})]
    return notices


def _add_facing(
    options: argparse.Namespace,
    comparison: Comparison,
    places: list[Feature],
    figures: Figures,
    say: Say,
) -> list[Notice]:
    """Add how the majority stands beside zones that exist, when there is a file of them."""
    from animmap.services.zones_report import report_zones

    if not options.zones:
        return []
    figures["zones"], notices = report_zones(
        (options.zones, options.zone_name), comparison, options.threshold, places, say
    )
    return notices


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse, before computing, to write over what is read or where nothing can be written."""
    read = (options.file, options.points, options.maybe, options.before, options.zones)
    taken = {path.resolve() for path in read if path}
    for out in filter(None, (options.json, options.gpkg)):
        place = out.resolve()
        if place in taken:
            raise AnimmapError("file_overwritten", name=out.name)
        if not place.parent.is_dir():
            raise AnimmapError("folder_missing", name=out.name, folder=str(place.parent))
        if place.is_dir() or not os.access(place.parent, os.W_OK):
            raise AnimmapError("file_unwritable", name=out.name, reason="")
        taken.add(place)


def _conclude(
    options: argparse.Namespace,
    figures: Figures,
    notices: Sequence[Notice],
    say: Say,
) -> None:
    """Write the figures; say in a line each what a person should check."""
    from animmap.services.plain import spell

    messages = [say(f"cli.notice.{code}", **facts) for code, facts in notices]
    figures["notices"] = [
        {"code": code, "message": message}
        for (code, _), message in zip(notices, messages, strict=True)
    ]
    try:
        with options.json.open("w", encoding="utf-8") as out:
            out.writelines(spell(figures))
    except OSError as error:
        reason = reason_of(error)
        raise AnimmapError("file_unwritable", name=options.json.name, reason=reason) from error
    for message in messages:
        tell(message)
