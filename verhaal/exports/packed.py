"""A zip file that is the same for the same content: no clock and no computer stands in it."""

import io
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file knows


def packed(made: io.BytesIO) -> bytes:
    """The same files in the same order, in a file without times; OpenDocument's `mimetype` stays readable as it is."""
    packed_anew = io.BytesIO()
    with ZipFile(made) as old, ZipFile(packed_anew, "w") as new:
        for name in old.namelist():
            file = ZipInfo(name, LONG_AGO)
            file.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            file.external_attr = 0o644 << 16
            new.writestr(file, old.read(name))
    return packed_anew.getvalue()
