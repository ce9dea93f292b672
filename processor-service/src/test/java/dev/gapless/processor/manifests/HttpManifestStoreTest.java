package dev.gapless.processor.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.processor.fakes.FakeCommitService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.HttpServerErrorException;

class HttpManifestStoreTest {

    private static final byte[] MANIFEST = {'t', 'y', 'p', 'e', 0};

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final HttpManifestStore store = new HttpManifestStore(checkpoint.client());

    @AfterEach
    void close() {
        checkpoint.close();
    }

    @Test
    void what_is_kept_comes_back_byte_for_byte_and_of_others_nothing_does() {
        store.keep("shop", MANIFEST);

        assertThat(store.kept("shop")).isEqualTo(MANIFEST);
        assertThat(store.kept("other")).isNull();
    }

    @Test
    void while_the_checkpoint_service_is_away_neither_is_said_to_have_happened() {
        checkpoint.away(true);

        assertThatThrownBy(() -> store.keep("shop", MANIFEST)).isInstanceOf(HttpServerErrorException.class);
        assertThatThrownBy(() -> store.kept("shop")).isInstanceOf(HttpServerErrorException.class);
    }
}
