"""Files as phones make them and as an attacker would, made in code: name → (bytes, what must come of it)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

from verhaal.stories.photos import Refusal

pillow_heif.register_heif_opener()

SECRET = b"GEHEIM-52.0907N-5.1214E"  # stands in every kind of metadata; must never come out
SCRIPT = b"<script>alert(document.cookie)</script>"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description>' + SECRET + b"</rdf:Description></x:xmpmeta>"


def scene(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right, so that a turn shows."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def jpeg(**more: Any) -> bytes:
    return saved(scene(), "JPEG", **more)


def exif(orientation: int = 1) -> Image.Exif:
    """With a position, a maker and a description, as a phone writes them."""
    tags = Image.Exif()
    tags[0x0112], tags[0x010F], tags[0x010E] = orientation, SECRET.decode(), SECRET.decode()
    tags.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 26.5), 3: "E", 4: (5.0, 7.0, 17.0)})
    return tags


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def with_everything() -> bytes:
    """EXIF with a position, XMP, IPTC and a comment."""
    plain = jpeg(exif=exif(), comment=SECRET, xmp=XMP)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(SECRET)) + SECRET
    return plain[:2] + segment(0xED, iptc) + plain[2:]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, data: bytes, *before: bytes) -> bytes:
    """A PNG of eight grey bits that says it is so large, whatever it holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(before) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@cache  # in a second, of which five tests ask
def zeros(megabytes: int) -> bytes:
    pack = zlib.compressobj(9)
    return b"".join(pack.compress(bytes(2**20)) for _ in range(megabytes)) + pack.flush()


def text_bomb() -> bytes:
    return png(8, 8, zlib.compress(bytes(72)), chunk(b"zTXt", b"Comment\0\0" + zeros(300)))


def profile_bomb() -> bytes:
    return png(8, 8, zlib.compress(bytes(72)), chunk(b"iCCP", b"x\0\0" + zeros(300)))


def gif_bomb() -> bytes:
    """Thirteen bytes that ask for 4.3 gigapixels."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0)
    return b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + bytes(6) + frame + b"\x02\x02\x4c\x01\x00;"


def growing_gif() -> bytes:
    """A small screen with a frame that is far larger."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0)
    return b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0x80, 0, 0) + bytes(6) + frame + b"\x02\x02\x4c\x01\x00;"


def jpeg_saying(width: int, height: int) -> bytes:
    """A small JPEG whose header says it is so large."""
    plain = bytearray(jpeg())
    at = plain.index(b"\xff\xc0")
    plain[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(plain)


def html_jpeg() -> bytes:
    """Begins as HTML would within a comment, and is a sound JPEG."""
    plain = jpeg()
    return plain[:2] + segment(0xFE, b"--><html>" + SCRIPT + b"</html><!--") + plain[2:] + SCRIPT


def php_gif() -> bytes:
    plain = saved(scene(), "GIF")
    return plain[:-1] + b"!\xfe" + bytes([30]) + b"<?php system($_GET['c']); ?>  " + b"\x00;" + b"<?php echo 1; ?>"


def zip_jpeg() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        folder.writestr("evil.html", SCRIPT * 20)
    return jpeg() + out.getvalue()


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (120, 80), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, loop=0)


def bombs_in_motion() -> bytes:
    """A WebP of which the second frame is as large as they come."""
    plain = bytearray(animated("WEBP"))
    at = plain.index(b"VP8X")
    plain[at + 12 : at + 18] = b"\xff\x3f\x00\xff\x3f\x00"
    return bytes(plain)


def sixteen_bits() -> bytes:
    deep = Image.new("I;16", (64, 48))
    deep.putdata([(x * 1024) % 65536 for x in range(64)] * 48)
    return saved(deep, "PNG")


def palette_see_through() -> bytes:
    image = scene(mode="P")
    return saved(image, "PNG", transparency=0)


def huge_profile() -> bytes:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return jpeg(icc_profile=srgb + SECRET * 200_000)


def broken_exif() -> bytes:
    plain = jpeg()
    return plain[:2] + segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 200) + plain[2:]


def png_with_text() -> bytes:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", SECRET.decode())
    said.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    return saved(scene(), "PNG", pnginfo=said, exif=exif())


def heic(**more: Any) -> bytes:
    return saved(scene(), "HEIF", quality=70, **more)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + SCRIPT + b"</svg>"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>"

# The name that the browser gives, how the file is made, and its refusal; None where it must come out as a safe picture.
FILES: dict[str, tuple[str, Callable[[], bytes], Refusal | None]] = {
    "a plain JPEG": ("a.jpg", jpeg, None),
    "a JPEG with GPS, XMP, IPTC and a comment": ("b.jpg", with_everything, None),
    "a JPEG held sideways": ("c.jpg", lambda: jpeg(exif=exif(6)), None),
    "a JPEG of four inks": ("d.jpg", lambda: saved(scene(mode="CMYK"), "JPEG"), None),
    "a JPEG in grey": ("e.jpg", lambda: saved(scene(mode="L"), "JPEG"), None),
    "a JPEG with a colour profile of 4 MB": ("f.jpg", huge_profile, None),
    "a JPEG with broken EXIF": ("g.jpg", broken_exif, None),
    "a JPEG that is also HTML": ("h.html", html_jpeg, None),
    "a JPEG with a zip behind it": ("i.jpg", zip_jpeg, None),
    "a phone's two pictures in one (MPO)": (
        "j.jpg", lambda: saved(scene(), "MPO", save_all=True, append_images=[scene()]), None),
    "a JPEG under the name of a program": ("../../k.php\x00.exe", jpeg, None),
    "a PNG with text and XMP": ("l.png", png_with_text, None),
    "a PNG of sixteen bits": ("m.png", sixteen_bits, None),
    "a PNG with a see-through palette": ("n.png", palette_see_through, None),
    "an animated PNG": ("o.png", lambda: animated("PNG"), None),
    "an animated GIF": ("p.gif", lambda: animated("GIF"), None),
    "an animated WebP": ("q.webp", lambda: animated("WEBP"), None),
    "a GIF that is also PHP": ("r.php", php_gif, None),
    "a HEIC with a position": ("s.heic", lambda: heic(exif=exif().tobytes(), xmp=XMP), None),
    "a HEIC under the name of a JPEG": ("t.jpg", heic, None),
    "a PNG bomb of 50,000 × 50,000": ("A.png", lambda: png(50_000, 50_000, zeros(50)), Refusal.HUGE),
    "a PNG whose text unpacks to 300 MB": ("B.png", text_bomb, Refusal.DAMAGED),
    "a PNG whose colour profile unpacks to 300 MB": ("Y.png", profile_bomb, Refusal.DAMAGED),
    "a GIF bomb": ("C.gif", gif_bomb, Refusal.HUGE),
    "a GIF with a frame larger than its screen": ("D.gif", growing_gif, Refusal.HUGE),
    "a JPEG of 65,500 × 65,500": ("E.jpg", lambda: jpeg_saying(65_500, 65_500), Refusal.HUGE),
    "a JPEG 50,000 pixels wide": ("F.jpg", lambda: saved(scene(50_000, 40), "JPEG"), Refusal.HUGE),
    "a WebP that says it is 268 megapixels": ("G.webp", bombs_in_motion, Refusal.HUGE),
    "a JPEG cut in half": ("H.jpg", lambda: jpeg(quality=95)[:900], Refusal.DAMAGED),
    "a PNG cut in half": ("I.png", lambda: saved(Image.effect_noise((200, 200), 60), "PNG")[:9000], Refusal.DAMAGED),
    "a HEIC cut in half": ("J.heic", lambda: heic()[:500], Refusal.DAMAGED),
    "the first bytes of a JPEG": ("K.jpg", lambda: b"\xff\xd8\xff\xe0", Refusal.DAMAGED),
    "the first bytes of a PNG, and a script": ("L.png", lambda: b"\x89PNG\r\n\x1a\n" + SCRIPT, Refusal.DAMAGED),
    "an SVG with a script": ("M.svg", lambda: SVG, Refusal.UNKNOWN),
    "an SVG under the name of a JPEG": ("N.jpg", lambda: SVG, Refusal.UNKNOWN),
    "text under the name of a JPEG": ("O.jpg", lambda: b"Dit is geen foto." * 50, Refusal.UNKNOWN),
    "HTML under the name of a JPEG": ("P.jpg", lambda: b"<!doctype html>" + SCRIPT, Refusal.UNKNOWN),
    "a PDF under the name of a JPEG": ("Q.jpg", lambda: PDF, Refusal.UNKNOWN),
    "a TIFF": ("R.tiff", lambda: saved(scene(), "TIFF"), Refusal.UNKNOWN),
    "a BMP": ("S.bmp", lambda: saved(scene(), "BMP"), Refusal.UNKNOWN),
    "an icon": ("T.ico", lambda: saved(scene(64, 64), "ICO"), Refusal.UNKNOWN),
    "encapsulated PostScript": ("U.eps", lambda: saved(scene(), "EPS"), Refusal.UNKNOWN),
    "a film": ("V.mp4", lambda: b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(500), Refusal.UNKNOWN),
    "nothing at all": ("W.jpg", lambda: b"", Refusal.EMPTY),
    "41 MB": ("X.jpg", lambda: jpeg() + bytes(41 * 2**20), Refusal.HEAVY),
}  # fmt: skip
