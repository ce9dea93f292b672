package dev.gapless.live.tickets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.live.tickets.TicketResource.TicketRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;

/** What the tickets of a tenant open. */
class TicketResourceTest {

    private static final CallerSources ACME = new CallerSources("acme", Set.of("forum", "shop"));

    private final TicketSigner signer =
            new TicketSigner(new byte[32], Duration.ofMinutes(1), Duration.ofHours(1), Clock.systemUTC());
    private final TicketResource tickets = new TicketResource(signer);

    @Test
    void a_pattern_of_every_source_stands_for_those_of_the_tenant() {
        for (List<String> asked : List.of(List.of("*/*/*"), List.of("*/ann/*", "forum/*/*"))) {
            ChannelGrant grant = grant(asked, ACME);
            assertThat(grant.tenant()).isEqualTo("acme");
            assertThat(grant.allows(ChannelName.parse("forum/ann/posts"))).isTrue();
            assertThat(grant.allows(ChannelName.parse("bank/ann/posts"))).isFalse();
        }
        assertThat(grant(null, ACME).channels()).containsExactly("forum/*/*", "shop/*/*");
        assertThat(grant(null, CallerSources.ALL).channels()).containsExactly("*/*/*");
    }

    @Test
    void a_source_of_another_tenant_is_refused_as_one_that_nobody_has() {
        String foreign = refusal(List.of("forum/*/*", "bank/*/*"));
        assertThat(refusal(List.of("none/*/*"))).isEqualTo(foreign.replace("bank", "none"));
        assertThat(refusal(List.of("*orum/*/*"))).contains("404");
        assertThatThrownBy(() -> grant(null, new CallerSources("new", Set.of())))
                .as("a ticket for nothing")
                .isInstanceOf(ErrorResponseException.class);
    }

    @Test
    void many_patterns_are_refused_as_they_were_asked_and_before_they_become_more() {
        for (CallerSources own : List.of(ACME, CallerSources.ALL)) {
            assertThatThrownBy(() -> grant(Collections.nCopies(101, "*/*/*"), own))
                    .isInstanceOfSatisfying(ErrorResponseException.class, refused -> {
                        assertThat(refused.getStatusCode().value()).isEqualTo(400);
                        assertThat(refused.getBody().getDetail())
                                .isEqualTo("channels: 101 (expected: 1 to 100 patterns)");
                    });
        }
        assertThatThrownBy(() -> grant(Collections.nCopies(51, "*/*/*"), ACME))
                .as("two sources each")
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        refused -> assertThat(refused.getBody().getDetail()).startsWith("channels: 102 "));
    }

    private String refusal(List<String> asked) {
        try {
            return grant(asked, ACME).toString();
        } catch (ErrorResponseException e) {
            return e.getStatusCode() + " " + e.getBody().getDetail();
        }
    }

    private ChannelGrant grant(@Nullable List<String> asked, CallerSources own) {
        return signer.read(tickets.mint(new TicketRequest(asked), own).ticket()).orElseThrow();
    }

    /** A client may ask for a pattern as a channel: never for more than its ticket allows. */
    @Test
    void a_pattern_is_allowed_by_one_that_is_as_wide_and_by_no_narrower_one() {
        ChannelGrant grant = new ChannelGrant(List.of("forum/*/posts", "bank/ann/*"), Instant.MAX, Instant.MAX, null);
        for (String channel :
                List.of("forum/*/posts", "forum/ann/posts", "forum/ann/posts/7", "bank/ann/*", "bank/ann/t")) {
            assertThat(grant.allows(ChannelName.parse(channel))).as(channel).isTrue();
        }
        for (String channel :
                List.of("*/*/posts", "forum/*/*", "forum/ann/*", "bank/*/posts", "*/*/*", "bank/bob/t/7")) {
            assertThat(grant.allows(ChannelName.parse(channel))).as(channel).isFalse();
        }
    }
}
