package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

import dev.gapless.common.platform.ApiTokenFinder.KnownCaller;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.test.web.client.ExpectedCount;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestClient;

/** What schedulers of two releases answer about a token. */
class RemoteApiTokensTest {

    private final RestClient.Builder client = RestClient.builder();
    private final MockRestServiceServer scheduler =
            MockRestServiceServer.bindTo(client).build();
    private final RemoteApiTokens tokens =
            new RemoteApiTokens(client.baseUrl("http://scheduler").build(), () -> 0);

    private void answer(String more) {
        scheduler
                .expect(ExpectedCount.once(), requestTo("http://scheduler/internal/v1/tokens:find"))
                .andRespond(withSuccess(
                        "{\"caller\":{\"name\":\"ann\",\"role\":\"VIEWER\"%s}}".formatted(more),
                        MediaType.APPLICATION_JSON));
    }

    @Test
    void a_caller_without_a_tenant_is_asked_for_again() {
        answer("");
        answer(",\"tenant\":\"*\"");
        CallerAuthentication callers =
                new CallerAuthentication(new CallerTokens(new FileTokens(Map.of()), tokens), null);

        assertThatThrownBy(() -> callers.authenticate(new BearerTokenAuthenticationToken("gapless_ann")))
                .as("answered with 503 and not with 403")
                .isInstanceOf(CallerUnknownException.class)
                .hasMessageContaining("earlier release");
        for (int call = 0; call < 2; call++) {
            assertThat(tokens.find(CallerTokens.digest("gapless_ann")))
                    .contains(new KnownCaller("ann", CallerRole.VIEWER, "*"));
        }
        scheduler.verify();
    }
}
