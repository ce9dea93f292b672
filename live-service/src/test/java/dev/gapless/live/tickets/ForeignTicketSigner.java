package dev.gapless.live.tickets;

import dev.gapless.common.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs tickets with times of the test's choice. */
public final class ForeignTicketSigner {

    private ForeignTicketSigner() {}

    /**
     * @param open how long the ticket opens connections; negative when that is over
     * @param connected how long a connection may last
     */
    public static String sign(Secret servicesToken, Duration open, Duration connected) {
        return sign(servicesToken, open, connected, null);
    }

    /** The same for the client of a tenant; null for one of the whole installation. */
    public static String sign(Secret servicesToken, Duration open, Duration connected, @Nullable String tenant) {
        TicketSigner signer = new TicketSigner(
                servicesToken.reveal().getBytes(StandardCharsets.UTF_8), open, connected, Clock.systemUTC());
        return signer.sign(signer.grant(List.of("*/*/*"), tenant));
    }
}
