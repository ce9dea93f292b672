package dev.gapless.live.http;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.protocol.ErrorCode;
import dev.gapless.live.protocol.ServerMessages;
import dev.gapless.live.tickets.ChannelGrant;
import dev.gapless.live.tickets.TicketSigner;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Tells which channel a request may read. */
final class ChannelTickets {

    private final TicketSigner tickets;

    ChannelTickets(TicketSigner tickets) {
        this.tickets = tickets;
    }

    /**
     * Null when the request was answered with what is wrong with it.
     *
     * @param item the rest of the path, which begins with a slash; null for all items
     */
    @Nullable
    ChannelName allowed(
            String source,
            String account,
            String stream,
            @Nullable String item,
            @Nullable String ticket,
            HttpServletResponse response)
            throws IOException {
        Optional<ChannelGrant> grant = ticket == null ? Optional.empty() : tickets.read(ticket);
        if (grant.isEmpty()) {
            ChannelAnswers.write(
                    response,
                    HttpStatus.UNAUTHORIZED,
                    ServerMessages.error(ErrorCode.CHANNEL_FORBIDDEN, "ticket: absent or over", null));
            return null;
        }
        try {
            ChannelName channel =
                    new ChannelName(source, account, stream, item == null || item.isEmpty() ? null : item.substring(1));
            if (grant.get().allows(channel)) {
                return channel;
            }
            ChannelAnswers.write(
                    response,
                    HttpStatus.FORBIDDEN,
                    ServerMessages.error(
                            ErrorCode.CHANNEL_FORBIDDEN, "channel: the ticket does not allow it", channel.key()));
        } catch (IllegalArgumentException e) {
            ChannelAnswers.write(
                    response,
                    HttpStatus.BAD_REQUEST,
                    ServerMessages.error(ErrorCode.CHANNEL_INVALID, String.valueOf(e.getMessage()), null));
        }
        return null;
    }
}
