"""The wire between the page and the kernel, without the operating system's wait for more."""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """Jupyter's own connection of a page with its kernel, each message sent at once.

    A kernel answers in three small messages. Left to itself the operating system holds the second
    back until the page has acknowledged the first, which browsers do up to 40 ms later.
    """

    def connect(self) -> Any:
        """Join the page and its kernel."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
