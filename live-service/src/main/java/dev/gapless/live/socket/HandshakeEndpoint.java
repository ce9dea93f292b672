package dev.gapless.live.socket;

import dev.gapless.common.platform.tenant.TenantProperties;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import dev.gapless.live.tickets.TicketSigner;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.util.WebUtils;

/**
 * The WebSocket handshake (RFC 6455, section 4.2) of clients that show a ticket, while there is room and the log was
 * read. Of extensions {@link MessageDeflate} is agreed on.
 */
final class HandshakeEndpoint implements HttpRequestHandler {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private final TicketSigner tickets;
    private final CorsConfiguration pages;
    private final TenantProperties tenants;
    private final ConnectionRegistry registry;
    private final ChannelOpener opener;

    /** @param allowedOrigins pages that may connect, beside those of this service's own address */
    HandshakeEndpoint(
            TicketSigner tickets,
            List<String> allowedOrigins,
            TenantProperties tenants,
            ConnectionRegistry registry,
            ChannelOpener opener) {
        this.tickets = tickets;
        this.pages = new CorsConfiguration();
        this.pages.setAllowedOrigins(allowedOrigins);
        this.tenants = tenants;
        this.registry = registry;
        this.opener = opener;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Optional<HttpStatus> refusal = refusal(request);
        if (refusal.isPresent()) {
            if (refusal.get() == HttpStatus.UPGRADE_REQUIRED) {
                response.setHeader("Sec-WebSocket-Version", VERSION);
            }
            response.setStatus(refusal.get().value());
            return;
        }
        String ticket = request.getParameter("ticket");
        Optional<ChannelGrant> grant = ticket == null ? Optional.empty() : tickets.read(ticket);
        if (grant.isEmpty()) {
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
            return;
        }
        Optional<TenantPlaces.Place> place = place(grant.get());
        if (place.isEmpty()) {
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            return;
        }
        Optional<WireFormat> format = values(request, "Sec-WebSocket-Protocol")
                .map(WireFormat::of)
                .flatMap(Optional::stream)
                .findFirst();
        response.setHeader(HttpHeaders.UPGRADE, "websocket");
        response.setHeader(HttpHeaders.CONNECTION, "Upgrade");
        response.setHeader("Sec-WebSocket-Accept", accept(request.getHeader("Sec-WebSocket-Key")));
        format.ifPresent(agreed -> response.setHeader("Sec-WebSocket-Protocol", agreed.protocol()));
        boolean compressing = MessageDeflate.isOffered(
                values(request, "Sec-WebSocket-Extensions").toList());
        if (compressing) {
            response.setHeader("Sec-WebSocket-Extensions", MessageDeflate.AGREED);
        }
        boolean prepared = false;
        try {
            registry.prepare(request.upgrade(UpgradedSocket.class), format, compressing, grant.get(), place.get());
            prepared = true;
        } finally {
            if (!prepared) {
                place.get().giveBack();
            }
        }
    }

    /** Empty when a tenant's clients have as many connections here as they may. */
    private Optional<TenantPlaces.Place> place(ChannelGrant grant) {
        String tenant = grant.tenant();
        Integer most = tenant == null ? null : tenants.of(tenant).liveConnections();
        return registry.places().take(tenant == null ? "" : tenant, most == null ? Integer.MAX_VALUE : most);
    }

    /** Empty when the handshake is right, but for its ticket. */
    private Optional<HttpStatus> refusal(HttpServletRequest request) {
        if (!HttpMethod.GET.matches(request.getMethod())) {
            return Optional.of(HttpStatus.METHOD_NOT_ALLOWED);
        }
        if (!registry.hasRoom() || opener.end().isEmpty()) {
            return Optional.of(HttpStatus.SERVICE_UNAVAILABLE);
        }
        if (!isAllowed(request)) {
            return Optional.of(HttpStatus.FORBIDDEN);
        }
        if (!has(request, HttpHeaders.UPGRADE, "websocket")
                || !has(request, HttpHeaders.CONNECTION, "upgrade")
                || !isKey(request.getHeader("Sec-WebSocket-Key"))) {
            return Optional.of(HttpStatus.BAD_REQUEST);
        }
        return VERSION.equals(request.getHeader("Sec-WebSocket-Version"))
                ? Optional.empty()
                : Optional.of(HttpStatus.UPGRADE_REQUIRED);
    }

    private boolean isAllowed(HttpServletRequest request) {
        return WebUtils.isSameOrigin(new ServletServerHttpRequest(request))
                || pages.checkOrigin(request.getHeader(HttpHeaders.ORIGIN)) != null;
    }

    private static boolean has(HttpServletRequest request, String header, String token) {
        return values(request, header)
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).equals(token));
    }

    /** The values of a header that may be repeated, and may have several in a line. */
    private static Stream<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip);
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(digest.digest((key.strip() + GUID).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
