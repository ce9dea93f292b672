package dev.gapless.live.tickets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes and reads tickets: a grant and its HMAC-SHA256. The key is derived from the token that all services share, so a
 * ticket of one replica opens connections to all. Safe for many threads.
 */
public final class TicketSigner {

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] PURPOSE = "gapless live ticket 1".getBytes(StandardCharsets.UTF_8);
    private static final int LONGEST = 8_192;

    private record Claims(
            List<String> channels,
            long open,
            long connected,
            @Nullable String tenant) {}

    private final byte[] key;
    private final Duration ticketLife;
    private final Duration connectionLife;
    private final Clock clock;
    private final JsonMapper json = new JsonMapper();

    TicketSigner(byte[] sharedSecret, Duration ticketLife, Duration connectionLife, Clock clock) {
        this.key = mac(sharedSecret, PURPOSE);
        this.ticketLife = ticketLife;
        this.connectionLife = connectionLife;
        this.clock = clock;
    }

    ChannelGrant grant(List<String> channels, @Nullable String tenant) {
        Instant now = clock.instant();
        return new ChannelGrant(channels, now.plus(ticketLife), now.plus(connectionLife), tenant);
    }

    String sign(ChannelGrant grant) {
        byte[] claims = json.writeValueAsBytes(new Claims(
                grant.channels(),
                grant.openUntil().toEpochMilli(),
                grant.connectedUntil().toEpochMilli(),
                grant.tenant()));
        return base64(claims) + "." + base64(mac(key, claims));
    }

    /** Empty unless the ticket was signed with the shared secret and still opens connections. */
    public Optional<ChannelGrant> read(String ticket) {
        int dot = ticket.indexOf('.');
        if (dot < 1 || ticket.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(ticket.substring(0, dot));
            byte[] seal = Base64.getUrlDecoder().decode(ticket.substring(dot + 1));
            if (!MessageDigest.isEqual(seal, mac(key, claims))) {
                return Optional.empty();
            }
            Claims read = json.readValue(claims, Claims.class);
            ChannelGrant grant = new ChannelGrant(
                    read.channels(),
                    Instant.ofEpochMilli(read.open()),
                    Instant.ofEpochMilli(read.connected()),
                    read.tenant());
            return clock.instant().isBefore(grant.openUntil()) ? Optional.of(grant) : Optional.empty();
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] mac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java", e);
        }
    }
}
