"""Programs that a run needs beside itself: started, measured through /proc, ended by their id."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.wire import reach

ROOT = Path(__file__).parents[2]
TOKEN = "424242:playground-token"
BYTECODE = Path(tempfile.gettempdir()) / f"thidua-bytecode-{os.getuid()}"
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    """A port on 127.0.0.1 that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """One process. It finds its bytecode where an earlier one left it, as if installed."""

    def __init__(self, folder, name, *arguments, **environment):
        self.log = (Path(folder) / f"{name}.log").open("ab")
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,  # no .env of the project is read
            env=kept
            | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(BYTECODE)}
            | environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.pid = self.process.pid

    def cpu(self):
        """Seconds of processor time so far, all threads."""
        return cpu_of(self.pid)

    def rss(self):
        """Resident memory in MiB."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0

    def kill(self):
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def stop(self, within=15):
        """Ask it to end; how long that took. TimeoutExpired if it does not."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(within)
        finally:
            if self.process.poll() is None:
                self.kill()
            self.log.close()
        return time.perf_counter() - began


def playground(folder):
    """A playground of its own process; program and address."""
    port = free_port()
    program = Program(folder, "playground", "-m", "bot", "playground", "--port", str(port))
    wait_for(port, "/playground/clock", program)
    return program, f"http://127.0.0.1:{port}"


def bot(folder, url, database_url, *arguments, **environment):
    """The bot itself, as an operator starts it."""
    return Program(
        folder,
        "bot",
        "-m",
        "bot",
        "run",
        *arguments,
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL=url,
        DATABASE_URL=database_url,
        **environment,
    )


def echo(folder, url):
    """The bare echo bot that everything is compared with."""
    return Program(folder, "echo", "-m", "tests.bench.echo", url)


def wait_for(port, path, program, seconds=30):
    """Until the program answers there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and program.process.poll() is None:
        try:
            return reach(port, path)
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"{program.process.args} does not answer; see {program.log.name}")


def cpu_of(pid):
    """Seconds of processor time of a process; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def busy():
    """Seconds in which any core of the machine was at work for anybody, or taken away from it."""
    first = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    idle = int(first[3]) + int(first[4])
    return (sum(map(int, first[:8])) - idle) / TICKS
