package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The key of a service for keys is rotated, its former versions are destroyed, and the service is away. Two schedulers
 * without any keyset hand out and take credentials meanwhile.
 */
@Tag("long")
class KeyServiceRotationIT {

    private static final int SOURCES = 8;
    private static final int ACCOUNTS = 200;
    private static final int ROTATIONS = 3;
    private static final int CALLS = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private static Path first;

    @TempDir
    private static Path second;

    private final FakeCoverageService checkpoint = new FakeCoverageService();
    private final TransitService service = new TransitService();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean working = new AtomicBoolean(true);
    private List<RunningScheduler> schedulers = List.of();

    @BeforeEach
    void twoSchedulers() throws IOException {
        TestDatabase database = SchedulerTables.fresh();
        schedulers = List.of(start(database, first), start(database, second));
        for (int source = 0; source < SOURCES; source++) {
            String name = "src" + source;
            assertThat(schedulers
                            .getFirst()
                            .put("/v1/sources/" + name, "source: " + name)
                            .statusCode())
                    .isEqualTo(201);
        }
        for (int account = 0; account < ACCOUNTS; account++) {
            assertThat(put(account, 0)).isEqualTo(201);
        }
    }

    private RunningScheduler start(TestDatabase database, Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("transit-token"), TransitService.TOKEN);
        return RunningScheduler.start(
                database,
                new FakeClock(Instant.parse("2026-03-01T12:00:00Z")),
                checkpoint.url(),
                directory,
                "--gapless.scheduler.accounts.keyset-look=100ms",
                "--gapless.scheduler.accounts.key-service.url=" + service.url(),
                "--gapless.scheduler.accounts.key-service.key=" + TransitService.KEY,
                "--gapless.scheduler.accounts.key-service.token-file=" + token);
    }

    @AfterEach
    void stop() {
        working.set(false);
        schedulers.forEach(RunningScheduler::close);
        service.close();
        checkpoint.close();
    }

    private static String path(int account) {
        return "/v1/accounts/src%d/acc%d".formatted(account % SOURCES, account);
    }

    private int put(int account, int version) {
        return schedulers
                .get(version % 2)
                .put(path(account), "{\"credential\":\"secret-%d-%d\"}".formatted(account, version))
                .statusCode();
    }

    /** Even accounts are read, and have one credential throughout. Odd ones get others. */
    private void work(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int version = 1; working.get(); version++) {
            int account = random.nextInt(ACCOUNTS / 2) * 2;
            HttpResponse<String> answer = schedulers
                    .get(random.nextInt(2))
                    .call("GET", "/internal" + path(account) + "/credential", RunningScheduler.SERVICE, null);
            if (!answer.body().contains("\"secret-%d-0\"".formatted(account))) {
                failures.add("read %d: %d".formatted(account, answer.statusCode()));
            }
            int status = put(account + 1, version);
            if (status != 200) {
                failures.add("write %d: %d".formatted(account + 1, status));
            }
            calls.addAndGet(2);
        }
    }

    private long wrappedWithOthers() {
        return schedulers
                .getFirst()
                .jdbc()
                .sql("select count(*) from data_key where not starts_with(convert_from(wrapped, 'UTF8'), :prefix)")
                .param("prefix", "vault:v%d:".formatted(service.version()))
                .query(Long.class)
                .single();
    }

    private void awaitCalls() {
        int called = calls.get();
        await().atMost(TIMEOUT).until(() -> calls.get() > called + CALLS);
    }

    @Test
    void no_call_fails_while_the_key_is_rotated_and_the_service_is_away() {
        int decrypted;
        try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 3; thread++) {
                int seed = thread;
                var _ = load.submit(() -> work(seed));
            }
            awaitCalls();
            decrypted = service.decrypted();
            for (int rotation = 0; rotation < ROTATIONS; rotation++) {
                service.rotate();
                await().atMost(TIMEOUT).until(() -> wrappedWithOthers() == 0);
                service.destroyFormer();
                awaitCalls();
            }
            service.away(true);
            awaitCalls();
            service.away(false);
            working.set(false);
        }
        System.out.printf("%d rotations during %d calls, %d failed%n", ROTATIONS, calls.get(), failures.size());
        assertThat(failures).isEmpty();
        assertThat(service.version()).isEqualTo(ROTATIONS + 1);
        assertThat(service.decrypted()).as("a rotation opens no data key").isEqualTo(decrypted);
    }
}
