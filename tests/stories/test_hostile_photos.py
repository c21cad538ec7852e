"""Whatever is sent as a photo becomes a safe picture or is refused; in bounded memory."""

import io
import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image, ImageStat

from tests.stories import hostile
from tests.stories.hostile import FILES, SCRIPT, SECRET
from verhaal.stories.photos import LARGE, SMALL, Picture, Refusal, Unusable, made_safe

MEGABYTE = 2**20
SAFE = [name for name, (_, _, refusal) in FILES.items() if refusal is None]
REFUSED = [name for name in FILES if name not in SAFE]
MARKS = (
    SECRET, SCRIPT, b"Exif", b"xmpmeta", b"Photoshop", b"8BIM", b"ICC_PROFILE", b"MPF", b"<?php", b"<html",
    b"PK\x03\x04",
)  # fmt: skip

pytestmark = pytest.mark.slow


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_nothing_but_pixels(content: bytes, longest: int) -> None:
    image = opened(content)
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert max(image.size) <= longest
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert dict(image.getexif()) == {}
    assert content.endswith(b"\xff\xd9")
    assert content.count(b"\xff\xfe") == 0 or b"\xff\xfe" not in content[: content.index(b"\xff\xda")]
    for mark in MARKS:
        assert mark not in content, mark


@pytest.mark.parametrize("name", SAFE)
def test_what_can_be_shown_comes_out_as_nothing_but_pixels(name: str) -> None:
    picture = made_safe(FILES[name][1]())
    is_nothing_but_pixels(picture.large, LARGE)
    is_nothing_but_pixels(picture.small, SMALL)
    assert opened(picture.large).size == (picture.width, picture.height)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_shown_is_refused_with_its_reason(name: str) -> None:
    _, make, refusal = FILES[name]
    with pytest.raises(Unusable) as refused:
        made_safe(make())
    assert refused.value.refusal == refusal


def test_there_are_enough_hostile_files() -> None:
    assert len(FILES) >= 40


def test_the_marks_that_must_go_are_really_in_what_comes_in() -> None:
    """Without this, the tests above could pass on files that never held anything."""
    assert hostile.with_everything().count(SECRET) >= 4
    assert dict(opened(hostile.with_everything()).getexif().get_ifd(0x8825))[1] == "N"
    assert SECRET in hostile.heic(exif=hostile.exif().tobytes())
    assert SCRIPT in hostile.html_jpeg()


def test_a_photo_held_sideways_stands_upright() -> None:
    picture = made_safe(hostile.jpeg(exif=hostile.exif(6)))
    image = opened(picture.large)
    assert image.size == (200, 320)
    above, below = image.getpixel((100, 40)), image.getpixel((100, 280))
    assert isinstance(above, tuple)
    assert isinstance(below, tuple)
    assert above[0] > 150 > below[0]  # red was left, and is above after a quarter turn


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_camera_gives_the_same_photo(orientation: int) -> None:
    upright = hostile.scene(120, 80)
    back = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    held = upright if back is None else upright.transpose(back)
    picture = made_safe(hostile.saved(held, "JPEG", exif=hostile.exif(orientation), quality=95))
    image = opened(picture.large)
    assert image.size == (120, 80)
    assert image.getpixel((20, 40))[0] > 150 > image.getpixel((100, 40))[0]  # type: ignore[index]


def test_an_animation_becomes_its_first_frame() -> None:
    for kind in ("GIF", "PNG", "WEBP"):
        red, green, blue = ImageStat.Stat(opened(made_safe(hostile.animated(kind)).large)).mean
        assert red > 240, kind
        assert max(green, blue) < 20, kind


def test_sixteen_bits_keep_their_shades() -> None:
    darkest, lightest = opened(made_safe(hostile.sixteen_bits()).large).convert("L").getextrema()
    assert darkest in range(10)
    assert lightest in range(245, 256)


def test_what_is_see_through_becomes_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert min(ImageStat.Stat(opened(made_safe(hostile.saved(clear, "PNG")).large)).mean) > 250


def test_colours_of_another_space_are_brought_to_that_of_the_web() -> None:
    """Inks by their profile-less rule, and grey, stay recognisably what they were."""
    image = opened(made_safe(hostile.saved(hostile.scene(mode="CMYK"), "JPEG", quality=95)).large)
    red = image.getpixel((40, 100))
    assert isinstance(red, tuple)
    assert red[0] > 150
    assert red[2] < 80


def test_a_photo_is_scaled_but_never_enlarged() -> None:
    wide = made_safe(hostile.saved(hostile.scene(5000, 2500), "JPEG"))
    assert (wide.width, wide.height) == (2048, 1024)
    assert opened(wide.small).size == (960, 480)
    little = made_safe(hostile.jpeg())
    assert (little.width, little.height) == opened(little.small).size == (320, 200)


def test_the_same_file_gives_the_same_bytes() -> None:
    assert made_safe(hostile.jpeg()) == made_safe(hostile.jpeg())


# A small process in between: what a child of ours had at most would count our own memory too.
MEASURE = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "verhaal.stories.darkroom"], stdin=sys.stdin, capture_output=True)
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
sys.stdout.buffer.write(b"%d %d\\n" % (done.returncode, most) + done.stdout)
"""


def peak(original: bytes) -> tuple[bytes, int]:
    """What the decoder answers, and the most memory that its process had, in bytes."""
    done = subprocess.run([sys.executable, "-c", MEASURE], input=original, capture_output=True, check=True)
    head, _, answer = done.stdout.partition(b"\n")
    status, kilobytes = map(int, head.split())
    assert status == 0
    return answer, kilobytes * 1024


def noise(width: int, height: int) -> Image.Image:
    tile = Image.merge("RGB", [Image.effect_noise((1000, 1000), spread) for spread in (40, 50, 60)])
    image = Image.new("RGB", (width, height))
    for across in range(0, width, 1000):
        for down in range(0, height, 1000):
            image.paste(tile, (across, down))
    return image


def of_48_megapixels() -> bytes:
    original = hostile.saved(noise(8064, 6048), "JPEG", quality=80)
    assert 25 * MEGABYTE < len(original) < 40 * MEGABYTE
    return original


def of_108_megapixels() -> bytes:
    original = hostile.saved(noise(12_000, 9_000), "JPEG", quality=50)
    assert 25 * MEGABYTE < len(original) < 40 * MEGABYTE
    return original


def in_passes() -> bytes:
    """Progressive: the decoder must hold all of it."""
    return hostile.saved(hostile.scene(8064, 6048), "JPEG", progressive=True, subsampling=0)


def png_of_48_megapixels() -> bytes:
    return hostile.saved(hostile.scene(8064, 6048), "PNG", compress_level=1)


@pytest.mark.parametrize(
    ("make", "most"),
    [(of_48_megapixels, 250), (of_108_megapixels, 250), (in_passes, 500), (png_of_48_megapixels, 400)],
)
def test_a_camera_original_is_accepted_within_its_memory(make: Callable[[], bytes], most: int) -> None:
    answer, used = peak(make())
    assert answer.startswith(b'{"width": 2048, "height": 1536')
    assert used < most * MEGABYTE


@pytest.mark.parametrize("name", [name for name in REFUSED if FILES[name][2] in (Refusal.HUGE, Refusal.DAMAGED)])
def test_refusing_takes_little_memory(name: str) -> None:
    answer, used = peak(FILES[name][1]())
    assert answer.startswith(b'{"refused"')
    assert used < 250 * MEGABYTE


def test_work_that_needs_more_than_there_is_is_refused_not_killed() -> None:
    see_through = hostile.saved(Image.new("RGBA", (10_900, 10_900), "red"), "PNG", compress_level=1)
    answer, used = peak(see_through)
    assert answer.startswith(b'{"refused": "huge"}')
    assert used < 1400 * MEGABYTE


def test_the_decoder_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    run = subprocess.run

    def watched(*words: object, **more: object) -> object:
        seen.append(more["env"])  # type: ignore[arg-type]
        return run(*words, **more)  # type: ignore[call-overload]

    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "geheim")
    monkeypatch.setenv("VERHAAL_SECRET_KEY", "geheim")
    monkeypatch.setattr(subprocess, "run", watched)
    assert isinstance(made_safe(hostile.jpeg()), Picture)
    assert "geheim" not in str(seen)
