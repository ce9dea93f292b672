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
import java.nio.file.StandardCopyOption;
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
import org.springframework.jdbc.core.simple.JdbcClient;

/** The keys of credentials are rotated twice while two schedulers hand out and take credentials. */
@Tag("long")
class KeyRotationIT {

    private static final int ACCOUNTS = 400;
    private static final int ROTATIONS = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private static Path first;

    @TempDir
    private static Path second;

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeCoverageService checkpoint = new FakeCoverageService();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean working = new AtomicBoolean(true);
    private final KeysetFile keyset = new KeysetFile(first.resolve("keyset.json"));
    private List<RunningScheduler> schedulers = List.of();
    private JdbcClient jdbc;

    @BeforeEach
    void twoSchedulers() throws IOException {
        TestDatabase database = SchedulerTables.fresh();
        keyset.create();
        hand();
        schedulers = List.of(start(database, first), start(database, second));
        jdbc = schedulers.getFirst().jdbc();
        assertThat(schedulers.getFirst().put("/v1/sources/src", "source: src").statusCode())
                .isEqualTo(201);
        for (int account = 0; account < ACCOUNTS; account++) {
            assertThat(put(account, 0)).isEqualTo(201);
        }
        await().atMost(TIMEOUT).until(() -> sealedByKeyset() == 0);
    }

    /** As an earlier release did it. */
    private long sealedByKeyset() {
        return jdbc.sql("select count(*) from scheduler.account where get_byte(credential, 0) = 1")
                .query(Long.class)
                .single();
    }

    /** Of the accounts whose credentials stay. */
    private String sealed() {
        return jdbc.sql("""
                        select md5(string_agg(credential, ''::bytea order by account))
                          from scheduler.account
                         where right(account, 1) in ('0', '2', '4', '6', '8')
                        """).query((row, number) -> row.getString(1)).single();
    }

    private RunningScheduler start(TestDatabase database, Path directory) {
        return RunningScheduler.start(
                database, clock, checkpoint.url(), directory, "--gapless.scheduler.accounts.keyset-look=100ms");
    }

    @AfterEach
    void stop() {
        working.set(false);
        schedulers.forEach(RunningScheduler::close);
        checkpoint.close();
    }

    private int put(int account, int version) {
        return schedulers
                .get(version % 2)
                .put("/v1/accounts/src/acc" + account, "{\"credential\":\"secret-%d-%d\"}".formatted(account, version))
                .statusCode();
    }

    /** Gives the second scheduler the file of the first one. */
    private static void hand() throws IOException {
        Path draft = second.resolve("draft");
        Files.copy(first.resolve("keyset.json"), draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, second.resolve("keyset.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitTaken() throws IOException {
        hand();
        await().atMost(TIMEOUT)
                .until(() -> schedulers.stream()
                        .allMatch(scheduler -> scheduler
                                .bean(CredentialCipher.class)
                                .ring()
                                .require()
                                .sameKeys(keyset.ring())));
    }

    private long wrappedWithOthers() {
        return jdbc.sql("select count(*) from scheduler.data_key where substring(wrapped from 1 for 5) <> :prefix")
                .param("prefix", keyset.ring().firstPrefix())
                .query(Long.class)
                .single();
    }

    /** Even accounts are read, and have one credential throughout. Odd ones get others. */
    private void read(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        while (working.get()) {
            int account = random.nextInt(ACCOUNTS / 2) * 2;
            HttpResponse<String> answer = schedulers
                    .get(random.nextInt(2))
                    .call(
                            "GET",
                            "/internal/v1/accounts/src/acc%d/credential".formatted(account),
                            RunningScheduler.SERVICE,
                            null);
            if (!answer.body().contains("\"secret-%d-0\"".formatted(account))) {
                failures.add("read %d: %d".formatted(account, answer.statusCode()));
            }
            calls.incrementAndGet();
        }
    }

    private void write(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int version = 1; working.get(); version++) {
            int account = random.nextInt(ACCOUNTS / 2) * 2 + 1;
            int status = put(account, version);
            if (status != 200) {
                failures.add("write %d: %d".formatted(account, status));
            }
            calls.incrementAndGet();
        }
    }

    @Test
    void no_call_fails_while_keys_are_added_promoted_and_pruned() throws Exception {
        int before;
        String sealed = sealed();
        try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 3; thread++) {
                int seed = thread;
                var _ = load.submit(() -> read(seed));
            }
            var _ = load.submit(() -> write(9));
            before = keyset.ring().first();
            for (int rotation = 0; rotation < ROTATIONS; rotation++) {
                keyset.add();
                awaitTaken();
                keyset.promote();
                awaitTaken();
                await().atMost(TIMEOUT).until(() -> wrappedWithOthers() == 0);
                keyset.prune();
                awaitTaken();
                int called = calls.get();
                await().atMost(TIMEOUT).until(() -> calls.get() > called + 100);
            }
            working.set(false);
        }
        System.out.printf("%d rotations during %d calls, %d failed%n", ROTATIONS, calls.get(), failures.size());
        assertThat(failures).isEmpty();
        assertThat(sealed()).as("only data keys are wrapped anew").isEqualTo(sealed);
        assertThat(keyset.ring().all()).hasSize(1).doesNotContain(before);
        assertThat(schedulers
                        .getFirst()
                        .jdbc()
                        .sql("select count(*) from scheduler.account where revision > 1 and account like 'acc%0'")
                        .query(Long.class)
                        .single())
                .as("accounts that are told again though only their keys changed")
                .isZero();

        keepsNeededKeys();
    }

    /** A file that lacks a key which is needed is not taken. */
    private void keepsNeededKeys() throws IOException {
        KeyRing used = keyset.ring();
        keyset.add();
        keyset.promote();
        keyset.prune();
        KeyRing wrong = keyset.ring();
        assertThat(wrong.all()).doesNotContain(used.first());
        schedulers.getFirst().task("keyRotationTicker").wake();
        await().during(Duration.ofSeconds(1))
                .atMost(TIMEOUT)
                .until(() -> schedulers
                        .getFirst()
                        .bean(CredentialCipher.class)
                        .ring()
                        .require()
                        .sameKeys(used));
        assertThat(new KeysetCheck(jdbc, new AccountStore(jdbc)).missing(wrong))
                .containsExactly("%08x".formatted(used.first()));
    }
}
