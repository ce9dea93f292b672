package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withResourceNotFound;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withServerError;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestClient;

class RemoteCredentialProviderTest {

    private final RestClient.Builder client = RestClient.builder();
    private final MockRestServiceServer scheduler =
            MockRestServiceServer.bindTo(client).build();
    private final RemoteCredentialProvider credentials =
            new RemoteCredentialProvider(client.build(), Clock.systemUTC());

    @Test
    void an_account_that_the_scheduler_does_not_know_is_told_from_a_scheduler_that_is_away() {
        scheduler
                .expect(requestTo("/internal/v1/accounts/forum/ann/credential"))
                .andRespond(withResourceNotFound());
        scheduler
                .expect(requestTo("/internal/v1/accounts/forum/ann/credential"))
                .andRespond(withServerError());

        assertThatThrownBy(() -> credentials.credential("forum", "ann")).isInstanceOf(UnknownAccountException.class);
        assertThatThrownBy(() -> credentials.credential("forum", "ann"))
                .isInstanceOf(CatalogUnavailableException.class);
    }
}
