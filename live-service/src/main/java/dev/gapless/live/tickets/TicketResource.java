package dev.gapless.live.tickets;

import dev.gapless.common.platform.tenant.CallerSources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Mints tickets. That of a tenant's caller opens channels of its sources only. */
@RestController
class TicketResource {

    private static final int MOST_CHANNELS = 100;

    /** @param channels patterns; null for all channels that exist for the caller */
    record TicketRequest(@Nullable List<String> channels) {}

    record TicketAnswer(String ticket, Instant openUntil, Instant connectedUntil) {}

    private final TicketSigner signer;

    TicketResource(TicketSigner signer) {
        this.signer = signer;
    }

    @PostMapping("/v1/live/tickets")
    TicketAnswer mint(@RequestBody(required = false) @Nullable TicketRequest wanted, CallerSources own) {
        List<String> asked = wanted == null || wanted.channels() == null ? List.of("*/*/*") : wanted.channels();
        // before a pattern becomes as many as the tenant has sources
        requireFew(asked);
        requirePatterns(asked);
        List<String> channels = own.limited() ? within(asked, own) : asked;
        requireFew(channels);
        ChannelGrant grant = signer.grant(channels, own.tenant());
        return new TicketAnswer(signer.sign(grant), grant.openUntil(), grant.connectedUntil());
    }

    /** A pattern of every source stands for the caller's. */
    private static List<String> within(List<String> patterns, CallerSources own) {
        List<String> channels = new ArrayList<>();
        for (String pattern : patterns) {
            int slash = pattern.indexOf('/');
            String source = pattern.substring(0, slash);
            if (source.equals("*")) {
                own.names().stream().sorted().forEach(name -> channels.add(name + pattern.substring(slash)));
            } else {
                own.require(source);
                channels.add(pattern);
            }
        }
        return channels;
    }

    private static void requireFew(List<String> channels) {
        if (channels.isEmpty() || channels.size() > MOST_CHANNELS) {
            throw refused("channels: %d (expected: 1 to %d patterns)".formatted(channels.size(), MOST_CHANNELS));
        }
    }

    private static void requirePatterns(List<String> channels) {
        channels.stream()
                .filter(pattern -> !ChannelGrant.isPattern(pattern))
                .findFirst()
                .ifPresent(pattern -> {
                    throw refused("channels: '%s' (expected: source/account/stream, each part a name or *)"
                            .formatted(pattern));
                });
    }

    private static ErrorResponseException refused(String detail) {
        return new ErrorResponseException(
                HttpStatus.BAD_REQUEST, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail), null);
    }
}
