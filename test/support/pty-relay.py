"""Runs a command at a pseudo terminal: its questions come out on stderr, what is typed goes in on stdin, its stdout stays apart.

With --all its stdout is the terminal, too. File descriptor 3 gets one line at the end: whether the terminal still echoes.
"""

import os
import pty
import select
import subprocess
import sys
import termios


def main() -> int:
    arguments = sys.argv[1:]
    everything = arguments[0] == "--all"
    command = arguments[1:] if everything else arguments
    keyboard, terminal = pty.openpty()
    child = subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal if everything else None,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=lambda: take_terminal(terminal),
    )
    relay(child, keyboard)
    echoes = termios.tcgetattr(terminal)[3] & termios.ECHO
    os.write(3, b"echo on\n" if echoes else b"echo off\n")
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def take_terminal(terminal: int) -> None:
    """Makes it the controlling terminal of the child, so that Ctrl-C becomes a signal."""
    import fcntl

    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def relay(child: subprocess.Popen, keyboard: int) -> None:
    sources = [0, keyboard]
    while child.poll() is None:
        for source in select.select(sources, [], [], 0.05)[0]:
            move(source, keyboard, sources)
    while select.select([keyboard], [], [], 0)[0]:
        move(keyboard, keyboard, sources)


def move(source: int, keyboard: int, sources: list) -> None:
    data = os.read(source, 65536)
    if source == keyboard:
        os.write(2, data)
    elif data:
        os.write(keyboard, data)
    else:
        sources.remove(source)


sys.exit(main())
