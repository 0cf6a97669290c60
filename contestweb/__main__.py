"""The command line: `python -m contestweb` serves the make-believe sites until it is told to end."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from contestweb.clock import Clock
from contestweb.edits import ChangeError, read_time
from contestweb.faults import Fault
from contestweb.house import House
from contestweb.server import Server
from contestweb.sites import resources


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit status."""
    options = _options(arguments)
    if options.list_sites:
        sys.stdout.write(json.dumps(resources(), indent=1, ensure_ascii=False) + "\n")
        return 0
    try:
        clock = Clock(start=read_time(options.start) if options.start else None, speed=options.speed)
        house = House(seed=options.seed, clock=clock)
        for host, _, kind in (given.rpartition("=") for given in options.fault):
            house.misbehave(Fault(kind=kind, host=host or "*"))
        server = Server(house, host=options.host, port=options.port)
        if options.port_file:
            _write_whole(options.port_file, str(server.server_address[1]))
    except (ChangeError, ValueError, OSError) as error:
        sys.stderr.write(f"contestweb: {error}\n")
        return 1
    return _run(server)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="contestweb", description="Serve make-believe contest sites on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (%(default)s)")
    parser.add_argument("--port-file", type=Path, help="where to write the port once it listens")
    parser.add_argument("--seed", type=int, default=7, help="of the world (%(default)s)")
    parser.add_argument("--speed", type=float, default=1.0, help="of its clock; 0 stands still (%(default)s)")
    parser.add_argument("--start", default="", help="of its clock, ISO 8601 with an offset (now)")
    parser.add_argument("--fault", action="append", default=[], metavar="HOST=KIND", help="misbehave from the start")
    parser.add_argument("--list-sites", action="store_true", help="print the sites as rows of an aggregator and end")
    return parser.parse_args(arguments)


def _run(server: Server) -> int:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="contestweb")
    thread.start()
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    stop.wait()
    server.shutdown()
    server.server_close()
    thread.join()
    return 0


def _write_whole(path: Path, text: str) -> None:
    """Write a file that nobody ever sees half-written."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main())
