package dev.gapless.live.tickets;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Mints tickets for callers that show the operators' or the services' token. */
@RestController
class TicketResource {

    private static final int MOST_CHANNELS = 100;

    /** @param channels patterns; null for all channels */
    record TicketRequest(@Nullable List<String> channels) {}

    record TicketAnswer(String ticket, Instant openUntil, Instant connectedUntil) {}

    private final TicketSigner signer;

    TicketResource(TicketSigner signer) {
        this.signer = signer;
    }

    @PostMapping("/v1/live/tickets")
    TicketAnswer mint(@RequestBody(required = false) @Nullable TicketRequest wanted) {
        List<String> channels = wanted == null || wanted.channels() == null ? List.of("*/*/*") : wanted.channels();
        if (channels.isEmpty() || channels.size() > MOST_CHANNELS) {
            throw refused("channels: %d (expected: 1 to %d patterns)".formatted(channels.size(), MOST_CHANNELS));
        }
        channels.stream()
                .filter(pattern -> !ChannelGrant.isPattern(pattern))
                .findFirst()
                .ifPresent(pattern -> {
                    throw refused("channels: '%s' (expected: source/account/stream, each part a name or *)"
                            .formatted(pattern));
                });
        ChannelGrant grant = signer.grant(channels);
        return new TicketAnswer(signer.sign(grant), grant.openUntil(), grant.connectedUntil());
    }

    private static ErrorResponseException refused(String detail) {
        return new ErrorResponseException(
                HttpStatus.BAD_REQUEST, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail), null);
    }
}
