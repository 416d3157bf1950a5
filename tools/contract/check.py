"""Checks the contract as other programs meet it: valid, without a warning, unbroken, and typed clients of it work.

Takes Node and npm; where they are absent it says so and checks the rest.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.serving import serving  # noqa: E402  # the server that tests and benchmarks start too

CONTRACT = ROOT / "openapi.yaml"
CONFIG = Path(__file__).parent / "client.yaml"
LOCK = HERE / "requirements.lock"
TOOLS = HERE / ".venv"
BIN = TOOLS / ("Scripts" if os.name == "nt" else "bin")
INSTALLED = HERE / "node_modules" / ".package-lock.json"


def run(*command: str | Path, **more: str) -> str:
    """What a command in this folder prints; its words are shown if it fails."""
    env = os.environ | more
    done = subprocess.run(
        command, cwd=HERE, env=env, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        print(done.stdout)
        raise SystemExit(f"contract: {Path(command[0]).name} {command[1]} failed")
    return done.stdout


def npm(script: str, **more: str) -> str:
    return run("npm", "run", "--silent", script, **more)


def validate() -> None:
    run(sys.executable, "-m", "openapi_spec_validator", "--schema", "3.1", CONTRACT)


def unbroken() -> None:
    print(run(sys.executable, "changes.py").strip())


def install_node_packages() -> None:
    if not INSTALLED.exists() or INSTALLED.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        INSTALLED.touch()


def install_python_packages() -> None:
    ready = TOOLS / ".ready"
    if not ready.exists() or ready.stat().st_mtime < LOCK.stat().st_mtime:
        venv.create(TOOLS, clear=True, with_pip=True)
        pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install")
        run(*pip, "--require-hashes", "--requirement", LOCK, "--constraint", LOCK)
        ready.touch()


def make_python_client() -> None:
    shutil.rmtree(HERE / "client", ignore_errors=True)
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"  # it lays its files out with the ruff that it brings
    made = ("--path", CONTRACT, "--output-path", "client", "--fail-on-warning", "--config", CONFIG)
    run(BIN / "openapi-python-client", "generate", *made, PATH=path)
    run(BIN / "python", "-m", "mypy", "--strict", "client/offtrail_client", "use.py", MYPYPATH="client")


def use(*clients: Callable[..., str]) -> None:
    """Serve the demo company to each client, with a token of a person's who is new there."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/offtrail.db"
        offtrail(url, "migrate")
        offtrail(url, "demo")
        tokens = [newcomer(url, f"{name}@example.com") for name in ("ada", "linus")]
        with serving(url, Path(folder) / "log") as port:
            for client, token in zip(clients, tokens, strict=False):
                said = client(OFFTRAIL_URL=f"http://127.0.0.1:{port}", OFFTRAIL_TOKEN=token)
                print(f"contract: {said.strip()}")


def newcomer(database_url: str, address: str) -> str:
    """The secret of a token of somebody new."""
    offtrail(database_url, "person", "add", address, "--name", "Ada Quill")
    return offtrail(database_url, "token", "create", "--person", address, "--scope", "write").strip()


def offtrail(database_url: str, *command: str) -> str:
    env = os.environ | {"OFFTRAIL_DATABASE_URL": database_url}
    return subprocess.run(
        [sys.executable, "-m", "app", *command], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    ).stdout


def use_python(**env: str) -> str:
    return run(BIN / "python", "use.py", PYTHONPATH="client", **env)


def use_typescript(**env: str) -> str:
    return npm("use", **env)


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    steps: list[tuple[str, Callable[[], object]]] = [
        ("valid OpenAPI 3.1", validate),
        ("compared with the last release", unbroken),
        ("the Python client's tools installed", install_python_packages),
        ("a Python client made, and its types right", make_python_client),
    ]
    clients = [use_python]
    if shutil.which("npm"):
        clients.append(use_typescript)
        steps += [
            ("Node packages installed", install_node_packages),
            ("no warning of Spectral's", lambda: npm("lint")),
            ("a TypeScript client made, and its types right", lambda: npm("client")),
        ]
    elif os.environ.get("CI"):
        raise SystemExit("contract: Node and npm are not installed")
    else:
        print("contract: Spectral and the TypeScript client are left out, for Node and npm are not installed")
    steps.append(("the clients work", lambda: use(*clients)))
    for said, step in steps:
        began = time.monotonic()
        step()
        print(f"contract: {said} ({time.monotonic() - began:.1f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
