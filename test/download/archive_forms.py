"""Writes tar archives of three files in every form that GNU tar and Python's tarfile know into the folder argv[1]."""

import os
import subprocess
import sys
import tarfile

os.chdir(sys.argv[1])
LONG = f"set/{'d' * 90}/{'e' * 90}/long.bin"
os.makedirs(os.path.dirname(LONG))
FILES = {
    "set/a.bin": bytes(i * 7 % 256 for i in range(3000)),
    "set/empty.bin": b"",
    LONG: b"c" * 1024,
}
for name, content in FILES.items():
    with open(name, "wb") as file:
        file.write(content)
# More holes than a header of GNU's old form has places for.
with open("set/holes.bin", "wb") as file:
    for i in range(60):
        file.seek(65536 * i)
        file.write(b"x" * 4096)
os.symlink("a.bin", "set/link.bin")
os.mkfifo("set/pipe")

for form in ["USTAR", "GNU", "PAX"]:
    headers = {"comment": "ä"} if form == "PAX" else None
    with tarfile.open(f"python-{form}.tar", "w", format=getattr(tarfile, f"{form}_FORMAT"), pax_headers=headers) as tar:
        tar.add("set")

if "GNU tar" in subprocess.run(["tar", "--version"], capture_output=True, text=True).stdout:
    forms = {f"gnu-{form}": [f"--format={form}"] for form in ["oldgnu", "gnu", "ustar", "pax"]}
    for version in ["0.0", "0.1", "1.0"]:
        forms[f"gnu-sparse-{version}"] = ["--format=pax", "--sparse", f"--sparse-version={version}"]
    forms |= {
        "gnu-sparse": ["--sparse"],
        "gnu-sparse-old": ["--format=oldgnu", "--sparse"],
        "gnu-block": ["-b", "1"],
        "gnu-label": ["-V", "label"],
        "gnu-incremental": ["-g", "snapshot"],
        "gnu-global": ["--format=pax", "--pax-option=comment=ä"],
        "gnu-times": ["--mtime=2500-01-01", "--owner=99999999:99999999"],
        "gnu-before-1970": ["--mtime=1901-01-01"],
    }
    for name, options in forms.items():
        subprocess.run(["tar", *options, "-cf", f"{name}.tar", "set"], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["tar", "-cf", "gnu-dot.tar", "./set"], check=True, stderr=subprocess.DEVNULL)
    # In pieces: one archive's end taken out when the next is put behind it, or files added.
    rest = ["set/empty.bin", LONG]
    subprocess.run(["tar", "-cf", "gnu-catenated.tar", "set/a.bin"], check=True)
    subprocess.run(["tar", "-cf", "gnu-appended.tar", "set/a.bin"], check=True)
    subprocess.run(["tar", "-cf", "rest", *rest], check=True)
    subprocess.run(["tar", "-Af", "gnu-catenated.tar", "rest"], check=True)
    subprocess.run(["tar", "-rf", "gnu-appended.tar", *rest], check=True)
    # Names of a hundred characters are this form's longest.
    subprocess.run(["tar", "--format=v7", "-cf", "short-v7.tar", "set/a.bin", "set/empty.bin"], check=True)
