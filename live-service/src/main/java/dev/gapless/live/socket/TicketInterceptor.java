package dev.gapless.live.socket;

import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.tickets.ChannelGrant;
import dev.gapless.live.tickets.TicketSigner;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

/** Lets handshakes in that show a ticket, while there is room and the log was read. */
final class TicketInterceptor implements HandshakeInterceptor {

    static final String GRANT = "grant";

    private static final String TICKET = "ticket";

    private final TicketSigner tickets;
    private final SocketHandler handler;
    private final ChannelOpener opener;

    TicketInterceptor(TicketSigner tickets, SocketHandler handler, ChannelOpener opener) {
        this.tickets = tickets;
        this.handler = handler;
        this.opener = opener;
    }

    @Override
    public boolean beforeHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler wsHandler,
            Map<String, Object> attributes) {
        if (!handler.hasRoom() || opener.end().isEmpty()) {
            response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
            return false;
        }
        String ticket = UriComponentsBuilder.fromUri(request.getURI())
                .build()
                .getQueryParams()
                .getFirst(TICKET);
        Optional<ChannelGrant> grant = ticket == null ? Optional.empty() : tickets.read(ticket);
        grant.ifPresent(found -> attributes.put(GRANT, found));
        if (grant.isEmpty()) {
            response.setStatusCode(HttpStatus.UNAUTHORIZED);
        }
        return grant.isPresent();
    }

    @Override
    public void afterHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler wsHandler,
            @Nullable Exception exception) {
        // nothing was begun that would have to be ended
    }
}
