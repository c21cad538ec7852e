"""Where a photo is decoded: a process of its own, that reads a file and writes two JPEGs of nothing but its pixels.

Upright, in sRGB, on white, scaled; of an animation the first frame. Whatever else was in the file stays behind.
"""

import io
import json
import sys
import warnings

import pillow_heif
from PIL import Image, ImageCms

from verhaal.stories.photos import LARGE, LONGEST_SIDE, MOST_PIXELS, SMALL, Refusal, Unusable

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF")
MEMORY = 5 * 2**28  # bytes of addresses; what 108 megapixels of progressive JPEG or HEIC take, and some air
LARGEST_PROFILE = 2**20  # bytes of colour profile; those of cameras are a few kB
QUALITY = 82
TURNS = {  # EXIF's orientations; 1 is upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I;16N", "I")


def main() -> None:
    _bound()
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))


def _answer(original: bytes) -> bytes:
    """A line of JSON (the size in pixels, the bytes of the large one; or the refusal), then both pictures."""
    try:
        large = _pixels(original)
    except Unusable as error:
        return json.dumps({"refused": error.refusal}).encode() + b"\n"
    small = large.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    first, second = _jpeg(large), _jpeg(small)
    head = {"width": large.width, "height": large.height, "large": len(first)}
    return json.dumps(head).encode() + b"\n" + first + second


def _pixels(original: bytes) -> Image.Image:
    """A new picture in which nothing but the pixels of the original stand. Raises `Unusable`."""
    try:
        image = _opened(original)
        seen = _in_srgb(_scaled(_plain(image)), image.info.get("icc_profile"))
        clean = Image.new("RGB", seen.size)
        clean.paste(seen)
        return _upright(clean, image)
    except Unusable:
        raise
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable(Refusal.HUGE) from None
    except Exception:  # decoders raise all sorts; whatever it was, this is not a photo to show
        raise Unusable(Refusal.DAMAGED) from None


def _opened(original: bytes) -> Image.Image:
    """Opened, its size checked from the header, before a pixel is made."""
    image = Image.open(io.BytesIO(original), formats=FORMATS)
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Unusable(Refusal.HUGE)
    most = max(width, height, LARGE)
    image.draft(None, (width * LARGE // most or 1, height * LARGE // most or 1))  # a large JPEG decodes at a fraction
    image.load()
    return image


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits a channel, so that it can be scaled; see-through parts still are."""
    if image.mode in SIXTEEN_BITS:
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _scaled(image: Image.Image) -> Image.Image:
    image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours of the web, by the photo's own profile where that can be used."""
    if profile and len(profile) <= LARGEST_PROFILE:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            seen = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return seen or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB")


def _upright(clean: Image.Image, image: Image.Image) -> Image.Image:
    """Turned as the camera was held; HEIC is turned by its decoder already."""
    try:
        turn = TURNS.get(image.getexif().get(0x0112, 1))
    except Exception:  # a broken tag must not cost the photo
        return clean
    return clean if turn is None else clean.transpose(turn)


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return written.getvalue()


def _bound() -> None:
    """Memory bounded, nothing written to disk, and a picture beyond the limit is an error before it is decoded."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    except (ImportError, ValueError):  # not on this system, or a stricter limit stands already
        pass


if __name__ == "__main__":
    main()
