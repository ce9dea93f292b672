package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.certificate.CertificateVerifier;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.standalone.check.CheckResult;
import dev.gapless.standalone.check.TruthCheck;
import dev.gapless.standalone.cli.GaplessCommand;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SharedSuite;
import dev.gapless.standalone.suite.SuiteHome;
import dev.gapless.standalone.suite.SuiteService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A source whose listing shows creations only, in the order of creation: what else happens, only comparing finds. */
class ReconciledIT {

    private static final SandboxWorld WORLD = new SandboxWorld(11, 2, 40, 150, 0);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String CHANGED = "acc-0001";
    private static final String PARTIAL = "acc-0002";

    private static final String LISTED_BY_CREATION = """
              posts:
                kind: event
                aspects: [creations, edits, deletions]
                item: {id: /id, position: /created_at, version: /revision}
                read: {path: "/v1/accounts/{account}/posts/{item}"}
                reconcile: {every: 5s}
                listing:
                  path: /v1/accounts/{account}/posts
                  order: newest-first
                  parameters: {sort: created, order: desc, deleted: exclude}
                  window: {since: since, until: until}
                  page-size: {parameter: limit, value: 100}
                  paging: {by: cursor, parameter: cursor, next: /next}
                  items: /data
                  shows: [creations]
                settle: 1s
                horizon: 400d
                poll: 5s

            """;

    private final String source = SharedSuite.source();

    @TempDir
    private Path directory;

    @AfterEach
    void remove() throws Exception {
        SharedSuite.remove(source);
    }

    @Test
    void an_edit_and_a_deletion_of_old_items_while_the_socket_was_down_are_claimed_only_after_they_were_found()
            throws Exception {
        GaplessSuite suite = SharedSuite.get();
        SuiteHome home = suite.home();
        try (SandboxProcess sandbox = SandboxProcess.open(SuiteHome.open(directory), WORLD)) {
            SandboxClient client = sandbox.client();
            String partial =
                    client.plan(json("{'kind':'partial-pages','account':'acc-0002','streams':['posts'],'count':2}"));
            RestApi scheduler = RestApi.at(suite.url(SuiteService.SCHEDULER), home.adminToken());
            RestApi checkpoint = RestApi.at(suite.url(SuiteService.CHECKPOINT), home.serviceToken());
            FollowedSandbox followed =
                    FollowedSandbox.follow(scheduler, client, source, ReconciledIT::listedByCreation);
            Clock clock = Clock.systemUTC();
            SettleWaiter settling = new SettleWaiter(checkpoint, suite.servers(), followed, clock);
            assertThat(settling.await(clock.instant(), TIMEOUT)).isEmpty();
            assertThat(client.fired(partial))
                    .as("pages that left something out")
                    .isPositive();

            changeWhileDown(suite, client, checkpoint);

            assertThat(settling.await(clock.instant(), TIMEOUT)).isEmpty();
            for (String account : List.of(CHANGED, PARTIAL)) {
                StreamTables held = new StreamTables(suite.servers(), source, account, "posts");
                assertThat(new TreeSet<>(held.alive())).isEqualTo(alive(client, account));
            }
            CheckResult verdict = new TruthCheck(suite.servers(), client::get, source).run();
            assertThat(verdict.duplicated() + verdict.stale() + verdict.resurrected() + verdict.invented())
                    .as(verdict + " " + verdict.examples())
                    .isZero();
            mistakenDeletes(suite);
        }
    }

    /** By its playbook. These deletes were right, so the next comparison finds them again. */
    private void mistakenDeletes(GaplessSuite suite) {
        long begun = System.nanoTime();
        assertThat(GaplessCommand.run(
                        "playbook",
                        "mistaken-deletes",
                        "--yes",
                        "--set",
                        "source=" + source,
                        "--data=" + suite.home().directory()))
                .isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(3));
        await().atMost(TIMEOUT).until(() -> new StreamTables(suite.servers(), source, CHANGED, "posts").undone() > 0);
    }

    /** What was deleted before anybody looked is in no listing, so the living are what can be compared. */
    private static Set<String> alive(SandboxClient client, String account) throws Exception {
        Set<String> alive = new TreeSet<>();
        client.get("/truth/v1/versions?after=0&limit=10000")
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(version -> version.get("account").asString().equals(account)
                        && version.get("stream").asString().equals("posts"))
                .forEach(version -> {
                    String id = version.get("id").asString();
                    if (version.get("op").asString().equalsIgnoreCase("delete")) {
                        alive.remove(id);
                    } else {
                        alive.add(id);
                    }
                });
        return alive;
    }

    /** The socket is silent for so long that the changes are over before the capture finds out. */
    private void changeWhileDown(GaplessSuite suite, SandboxClient client, RestApi checkpoint) throws Exception {
        StreamTables posts = new StreamTables(suite.servers(), source, CHANGED, "posts");
        List<String> alive = posts.alive();
        String edited = alive.getLast();
        String deleted = alive.get(alive.size() - 2);
        Instant monthAgo = Instant.now().minus(Duration.ofDays(30));
        assertThat(posts.position(edited)).as("a month old").isLessThan(SettleWaiter.micros(monthAgo));

        String down = client.plan(json("{'kind':'half-open','account':'acc-0001','count':1,'duration':'20s'}"));
        await().atMost(TIMEOUT).until(() -> client.fired(down) > 0);
        long versionBefore = posts.version(edited);
        client.make(json("{'account':'acc-0001','stream':'posts','operation':'update','id':'" + edited + "'}"));
        client.make(json("{'account':'acc-0001','stream':'posts','operation':'delete','id':'" + deleted + "'}"));
        long happened = SettleWaiter.micros(Instant.now());

        await().atMost(TIMEOUT).until(() -> {
            JsonNode now = certificate(checkpoint, happened);
            boolean edits = !missing(now, "EDITS", happened);
            boolean deletions = !missing(now, "DELETIONS", happened);
            boolean foundEdit = posts.version(edited) > versionBefore;
            boolean foundDeletion = posts.inferred(deleted);
            assertThat(foundEdit || !edits).as("edits are claimed once found").isTrue();
            assertThat(foundDeletion || !deletions)
                    .as("deletions are claimed once found")
                    .isTrue();
            return edits
                    && deletions
                    && foundEdit
                    && foundDeletion
                    && now.get("windows").toString().contains("RECONCILED");
        });
    }

    /** Fetched signed, checked with the public keys alone. */
    private JsonNode certificate(RestApi checkpoint, long around) throws Exception {
        long minute = 60_000_000;
        String signed = checkpoint.get(
                "/v1/certificates/%s/acc-0001/posts?from=%d&to=%d".formatted(source, around - minute, around + minute));
        String keys = checkpoint.get("/v1/certificate-keys");
        if (CertificateVerifier.verify(signed, keys)
                instanceof CertificateVerifier.Verdict.Genuine(String key, String content)) {
            return JsonMapper.shared().readTree(content);
        }
        throw new AssertionError("the certificate is not genuine");
    }

    private static boolean missing(JsonNode certificate, String aspect, long position) {
        return certificate
                .at("/missing/" + aspect)
                .valueStream()
                .anyMatch(range -> range.get(0).asLong() <= position
                        && position < range.get(1).asLong());
    }

    private static String listedByCreation(String manifest) {
        int posts = manifest.indexOf("  # Listed by last change");
        int comments = manifest.indexOf("  comments:\n");
        assertThat(posts).isPositive();
        String edited = manifest.substring(0, posts) + LISTED_BY_CREATION + manifest.substring(comments);
        assertThat(edited).contains("silence-limit: 4s");
        return edited.replace("silence-limit: 4s", "silence-limit: 12s");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
