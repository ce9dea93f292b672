package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.StreamSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Manifests, pages and frames that were changed at random are accepted or refused by type, and nothing is thrown. The
 * property {@code gapless.fuzz.seconds} makes it run longer; a failure names its seed.
 */
class RandomInputTest {

    private static final int ROUNDS = 500;
    private static final List<String> NAMES =
            List.of("sandbox", "evm-logs", "mastodon", "bluesky", "binance", "coinbase", "github", "kubernetes");
    private static final long SECONDS = Long.getLong("gapless.fuzz.seconds", 0);

    /** Without conditions, each of which takes as long to compile as a hundred manifests take to read. */
    private static final List<String> PLAIN = List.of("sandbox", "evm-logs", "mastodon", "coinbase");

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final List<String> PIECES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "-1",
            "1e999999",
            "0.5",
            "99999999999999999999",
            "''",
            "{account}",
            "*a",
            "&a ",
            "!!int ",
            "---\n",
            "\t",
            "\u0000",
            "\ud800",
            ": ",
            "- ",
            "/",
            "~",
            "<<: ",
            "\"",
            "'",
            "\n",
            "  ");

    private static final String PAGE = """
            {"data":[{"id":"a","created_at":1767355200000000,"revision":1,"text":"x"},
            {"id":"b","created_at":1767355100000000,"revision":2,"deleted":true}],
            "paging":{"next_cursor":"c","has_more":true,"total":3},"next":"1","total":3,"more":false}""";
    private static final String FRAME = """
            {"event_type":"post.created","type":"pong","server_time":1767355200000000,"streams":["posts"],
            "data":{"id":"a","created_at":1767355200000000,"revision":1}}""";

    @Test
    void a_changed_manifest_is_accepted_or_refused() {
        for (String name : SECONDS > 0 ? NAMES : PLAIN) {
            byte[] manifest = shipped(name);
            fuzz(random -> {
                switch (ManifestReader.read(changed(manifest, random))) {
                    case Reading.Accepted accepted ->
                        assertThat(accepted.connector().spec().source()).isNotEmpty();
                    case Reading.Refused refused ->
                        assertThat(refused.problems()).isNotEmpty().allSatisfy(problem -> {
                            assertThat(problem.rule()).isNotEmpty();
                            assertThat(problem.remedy()).isNotEmpty();
                        });
                }
            });
        }
    }

    @Test
    void a_changed_page_is_read_or_refused() {
        for (String name : NAMES) {
            Connector connector = connector(name);
            byte[] right = page(name);
            List<String> streams = List.copyOf(connector.spec().streams().keySet());
            fuzz(random -> {
                StreamId stream = new StreamId(
                        connector.spec().source(), account(name), streams.get(random.nextInt(streams.size())));
                MiningMode mode = random.nextInt(4) == 0 ? MiningMode.PROBE : MiningMode.GAP_FILL;
                PageWalk walk = connector.walk(stream, mode, 0, 1_800_000_000_000_000L, null);
                for (int page = 0; page < 3; page++) {
                    byte[] body = changed(right, random);
                    PageStep step = walk.accept(body, changedText("<?page=2>; rel=\"next\"", random), Long.MAX_VALUE);
                    assertThat(step).isNotNull();
                    assertThat(walk.next().uri()).isNotNull();
                    assertThat(connector.walk(stream, mode, 0, 1_800_000_000_000_000L, walk.resume()))
                            .isNotNull();
                }
            });
        }
    }

    @Test
    void a_changed_frame_is_read_or_refused() {
        for (String name : NAMES) {
            Connector connector = connector(name);
            if (connector.spec().streams().values().stream().noneMatch(StreamSpec::live)) {
                continue;
            }
            List<String> right = frames(name);
            fuzz(random -> {
                LiveSession session = connector.session(account(name));
                assertThat(session.opened(NOON)).isNotNull();
                for (int frame = 0; frame < 5; frame++) {
                    byte[] bytes = changed(right.get(frame % right.size()).getBytes(StandardCharsets.UTF_8), random);
                    assertThat(session.frame(bytes, NOON.plusSeconds(frame))).isNotNull();
                    assertThat(session.tick(NOON.plusSeconds(frame))).isNotNull();
                }
            });
        }
    }

    private static void fuzz(Consumer<SplittableRandom> round) {
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        for (long seed = 0; seed < ROUNDS || System.nanoTime() - end < 0; seed++) {
            try {
                round.accept(new SplittableRandom(seed));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static Connector connector(String name) {
        return ((Reading.Accepted) ManifestReader.read(shipped(name))).connector();
    }

    private static byte[] shipped(String name) {
        try {
            return Files.readAllBytes(
                    Path.of("..", "connectors", "src", "main", "resources", "connectors", name + ".yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String account(String name) {
        return name.equals("bluesky")
                ? "did:plc:aaaabbbbccccddddeeeeffff"
                : "0x00000000000000000000000000000000000000aa";
    }

    /** The recorded sample beside the manifest, where there is one. */
    private static byte[] page(String name) {
        try (Stream<Path> samples = Files.isDirectory(samples(name)) ? Files.list(samples(name)) : Stream.empty()) {
            Path page = samples.filter(path -> path.toString().matches(".*\\.page[^/]*\\.json"))
                    .sorted()
                    .findFirst()
                    .orElse(null);
            return page == null ? PAGE.getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> frames(String name) {
        Path recorded = samples(name).resolve("frames.jsonl");
        try {
            return Files.exists(recorded)
                    ? Files.readAllLines(recorded)
                    : List.of(FRAME.replace("pong", "subscribed"), FRAME, FRAME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path samples(String name) {
        return Path.of("..", "connectors", "src", "main", "resources", "connectors", name + ".samples");
    }

    private static String changedText(String text, SplittableRandom random) {
        return new String(changed(text.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8);
    }

    /** One to four changes: bytes cut out, doubled, overwritten, or a piece put in. */
    private static byte[] changed(byte[] input, SplittableRandom random) {
        byte[] text = input;
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && text.length > 1; i++) {
            int from = random.nextInt(text.length);
            int to = Math.min(text.length, from + 1 + random.nextInt(12));
            byte[] piece = switch (random.nextInt(4)) {
                case 0 -> new byte[0];
                case 1 -> {
                    int other = random.nextInt(text.length);
                    yield Arrays.copyOfRange(text, other, Math.min(text.length, other + random.nextInt(40)));
                }
                case 2 -> new byte[] {(byte) random.nextInt(256)};
                default -> PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
            };
            byte[] joined = new byte[from + piece.length + text.length - to];
            System.arraycopy(text, 0, joined, 0, from);
            System.arraycopy(piece, 0, joined, from, piece.length);
            System.arraycopy(text, to, joined, from + piece.length, text.length - to);
            text = joined;
        }
        return text;
    }
}
