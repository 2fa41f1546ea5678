"""A man in the middle of an IMAP connection, who cuts it where a test says."""

import contextlib
import socket
import threading

STEP = 20.0


class Cutter:
    """Passes everything on to a server at ``port``, until the client sends a certain command.

    ``cut("FETCH", "before")`` closes both sides instead of passing the command on, ``"after"``
    does it when the server has done it but before the client hears of it, and ``"amid"`` in the
    middle of the server's answer. It cuts once; later connections are left alone.
    """

    def __init__(self, server_port):
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._wanted = None
        self.has_cut = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, command, moment):
        self._wanted = (command.encode(), moment)
        self.has_cut.clear()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = socket.create_connection(("127.0.0.1", self._server_port), STEP)
        state = {"moment": None}
        back = threading.Thread(target=self._answer, args=(server, client, state), daemon=True)
        back.start()
        with contextlib.suppress(OSError), client, client.makefile("rb") as lines:
            if self._is_wanted(b"GREETING"):
                self._wanted = None
                self._close(client, server)
                return
            for line in lines:
                if self._is_wanted(line):
                    state["moment"] = self._wanted[1]
                    self._wanted = None
                    if state["moment"] == "before":
                        break
                server.sendall(line)
        self._close(client, server)

    def _is_wanted(self, line):
        return self._wanted is not None and self._wanted[0] in line

    def _answer(self, server, client, state):
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if state["moment"] == "amid":
                    client.sendall(data[: len(data) // 2])
                if state["moment"] in {"after", "amid"}:
                    break
                client.sendall(data)
        self._close(client, server)

    def _close(self, *sides):
        self.has_cut.set()
        for side in sides:
            with contextlib.suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
            side.close()

    def close(self):
        self._listener.close()
