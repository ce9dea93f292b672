package dev.gapless.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.connector.manifest.ManifestTexts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A question that hangs does so until the test ends: who waits for it fails by the time limit. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteConnectorCatalogTest {

    private final FakeScheduler scheduler = new FakeScheduler();
    private final AtomicLong nanos = new AtomicLong();
    private final FakeStore store = new FakeStore();
    private final RemoteConnectorCatalog catalog = new RemoteConnectorCatalog(scheduler.client(), store, nanos::get);

    RemoteConnectorCatalogTest() throws IOException {}

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void a_scheduler_that_hangs_delays_nobody_who_knows_the_source() {
        scheduler.manifest("shop", manifest("first"));
        scheduler.manifest("other", manifest("other"));
        String known = revision("shop");
        String other = revision("other");
        scheduler.hang();

        pass(Duration.ofHours(1));
        catalog.renew();
        await(() -> scheduler.asked() == 4);

        assertThat(revision("shop")).isEqualTo(known);
        assertThat(revision("other")).isEqualTo(other);
    }

    @Test
    void one_question_at_a_time_is_asked_of_a_source() {
        scheduler.manifest("shop", manifest("first"));
        revision("shop");
        scheduler.hang();

        for (int round = 0; round < 5; round++) {
            pass(Duration.ofMinutes(1));
            catalog.renew();
        }
        await(() -> scheduler.asked() == 2);
    }

    @Test
    void another_manifest_is_seen_without_anybody_waiting_for_it() {
        scheduler.manifest("shop", manifest("first"));
        String first = revision("shop");
        scheduler.manifest("shop", manifest("second"));

        pass(Duration.ofSeconds(7));
        catalog.renew();
        assertThat(scheduler.asked()).isEqualTo(1);

        pass(Duration.ofSeconds(1));
        catalog.renew();
        await(() -> !revision("shop").equals(first));
    }

    @Test
    void while_the_scheduler_fails_the_last_manifest_goes_on() {
        scheduler.manifest("shop", manifest("first"));
        String known = revision("shop");
        scheduler.answersWith(500);

        pass(Duration.ofMinutes(1));
        catalog.renew();
        await(() -> scheduler.asked() == 2);

        assertThat(revision("shop")).isEqualTo(known);
    }

    @Test
    void what_was_never_seen_is_not_to_be_had_while_the_scheduler_fails_and_is_asked_for_again() {
        scheduler.manifest("shop", manifest("first"));
        scheduler.answersWith(500);
        assertThatThrownBy(() -> catalog.connector("shop")).isInstanceOf(CatalogUnavailableException.class);

        scheduler.answersWith(200);

        assertThat(revision("shop")).isNotEmpty();
    }

    @Test
    void a_source_that_is_unknown_may_be_known_the_next_moment() {
        assertThatThrownBy(() -> catalog.connector("shop")).isInstanceOf(UnknownSourceException.class);

        scheduler.manifest("shop", manifest("first"));

        assertThat(revision("shop")).isNotEmpty();
    }

    @Test
    void a_manifest_that_this_release_cannot_read_is_not_available_and_one_that_it_can_is_again() {
        scheduler.manifest("shop", "type: of-a-later-release");
        assertThatThrownBy(() -> catalog.connector("shop"))
                .isInstanceOf(CatalogUnavailableException.class)
                .hasMessageContaining("this release does not");

        scheduler.manifest("shop", manifest("first"));
        pass(Duration.ofSeconds(8));
        catalog.renew();

        await(() -> {
            try {
                return !revision("shop").isEmpty();
            } catch (CatalogUnavailableException notYet) {
                return false;
            }
        });
    }

    @Test
    void what_was_read_is_kept_and_goes_on_after_a_restart_while_the_scheduler_fails_until_it_answers_again() {
        scheduler.manifest("shop", manifest("first"));
        scheduler.manifest("never-seen", manifest("first"));
        String first = revision("shop");
        scheduler.answersWith(500);
        RemoteConnectorCatalog restarted = new RemoteConnectorCatalog(scheduler.client(), store, nanos::get);

        assertThat(restarted.connector("shop").spec().revision()).isEqualTo(first);
        assertThatThrownBy(() -> restarted.connector("never-seen")).isInstanceOf(CatalogUnavailableException.class);

        scheduler.manifest("shop", manifest("second"));
        scheduler.answersWith(200);
        pass(Duration.ofSeconds(8));
        restarted.renew();
        await(() -> !restarted.connector("shop").spec().revision().equals(first));
    }

    @Test
    void what_could_not_be_kept_is_kept_later() {
        store.away = true;
        scheduler.manifest("shop", manifest("first"));
        revision("shop");
        assertThat(store.manifests).isEmpty();

        store.away = false;
        pass(Duration.ofSeconds(8));
        catalog.renew();

        await(() -> store.manifests.containsKey("shop"));
    }

    @Test
    void a_manifest_that_this_release_cannot_read_is_not_kept() {
        scheduler.manifest("shop", "type: of-a-later-release");

        assertThatThrownBy(() -> catalog.connector("shop")).isInstanceOf(CatalogUnavailableException.class);

        assertThat(store.manifests).isEmpty();
    }

    /** As the processors' is, while the checkpoint service answers. */
    private static final class FakeStore implements ManifestStore {

        private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
        private volatile boolean away;

        @Override
        public void keep(String source, byte[] manifest) {
            if (away) {
                throw new IllegalStateException("away");
            }
            manifests.put(source, manifest);
        }

        @Override
        public byte @Nullable [] kept(String source) {
            return manifests.get(source);
        }
    }

    private static String manifest(String edit) {
        return ManifestTexts.sandbox() + "\n# " + edit + "\n";
    }

    private String revision(String source) {
        return catalog.connector(source).spec().revision();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }
}
