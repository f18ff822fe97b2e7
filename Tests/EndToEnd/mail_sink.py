"""A real SMTP server (aiosmtpd) on loopback that keeps what it gets."""
import dataclasses
import email
import email.policy

from aiosmtpd.controller import Controller


@dataclasses.dataclass
class Mail:
    sender: str
    recipients: list
    content: bytes

    @property
    def message(self):
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def clear(self):
        """Headers and every part, decoded."""
        parts = [part.get_content() for part in self.message.walk() if not part.is_multipart()]
        return "\n".join([str(self.message.items()), *map(str, parts)])


class _Controller(Controller):
    def _trigger_server(self):
        # Port 0 was asked for: learn which one the system chose before the controller tries it.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailSink:
    def __init__(self):
        self.mails = []
        self._controller = _Controller(self, hostname="127.0.0.1", port=0, ready_timeout=60)
        self._controller.start()

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(Mail(envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.original_content)))
        return "250 OK kept"

    @property
    def port(self):
        return self._controller.port

    def close(self):
        self._controller.stop(no_assert=True)
