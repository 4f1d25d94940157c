"""Where the built-in servers live and whom they run as: folders, sockets, programs, accounts.

It must not touch anything outside the data folder but one short folder for sockets.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from persistence.embedded_child import Account, EmbeddedError, spawn

SOCKET_FOLDER_BYTES_MAX = 90  # 107 of a socket address, less the longest name in it
TEMP_FOLDER_BYTES_MAX = 50
PROBE_WITHIN_S = 10.0
ADVICE = "choose another folder with GENIUS_DATA_DIR, or set DATABASE_URL and REDIS_URL"


class Kit(msgspec.Struct, frozen=True):
    """The files of one server: `parts` lie below `root` and only work side by side."""

    name: str
    root: Path
    parts: tuple[str, ...]
    program: str


def nobody() -> Account:
    """The account of no rights that every Linux has; we create none."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(uid=65534, gid=65534, switch=True)
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, switch=True)


def claim_data_folder(data: Path) -> None:
    """Make the data folder, or refuse one that is not ours before anything is changed in it."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = data.stat().st_uid
    except OSError as error:
        why = error.strerror or str(error)
        raise EmbeddedError(f"the data folder {data} cannot be made: {why}; {ADVICE}") from error
    if owner not in _ours():
        raise EmbeddedError(f"the data folder {data} belongs to another user ({owner}); {ADVICE}")
    if not os.access(data, os.W_OK | os.X_OK):
        raise EmbeddedError(f"the data folder {data} cannot be written; {ADVICE}")


def _ours() -> tuple[int, ...]:
    return (0, nobody().uid) if os.geteuid() == 0 else (os.geteuid(),)


def socket_folder(data: Path) -> Path:
    """Below the data folder, or a short one when the path is too long or too odd for an address."""
    near = data / "sockets"
    plain = re.fullmatch(r"[A-Za-z0-9/._+@-]+", str(near))
    if plain and len(str(near)) <= SOCKET_FOLDER_BYTES_MAX:
        return near
    temp = tempfile.gettempdir()
    if len(os.fsencode(temp)) > TEMP_FOLDER_BYTES_MAX:
        temp = "/tmp"
    digest = hashlib.blake2b(os.fsencode(data), digest_size=8).hexdigest()
    return Path(temp, f"genius-{digest}")


def private_folder(path: Path, account: Account) -> None:
    """Make or take over a folder, with all in it, that only the account may enter."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    # By descriptor and without following a link: the folder may stand in a shared temp folder.
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        owner = os.fstat(folder).st_uid
        if owner not in _ours():
            raise EmbeddedError(f"the folder {path} belongs to another user ({owner}); {ADVICE}")
        if owner != account.uid:
            _give(folder, account)
        os.fchmod(folder, 0o700)
    finally:
        os.close(folder)


def _give(folder: int, account: Account) -> None:
    """Chown a tree, its top last, so that a half-done one is seen and done again."""
    for _, folders, files, here in os.fwalk(".", topdown=False, dir_fd=folder):
        for name in (*folders, *files):
            os.chown(name, account.uid, account.gid, dir_fd=here, follow_symlinks=False)
    os.fchown(folder, account.uid, account.gid)


def settle(data: Path, kits: Sequence[Kit]) -> tuple[Account, list[Path]]:
    """Find an account that can run the kits below the data folder; it and the programs' paths."""
    programs = [kit.root / kit.program for kit in kits]
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid()), programs

    data.chmod(stat.S_IMODE(data.stat().st_mode) | 0o011)
    plain = nobody()
    if _reaches(plain, data):
        reached = [
            program if _runs(plain, program) else _copy(kit, data)
            for kit, program in zip(kits, programs, strict=True)
        ]
        if all(_runs(plain, program) for program in reached):
            return plain, reached

    spaced = _own_namespace(plain)
    if spaced and _reaches(spaced, data) and all(_runs(spaced, p) for p in programs):
        return spaced, programs
    raise EmbeddedError(
        f"the user nobody cannot reach {data} or run the built-in servers, and user namespaces "
        f"are not allowed here; {ADVICE}"
    )


def _own_namespace(plain: Account) -> Account | None:
    """Root seen as nobody: keeps the right to root's own folders, and the servers accept it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    users = (f"--map-user={plain.uid}", f"--map-group={plain.gid}")
    return Account(uid=0, gid=0, prefix=(unshare, "-U", *users, "--"))


def _reaches(account: Account, folder: Path) -> bool:
    return _succeeds(account, ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)])


def _runs(account: Account, program: Path) -> bool:
    return _succeeds(account, [str(program), "--version"])


def _succeeds(account: Account, argv: Sequence[str]) -> bool:
    """Whether the account can do it: asked of the kernel, since modes alone do not tell."""
    try:
        child = spawn(account, argv, cwd=Path("/"), output=subprocess.DEVNULL, death=signal.SIGKILL)
    except OSError:  # neither may we become that user, nor run the program
        return False
    try:
        return child.wait(PROBE_WITHIN_S) == 0
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return False


def _copy(kit: Kit, data: Path) -> Path:
    """Copy a kit into the data folder, once per version; the program's path there."""
    seen = (kit.root / kit.program).stat()
    shelf = data / "programs"
    place = shelf / f"{kit.name}-{seen.st_size}-{seen.st_mtime_ns}"
    if not place.exists():
        shelf.mkdir(mode=0o755, exist_ok=True)
        for old in shelf.glob(f"{kit.name}-*"):
            shutil.rmtree(old, ignore_errors=True)
        fresh = place.with_name(place.name + ".new")
        for part in kit.parts:
            _copy_part(kit.root / part, fresh / part)
        for path in (shelf, fresh, *fresh.rglob("*")):
            _let_all_read(path)
        fresh.replace(place)
    return place / kit.program


def _copy_part(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        unneeded = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(source, target, symlinks=True, ignore=unneeded)
    else:
        shutil.copy2(source, target)


def _let_all_read(path: Path) -> None:
    if not path.is_symlink():
        runs = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if runs else 0o644)
