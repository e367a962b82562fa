"""Image files of every colour space, depth and form, with the pixels that they hold.

Usage: image_forms.py <folder>; writes the files, <file>.rgb for those that are read, and forms.json: for each file what
to read it with, and either how far it may be from the reference or what refuses it.

The reference is Pillow's convert("RGB") of the upright image. Where Pillow clips (16-bit grey), does not read a form, or
reads it wrongly (16-bit planes), it is NumPy, by the rules that the decoder states.
"""

import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image, ImageCms, ImageOps
from skimage import data

folder = Path(sys.argv[1])
forms = []
random = np.random.default_rng(5)
WIDTH, HEIGHT = 29, 18
x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
grey = ((x * 9 + y * 5) % 256).astype(np.uint8)
colour = np.stack([grey, x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1)], -1).astype(np.uint8)
alpha = np.choose((x + y) % 3, [0, 128, 255]).astype(np.uint8)
colour_alpha = np.dstack([colour, alpha])
deep_grey, deep_colour = (
    np.clip(values.astype(int) * 257 + random.integers(-200, 200, values.shape), 0, 65535).astype(np.uint16)
    for values in (grey, colour)
)
deep_alpha = alpha.astype(np.uint16) * 257


def read(name, expected=None, tolerance=0, **options):
    """Expects the file to be read as the array, or as Pillow reads it."""
    if expected is None:
        with Image.open(folder / name) as image:
            expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    if expected.ndim == 2:
        expected = np.repeat(expected[..., None], 3, 2)
    assert expected.dtype == np.uint8, name
    (folder / f"{name}.rgb").write_bytes(expected.tobytes())
    height, width = expected.shape[:2]
    grey_values = np.asarray(Image.fromarray(expected).convert("L"))
    (folder / f"{name}.l").write_bytes(grey_values.tobytes())
    forms.append({"name": name, "width": width, "height": height, "tolerance": tolerance, "options": options})


def refused(name, kind, reason, **options):
    forms.append({"name": name, "kind": kind, "reason": reason, "options": options})


def copied(name, to):
    (folder / to).write_bytes((folder / name).read_bytes())
    return to


# PNG, written by hand: Pillow writes few of its forms.
def png(name, values, depth, colour_type, *chunks):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    height, width = values.shape[:2]
    rows = values.reshape(height, -1)
    if depth == 16:
        lines = [row.astype(">u2").tobytes() for row in rows]
    else:
        bits = np.unpackbits(rows.astype(np.uint8)[..., None], -1)[..., -depth:].reshape(height, -1)
        lines = [np.packbits(row).tobytes() for row in bits]
    content = zlib.compress(b"".join(b"\0" + line for line in lines))
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", content), (b"IEND", b"")]
    (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts))
    return name


gamma, chromaticities = struct.pack(">I", 100000), struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
# Red and blue exchanged, so that a decoder that heeds it is found out.
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
profile = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
for depth in (1, 2, 4, 8):
    read(png(f"grey{depth}.png", grey >> (8 - depth), depth, 0))
    count = 2**depth
    palette = (b"PLTE", random.integers(0, 256, (count, 3)).astype(np.uint8).tobytes())
    read(png(f"palette{depth}.png", (x + y) % count, depth, 3, palette))
    transparent = (b"tRNS", bytes([0, 128][:count]))
    read(png(f"palette{depth}-transparent.png", (x + y) % count, depth, 3, palette, transparent))
read(png("grey8-transparent.png", grey, 8, 0, (b"tRNS", struct.pack(">H", 9))))
read(png("grey8-gamma.png", grey, 8, 0, (b"gAMA", gamma)))
read(png("grey8-alpha.png", np.dstack([grey, alpha]), 8, 4))
read(png("rgb8.png", colour, 8, 2))
read(png("rgb8-gamma.png", colour, 8, 2, (b"gAMA", gamma), (b"cHRM", chromaticities)))
read(png("rgb8-profile.png", colour, 8, 2, (b"iCCP", b"own\0\0" + zlib.compress(profile))))
read(png("rgb8-transparent.png", colour, 8, 2, (b"tRNS", bytes(6))))
read(png("rgba8.png", colour_alpha, 8, 6))
read(png("rgb16.png", deep_colour, 16, 2))
read(png("rgb16-transparent.png", deep_colour, 16, 2, (b"tRNS", bytes(6))))
read(png("rgba16.png", np.dstack([deep_colour, deep_alpha]), 16, 6))
read(png("grey16-alpha.png", np.dstack([deep_grey, deep_alpha]), 16, 4))
read(png("grey16.png", deep_grey, 16, 0), (deep_grey >> 8).astype(np.uint8))
# Opaque alpha is no value of the image.
low, opaque = grey.astype(np.uint16) * 16, np.full_like(deep_grey, 65535)
refused(png("grey12-alpha.png", np.dstack([low, opaque]), 16, 4), "bad-pixels", r"none above 4080.*\[0, 4095\] for 12 bits")
refused(png("rgb12.png", colour.astype(np.uint16) * 16, 16, 2), "bad-pixels", r"none above 4080.*\[0, 4095\] for 12 bits")
black = np.zeros_like(deep_grey)
read(png("black16.png", black, 16, 0), black.astype(np.uint8))


# Values that need a range: at most so many bits in 16, of every container.
def proportional(values, low, high):
    return np.clip(np.floor((values.astype(float) - low) / (high - low) * 255 + 0.5), 0, 255).astype(np.uint8)


def tiff(name, values, **options):
    tifffile.imwrite(folder / name, values, **options)
    return name


for bits in (8, 10, 12, 14):
    values = (deep_grey >> (16 - bits)).astype(np.uint16)
    values[0, :2] = [0, 2**bits - 1]
    for name in (png(f"grey{bits}in16.png", values, 16, 0), tiff(f"grey{bits}in16.tif", values)):
        refused(name, "bad-pixels", rf"none above {2**bits - 1},.*valueRange: \[0, {2**bits - 1}\] for {bits} bits")
        ranged = copied(name, f"ranged-{name}")
        read(ranged, proportional(values, 0, 2**bits - 1), valueRange=[0, 2**bits - 1])
        read(copied(name, f"dark-{name}"), proportional(values, 0, 65535), valueRange=[0, 65535])
read(tiff("window.tif", deep_grey), proportional(deep_grey, 10000, 30000), valueRange=[10000, 30000])
few = (deep_grey >> 4).astype(np.uint16)
white_first = tiff("grey12in16-white.tif", few, photometric="miniswhite")
refused(white_first, "bad-pixels", r"none above \d+,.*valueRange: \[0, 4095\] for 12 bits")
read(copied(white_first, "ranged-white.tif"), 255 - proportional(few, 0, 4095), valueRange=[0, 4095])
long_white = tiff("grey32-white.tif", few.astype(np.uint32), photometric="miniswhite")
read(long_white, 255 - proportional(few, 0, 4095), valueRange=[0, 4095])
few_inks = (np.dstack([deep_colour, deep_alpha]) >> 4).astype(np.uint16)
inks12 = tiff("cmyk12in16.tif", few_inks, photometric="separated")
refused(inks12, "bad-pixels", r"none above \d+,.*valueRange: \[0, 4095\] for 12 bits")
as_bytes = Image.frombytes("CMYK", (WIDTH, HEIGHT), proportional(few_inks, 0, 4095).tobytes())
read(copied(inks12, "ranged-cmyk.tif"), np.asarray(as_bytes.convert("RGB")), valueRange=[0, 4095])
read(copied("grey8.png", "ranged8.png"), grey, valueRange=[0, 4095])
signed = {
    "i1": grey.astype(int) - 128,
    "i2": grey.astype(int) * 200 - 20000,
    "i4": grey.astype(int) * 1000 - 5,
    "u4": grey.astype(int) * 2**24,
    "f4": grey / 255 - 0.25,
}
for kind, values in signed.items():
    many = np.stack([values, values[::-1], values[:, ::-1]], -1)
    for form, array, photometric in (("grey", values, "minisblack"), ("rgb", many, "rgb")):
        for order in "<>":
            name = f"{form}-{kind}{'be' if order == '>' else ''}.tif"
            tiff(name, array.astype(kind), photometric=photometric, byteorder=order)
            stored = array.astype(kind)
            refused(name, "bad-pixels", r"expected 8 or 16 bits, unsigned.*valueRange")
            low, high = float(np.percentile(stored, 10)), float(np.percentile(stored, 90))
            read(copied(name, f"ranged-{name}"), proportional(stored, low, high), 1, valueRange=[low, high])
        deflated = tiff(f"deflated-{form}-{kind}.tif", stored, photometric=photometric, compression="zlib")
        read(deflated, proportional(stored, low, high), 1, valueRange=[low, high])
exact = 2**31 + grey.astype(np.uint32)
read(tiff("exact-u4.tif", exact), grey, valueRange=[2**31, 2**31 + 255])
damaged = np.where(x == 3, np.nan, grey / 255).astype(np.float32)
refused(tiff("nan.tif", damaged), "bad-pixels", "NaN at place 3", valueRange=[0, 1])
for kind in ("f2", "f8", "u8", "c8"):
    refused(tiff(f"grey-{kind}.tif", grey.astype(kind)), "unreadable", r"values of \d+ bits")

# TIFF: grey, colour, transparency, inks, layouts and compressions.
read(tiff("grey8.tif", grey))
read(tiff("grey1.tif", grey > 127))
read(tiff("grey1-white.tif", grey > 127, photometric="miniswhite"))
read(tiff("grey8-white.tif", grey, photometric="miniswhite"))
read(tiff("grey16.tif", deep_grey), (deep_grey >> 8).astype(np.uint8))
read(tiff("grey16-big-endian.tif", deep_grey, byteorder=">"), (deep_grey >> 8).astype(np.uint8))
read(tiff("grey16-white.tif", deep_grey, photometric="miniswhite"), ((65535 - deep_grey) >> 8).astype(np.uint8))
read(tiff("rgb8.tif", colour, photometric="rgb"))
read(tiff("rgb16.tif", deep_colour, photometric="rgb"))
read(tiff("rgb8-planes.tif", colour.transpose(2, 0, 1), photometric="rgb", planarconfig="separate"))
planes16 = tiff("rgb16-planes.tif", deep_colour.transpose(2, 0, 1), photometric="rgb", planarconfig="separate")
read(planes16, (deep_colour >> 8).astype(np.uint8))
for extra in ("unassalpha", "assocalpha", "unspecified"):
    read(tiff(f"rgb8-{extra}.tif", colour_alpha, photometric="rgb", extrasamples=[extra]))
with_alpha = {"photometric": "minisblack", "planarconfig": "contig"}
read(tiff("grey8-alpha.tif", np.dstack([grey, alpha]), extrasamples=["unassalpha"], **with_alpha))
read(tiff("rgba16.tif", np.dstack([deep_colour, deep_alpha]), photometric="rgb", extrasamples=["unassalpha"]))
read(tiff("palette8.tif", grey, photometric="palette", colormap=random.integers(0, 65536, (3, 256)).astype(np.uint16)))
read(tiff("cmyk8.tif", colour_alpha, photometric="separated"))
read(tiff("cmyk16.tif", np.dstack([deep_colour, deep_alpha]), photometric="separated"))
read(tiff("pages.tif", np.stack([grey, 255 - grey]), photometric="minisblack"))
read(tiff("tiles.tif", colour, photometric="rgb", tile=(16, 16)))
read(tiff("big.tif", colour, photometric="rgb", bigtiff=True))
read(tiff("deflate.tif", colour, photometric="rgb", compression="zlib", predictor=True))
image = Image.fromarray(colour)
for compression in ("tiff_lzw", "jpeg", "packbits", "tiff_deflate"):
    image.save(folder / f"{compression}.tif", compression=compression)
    read(f"{compression}.tif")
Image.fromarray(grey > 127).save(folder / "fax.tif", compression="group4")
read("fax.tif")
for channels in (2, 3, 4, 5):
    stack = np.dstack([colour_alpha, grey])[..., :channels]
    refused(tiff(f"stack{channels}.tif", stack, **with_alpha), "unreadable", f"{channels} channels, not grey")
refused(tiff("lab8.tif", colour, photometric="cielab"), "unreadable", r"CIE L\*a\*b\*")
image.convert("YCbCr").save(folder / "ycbcr.tif")
refused("ycbcr.tif", "unreadable", "YCbCr that is not compressed as JPEG")
image.save(folder / "zstd.tif", compression="zstd")
refused("zstd.tif", "unreadable", "ZSTD")
for name in ("rgb8.tif", "deflate.tif"):
    (folder / f"short-{name}").write_bytes((folder / name).read_bytes()[:-300])
    refused(f"short-{name}", "unreadable", "Read error|directory lies outside")



def plain_tiff(name, values, bits, photometric, order="<", tag_type=3, **tags):
    """One strip, packed; numbers that describe it as SHORT or another type."""
    channels = values.shape[2] if values.ndim == 3 else 1
    packed = np.unpackbits(values.astype(">u2").view(np.uint8).reshape(*values.shape, 2), -1)[..., -bits:]
    content = np.packbits(packed.reshape(HEIGHT, -1), -1).tobytes()
    fields = {
        256: (3, [WIDTH]),
        257: (3, [HEIGHT]),
        258: (tag_type, [bits] * channels),
        259: (tag_type, [1]),
        262: (tag_type, [photometric]),
        273: (4, [8]),
        277: (tag_type, [channels]),
        278: (3, [HEIGHT]),
        279: (4, [len(content)]),
        **{int(tag): numbers for tag, numbers in tags.items()},
    }
    codes = {1: "B", 3: "H", 4: "I"}
    extra_at = 8 + len(content) + 2 + 12 * len(fields) + 4
    directory, extra = struct.pack(order + "H", len(fields)), b""
    for tag, (kind, numbers) in sorted(fields.items()):
        stored = struct.pack(f"{order}{len(numbers)}{codes[kind]}", *numbers)
        directory += struct.pack(order + "HHI", tag, kind, len(numbers))
        if len(stored) <= 4:
            directory += stored.ljust(4, b"\0")
        else:
            directory += struct.pack(order + "I", extra_at + len(extra))
            extra += stored
    magic = {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "HI", 42, 8 + len(content))
    (folder / name).write_bytes(magic + content + directory + bytes(4) + extra)
    return name


for bits in (1, 2, 4, 8):
    for order in "<>":
        suffix = "" if order == "<" else "be"
        few_greys = grey >> (8 - bits)
        scaled = (few_greys.astype(int) * 255 // (2**bits - 1)).astype(np.uint8)
        read(plain_tiff(f"plain{bits}{suffix}.tif", few_greys, bits, 1, order), scaled)
        read(plain_tiff(f"plain{bits}{suffix}-white.tif", few_greys, bits, 0, order), 255 - scaled)
for tag_type in (1, 3, 4):
    for order in "<>":
        read(plain_tiff(f"rgb-tags{tag_type}{order == '>'}.tif", colour, 8, 2, order, tag_type), colour)
        name = f"signed-tags{tag_type}{order == '>'}.tif"
        values = grey.astype(np.int16) * 200 - 20000
        stored = values.view(np.uint16) if order == ">" else values.view(np.uint16).byteswap()
        plain_tiff(name, stored, 16, 1, order, tag_type, **{"339": (tag_type, [2])})
        read(name, proportional(values, -20000, 31000), 1, valueRange=[-20000, 31000])
side = (3, [5632])
vast = {"256": side, "257": side, "278": side, "258": (3, [32, 32, 32]), "339": (3, [2, 2, 2])}
refused(plain_tiff("vast.tif", colour, 16, 2, **vast), "unreadable", r"5632 × 5632 pixels, which take \d+ MB, where TIFF of 1 MB may take 101 MB.*maxPixels")
side = (3, [8192])
vaster = {"256": side, "257": side, "278": side}
refused(plain_tiff("vaster.tif", colour, 8, 2, **vaster), "unreadable", r"8192 × 8192 pixels, which take \d+ MB, where TIFF of 1 MB may take 101 MB.*maxPixels")
refused(plain_tiff("packed12.tif", deep_grey >> 4, 12, 1), "unreadable", "unsigned values of 12 bits")
refused(plain_tiff("differing.tif", colour, 8, 2, **{"258": (3, [8, 8, 16])}), "unreadable", "differing depths")
refused(plain_tiff("filter.tif", grey, 8, 32803), "unreadable", "a colour filter array")
refused(plain_tiff("extra-ink.tif", np.dstack([colour_alpha, grey]), 8, 5), "unreadable", "5 channels")
refused(plain_tiff("signed-white.tif", grey, 8, 0, **{"339": (3, [2])}), "unreadable", "neither grey from black nor RGB")

# JPEG, a size that is no multiple of its blocks.
photograph = Image.fromarray(np.kron(colour, np.ones((3, 3, 1), np.uint8)))
for subsampling in (0, 1, 2):
    photograph.save(folder / f"rgb-{subsampling}.jpg", quality=85, subsampling=subsampling)
    read(f"rgb-{subsampling}.jpg")
photograph.save(folder / "progressive.jpg", progressive=True)
photograph.save(folder / "no-ycc.jpg", keep_rgb=True)
photograph.save(folder / "profile.jpg", icc_profile=profile)
photograph.convert("L").save(folder / "grey.jpg")
inks = np.kron(colour_alpha, np.ones((3, 3, 1), np.uint8))
Image.frombytes("CMYK", (inks.shape[1], inks.shape[0]), inks.tobytes()).save(folder / "cmyk.jpg", quality=95)
content = (folder / "cmyk.jpg").read_bytes()
adobe = content.index(b"\xff\xee\x00\x0eAdobe")
(folder / "cmyk-plain.jpg").write_bytes(content[:adobe] + content[adobe + 16 :])
(folder / "ycck.jpg").write_bytes(content[: adobe + 15] + b"\x02" + content[adobe + 16 :])
tiff("rgb8-profile.tif", colour, photometric="rgb", iccprofile=profile)
read("rgb8-profile.tif")
image.save(folder / "profile.webp", lossless=True, icc_profile=profile)
read("profile.webp")
for name in ("progressive", "no-ycc", "profile", "grey", "cmyk", "cmyk-plain", "ycck"):
    read(f"{name}.jpg")

# WebP, GIF and AVIF, also of several frames.
frames = {"save_all": True, "append_images": [Image.fromarray(255 - colour)]}
photograph.save(folder / "lossy.webp", quality=80)
image.save(folder / "lossless.webp", lossless=True)
image.save(folder / "frames.webp", lossless=True, **frames)
transparent = Image.fromarray(colour_alpha)
transparent.save(folder / "alpha-exact.webp", lossless=True, exact=True)
transparent.save(folder / "alpha-lossless.webp", lossless=True)
transparent.save(folder / "alpha-lossy.webp", quality=80)
for name in ("lossy", "lossless", "frames", "alpha-exact", "alpha-lossless", "alpha-lossy"):
    read(f"{name}.webp")
margins = Image.fromarray(np.dstack([colour, np.where((x > 5) & (x < 20) & (y > 4), 255, 0).astype(np.uint8)]))
margins.save(folder / "margins.webp", save_all=True, append_images=[transparent], lossless=True)
margins.save(folder / "margins.gif", save_all=True, append_images=[transparent], disposal=2)
margins.save(folder / "margins.png", save_all=True, append_images=[transparent], default_image=True)
photograph.save(folder / "several.jpg", "MPO", save_all=True, append_images=[photograph.rotate(180)])
for name in ("margins.webp", "margins.gif", "margins.png", "several.jpg"):
    read(name)
few = image.quantize(16)
image.save(folder / "rgb.gif")
Image.fromarray(grey).save(folder / "grey.gif")
image.save(folder / "frames.gif", **frames)
few.save(folder / "transparent.gif", transparency=3)
few.save(folder / "transparent-frames.gif", transparency=3, save_all=True, append_images=[few.rotate(180)])
transparent.save(folder / "rgba.gif")
content = (folder / "rgb.gif").read_bytes()
frame = content.index(b"\x2c\0\0\0\0", 13 + 768)
for name, gif in (("inset", content), ("inset-transparent", (folder / "transparent.gif").read_bytes())):
    # A wider and higher screen, the frame not in its corner.
    frame = gif.index(b",\0\0\0\0" + struct.pack("<HH", WIDTH, HEIGHT))
    screen = struct.pack("<HH", WIDTH + 5, HEIGHT + 4)
    moved = gif[:6] + screen + gif[10 : frame + 1] + struct.pack("<HH", 2, 3) + gif[frame + 5 :]
    (folder / f"{name}.gif").write_bytes(moved)
    outside = gif[:frame] + struct.pack("<BHH", 0x2C, 2, 3) + gif[frame + 5 :]
    (folder / f"outside-{name}.gif").write_bytes(outside)
    refused(f"outside-{name}.gif", "unreadable", "leaves the screen")
for name in ("rgb", "grey", "frames", "transparent", "transparent-frames", "rgba", "inset", "inset-transparent"):
    read(f"{name}.gif")
image.save(folder / "frames.png", **frames)
read("frames.png")
photograph.save(folder / "full.avif", quality=100, subsampling="4:4:4")
read("full.avif", tolerance=1)
photograph.convert("L").save(folder / "grey.avif", subsampling="4:0:0")
read("grey.avif", tolerance=1)

# Halved chroma is enlarged otherwise: brightness is the same within a few levels, on a photograph.
Image.fromarray(data.chelsea()).save(folder / "halved.avif", quality=90)
read("halved.avif", tolerance=2)
forms[-1]["only"] = 1

# Upright by EXIF's orientation, in every format that has it.
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[274] = orientation
    for suffix, options in (("jpg", {}), ("png", {}), ("webp", {"lossless": True}), ("tif", {})):
        image.save(folder / f"turned{orientation}.{suffix}", exif=exif, **options)
        read(f"turned{orientation}.{suffix}")
    image.save(folder / f"turned{orientation}.avif", exif=exif, quality=100, subsampling="4:4:4")
    read(f"turned{orientation}.avif", tolerance=1)


# BMP, written by hand: depths, masks, directions and headers.
def bmp(name, rows, bits, palette=b"", masks=b"", header=40, top_down=False, compression=0, gap=0, colours=0):
    height, width = HEIGHT, WIDTH
    lines = [line + b"\0" * (-len(line) % 4) for line in rows]
    content = b"".join(lines if top_down else lines[::-1])
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        signed_height = -height if top_down else height
        info = struct.pack("<IiiHHIIiiII", 40, width, signed_height, 1, bits, compression, len(content), 0, 0, colours, 0)
        info = struct.pack("<I", header) + info[4:] + (masks + b"\0" * (header - 40))[: header - 40]
        masks = masks if header == 40 else b""
    start = 14 + len(info) + len(masks) + len(palette) + gap
    file_header = b"BM" + struct.pack("<IHHI", start + len(content), 0, 0, start)
    (folder / name).write_bytes(file_header + info + masks + palette + b"\0" * gap + content)
    return name


blue_first = colour[..., ::-1]
rows24 = [row.tobytes() for row in blue_first]
rows32 = [np.dstack([blue_first, alpha])[line].tobytes() for line in range(HEIGHT)]
read(bmp("rgb24.bmp", rows24, 24))
read(bmp("rgb24-down.bmp", rows24, 24, top_down=True))
read(bmp("rgb24-old.bmp", rows24, 24, header=12))
read(bmp("rgb24-gap.bmp", rows24, 24, gap=10))
read(bmp("rgb32.bmp", rows32, 32))
for header in (52, 56, 108, 124):
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)[: header - 40]
    expected = None if header > 52 else colour
    read(bmp(f"rgb32-v{header}.bmp", rows32, 32, masks=masks, header=header, compression=3), expected)
masks = struct.pack("<III", 0xFF000000, 0xFF0000, 0xFF00)
shifted = [np.dstack([alpha, blue_first])[line].tobytes() for line in range(HEIGHT)]
read(bmp("rgb32-masks.bmp", shifted, 32, masks=masks, compression=3), colour)
red, green, blue = (colour[..., channel].astype(np.uint16) for channel in range(3))
rows15 = [row.tobytes() for row in ((red >> 3) << 10 | (green >> 3) << 5 | blue >> 3).astype("<u2")]
rows16 = [row.tobytes() for row in ((red >> 3) << 11 | (green >> 2) << 5 | blue >> 3).astype("<u2")]
read(bmp("rgb15.bmp", rows15, 16))
read(bmp("rgb15-masks.bmp", rows15, 16, masks=struct.pack("<III", 0x7C00, 0x3E0, 0x1F), compression=3))
read(bmp("rgb16.bmp", rows16, 16, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F), compression=3))
for bits in (1, 4, 8):
    indices = (x + y) % 2**bits
    packed = np.unpackbits(indices.astype(np.uint8)[..., None], -1)[..., -bits:].reshape(HEIGHT, -1)
    rows = [np.packbits(row).tobytes() for row in packed]
    entries = random.integers(0, 256, (2**bits, 4)).astype(np.uint8)
    read(bmp(f"palette{bits}.bmp", rows, bits, palette=entries.tobytes()))
    read(bmp(f"palette{bits}-old.bmp", rows, bits, palette=entries[:, :3].tobytes(), header=12))
    few_indices = indices % 2
    if bits > 1:
        packed = np.unpackbits(few_indices.astype(np.uint8)[..., None], -1)[..., -bits:].reshape(HEIGHT, -1)
        few_rows = [np.packbits(row).tobytes() for row in packed]
        read(bmp(f"palette{bits}-short.bmp", few_rows, bits, palette=entries[:2].tobytes(), colours=2))
        read(bmp(f"palette{bits}-beyond.bmp", rows, bits, palette=entries[:5].tobytes(), colours=5))
        refused(bmp(f"palette{bits}-cut.bmp", rows, bits, palette=entries[:5].tobytes()), "unreadable", "colours end behind")
for mode in ("1", "L", "P", "RGB", "RGBA"):
    image.convert(mode).save(folder / f"{mode}.bmp")
    read(f"{mode}.bmp")
refused(bmp("lengths.bmp", rows24, 8, palette=bytes(1024), compression=1), "unreadable", "compressed by run lengths")
refused(bmp("masks.bmp", rows16, 16, masks=struct.pack("<III", 0xF, 0xF0, 0xF00), compression=3), "unreadable", "masks f, f0, f00")
(folder / "short.bmp").write_bytes((folder / "rgb24.bmp").read_bytes()[:-4])
refused("short.bmp", "unreadable", r"a BMP of \d+ bytes that should have \d+")

# Files that end in their middle.
for name in ("rgb8.png", "rgb-2.jpg", "progressive.jpg", "lossy.webp", "lossless.webp", "rgb.gif", "full.avif", "rgb8.tif"):
    content = (folder / name).read_bytes()
    (folder / f"half-{name}").write_bytes(content[: len(content) // 2])
    refused(f"half-{name}", "unreadable", "expected an image that can be decoded")

# Formats that are told and not read.
image.save(folder / "other.ppm")
image.save(folder / "other.jp2")
image.save(folder / "other.ico")
(folder / "other.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
(folder / "svg.png").write_text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
(folder / "text.png").write_text("BMI and height of patients")
for name, reason in (("ppm", "PNM"), ("jp2", "JPEG 2000"), ("ico", "ICO"), ("svg", "SVG")):
    refused(f"other.{name}", "unreadable", f"a file in {reason}")
refused("svg.png", "unreadable", "a file in SVG")
refused("text.png", "unreadable", "no known image format")

(folder / "forms.json").write_text(json.dumps(forms))
