"""``animmap compare``: the figures of a file of perimeters, as JSON and GeoPackage."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from animmap.commands import REFUSED, Say
from animmap.errors import AnimmapError


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("compare", help=say("cli.compare.help"))
    parser.add_argument("file", type=Path, metavar="FILE", help=say("cli.compare.file"))
    parser.add_argument("--layer", metavar="L", help=say("cli.compare.layer"))
    parser.add_argument("--college", metavar="COLUMN", help=say("cli.compare.college"))
    parser.add_argument("--id", metavar="COLUMN", dest="identifier", help=say("cli.compare.id"))
    parser.add_argument("--crs", metavar="EPSG:n", help=say("cli.compare.crs"))
    parser.add_argument("--threshold", type=float, default=0.5, help=say("cli.compare.threshold"))
    parser.add_argument("--points", type=Path, metavar="FILE", help=say("cli.compare.points"))
    parser.add_argument(
        "--json", type=Path, metavar="OUT.json", required=True, help=say("cli.compare.json")
    )
    parser.add_argument("--gpkg", type=Path, metavar="OUT.gpkg", help=say("cli.compare.gpkg"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, say: Say) -> int:
    """Compare the file and write what was asked; 2 and one line when something is refused."""
    try:
        _compare(options, say)
    except AnimmapError as error:
        print(_refusal(error, options.file.name, say), file=sys.stderr)
        return REFUSED
    return 0


def _refusal(error: AnimmapError, name: str, say: Say) -> str:
    """One line: the file, what happened and what to do, and the detail when there is one."""
    sentence = say(f"error.{error.code}", **{"name": name, **error.facts})
    detail = error.facts.get("reason") or error.facts.get("known")
    if not detail or str(detail) in sentence:
        return say("cli.refused", name=name, sentence=sentence)
    return say(
        "cli.refused_detail", name=name, sentence=sentence, detail=" ".join(str(detail).split())
    )


def _compare(options: argparse.Namespace, say: Say) -> None:
    from animmap.core.comparison import compare_shapes
    from animmap.report.geopackage import MOST_FACES, write_geopackage
    from animmap.services.compare_file import read_places, read_voices, report, report_portrait

    if not 0.0 < options.threshold <= 1.0:
        raise AnimmapError("threshold_out_of_range", threshold=options.threshold)
    voices = read_voices(
        options.file,
        layer=options.layer,
        college=options.college,
        identifier=options.identifier,
        crs=options.crs,
    )
    most_faces = MOST_FACES if options.gpkg else 0
    comparison = compare_shapes(voices.shapes, voices.crs, most_faces=most_faces)
    figures = report(voices, comparison, options.threshold)
    for refused in voices.rejected:
        refused["message"] = say(f"repair.{refused['code']}")
    if options.points:
        figures["portrait"] = report_portrait(comparison, read_places(options.points))
    _write_json(options.json, figures)
    if options.gpkg:
        exact = write_geopackage(options.gpkg, comparison, voices.rows, options.threshold)
        if not exact:
            print(say("cli.compare.bands"), file=sys.stderr)
    print(say("cli.compare.done", n=len(voices.shapes), out=options.json.name))


def _write_json(path: Path, figures: dict[str, object]) -> None:
    try:
        path.write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or ""
        raise AnimmapError("file_unwritable", name=path.name, reason=reason) from error
