package dev.gapless.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.secret.Secret;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthenticationSchemeTest {

    private static final Secret PARTS = Secret.of("{\"key\":\"k$1\",\"secret\":\"s\"}");

    @Test
    void a_header_holds_the_credential_behind_its_prefix() {
        assertThat(AuthenticationScheme.header("Authorization", "Bearer ").headers(Secret.of("a\\b$0")))
                .isEqualTo(Map.of("Authorization", "Bearer a\\b$0"));
    }

    @Test
    void basic_is_the_credentials_base64() {
        assertThat(new AuthenticationScheme(Map.of("Authorization", "Basic {base64}"), null)
                        .headers(Secret.of("Aladdin:open sesame")))
                .isEqualTo(Map.of("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    }

    @Test
    void several_headers_take_their_parts_and_one_without_its_part_is_left_out() {
        AuthenticationScheme scheme = new AuthenticationScheme(
                Map.of("X-Key", "{key}", "X-Secret", "v1 {secret}", "X-Pass", "{passphrase}"), null);

        assertThat(scheme.headers(PARTS)).isEqualTo(Map.of("X-Key", "k$1", "X-Secret", "v1 s"));
        assertThat(scheme.headers(Secret.of("plain"))).isEmpty();
        assertThat(scheme.headers(null)).isEmpty();
    }

    @Test
    void a_query_parameter_is_added_behind_the_others() {
        AuthenticationScheme scheme = new AuthenticationScheme(Map.of(), "api_key");

        assertThat(scheme.address(URI.create("https://a.example/x"), Secret.of("k&1")))
                .hasToString("https://a.example/x?api_key=k%261");
        assertThat(scheme.address(URI.create("https://a.example/x?b=%20"), Secret.of("k")))
                .hasToString("https://a.example/x?b=%20&api_key=k");
        assertThat(scheme.address(URI.create("https://a.example/x"), null)).hasToString("https://a.example/x");
    }
}
