"""Leave GDAL only the drivers animmap needs, before anything loads it.

GDAL chooses a driver from a file's content, whatever its name: a "GeoJSON" may be a
virtual file that reads the server's files, its database or an internal address. Drivers
can only be left out through the environment, before the first import of ``pyogrio``: call
:func:`guard_gdal` first thing in every process, :func:`check_gdal` before reading a file.
"""

from __future__ import annotations

import os

ALLOWED_DRIVERS = frozenset({"ESRI Shapefile", "GPKG", "LIBKML", "MEM"})

# The other vector drivers of the GDAL 3.12 in pyogrio's wheels; check_gdal catches a new one.
_SKIPPED_DRIVERS = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,"
    "ESRIJSON,Elasticsearch,FlatGeobuf,GDALG,GML,GPSBabel,GPX,GTFS,GeoJSON,"
    "GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,LVBAG,MBTiles,MVT,MapML,"
    "MiraMonVector,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,OpenFileGDB,"
    "PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,PMTiles,S57,SQLite,SXF,Selafin,TopoJSON,VDV,"
    "VFK,VICAR,WAsP,WFS,XLSX,MapInfo File"
)
_DEAD_PROXY = "127.0.0.1:9"


def guard_gdal() -> None:
    """Set the environment that makes GDAL forget its other drivers and the network."""
    os.environ["GDAL_SKIP"] = _SKIPPED_DRIVERS
    os.environ["GDAL_HTTP_PROXY"] = _DEAD_PROXY
    os.environ["CPL_VSIL_CURL_ALLOWED_EXTENSIONS"] = ".none"


def check_gdal() -> None:
    """Refuse to go on when GDAL was loaded with a driver that may read something else.

    Raises
    ------
    RuntimeError
        When :func:`guard_gdal` ran too late, or when this GDAL brings a driver it does not know.
    """
    import pyogrio

    extra = set(pyogrio.list_drivers()) - ALLOWED_DRIVERS
    if extra:
        raise RuntimeError(f"GDAL still holds drivers that may read other files: {sorted(extra)}")
