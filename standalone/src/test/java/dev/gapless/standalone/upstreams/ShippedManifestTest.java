package dev.gapless.standalone.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.standalone.connector.CheckStep;
import dev.gapless.standalone.connector.RecordedSampleCheck;
import dev.gapless.standalone.connector.RecordedSampleCheck.PlacedStep;
import dev.gapless.standalone.connector.SourceAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each shipped manifest of a platform reads the samples beside it, as {@code connector test} does. */
class ShippedManifestTest {

    private static final Path SHIPPED = Path.of("..", "connectors", "src", "main", "resources", "connectors");

    /** These are run against a server of their own. */
    private static final Set<String> WITHOUT_SAMPLES = Set.of("sandbox", "evm-logs");

    @ParameterizedTest
    @CsvSource({
        "mastodon, opendata, 1, true",
        "bluesky, did:plc:aaaabbbbccccddddeeeeffff, 1, true",
        "atproto, did:plc:7aoaxvhd4jnspwgvnoxlpfyp, 1, true",
        "directus, all, 1, true",
        "etcd, acme, 1, true",
        "binance, BTCUSDT, 1, true",
        "coinbase, BTC-USD, 1, true",
        "kubernetes, shop, 2, true",
        "github, ann, 1, false",
        "notices, ann, 1, false",
    })
    void a_shipped_manifest_reads_its_samples(String name, String account, int pages, boolean live) throws Exception {
        List<PlacedStep> steps = test(name, account);

        assertThat(steps).extracting(PlacedStep::step).noneMatch(CheckStep::failed);
        assertThat(ok(steps, "page")).isEqualTo(pages);
        assertThat(ok(steps, "page-mapping")).isEqualTo(pages);
        assertThat(ok(steps, "frame-mapping")).isEqualTo(live ? 1 : 0);
        // an item that is in a page and in a frame is the same item with the same content
        assertThat(ok(steps, "both-paths")).isEqualTo(live ? 1 : 0);
    }

    /** Both tell of a creation, whose version the socket alone shows. */
    @Test
    void a_wrong_place_of_an_events_content_is_told_where_the_listing_shows_no_versions() throws Exception {
        String wrong =
                Files.readString(SHIPPED.resolve("atproto.yaml")).replace("content: /1/ops/cid", "content: /1/ops");

        assertThat(test(wrong, "atproto", "did:plc:7aoaxvhd4jnspwgvnoxlpfyp"))
                .extracting(PlacedStep::step)
                .filteredOn(CheckStep::failed)
                .extracting(CheckStep::step)
                .containsExactly("both-paths");
    }

    @Test
    void the_example_with_a_socket_alone_reads_its_messages() throws Exception {
        List<PlacedStep> steps = test("signals", "ann");

        assertThat(steps).extracting(PlacedStep::step).noneMatch(CheckStep::failed);
        assertThat(ok(steps, "page")).isZero();
        assertThat(ok(steps, "frame-mapping")).isEqualTo(1);
    }

    @Test
    void no_shipped_manifest_is_without_samples() throws IOException {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            Set<String> names = files.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.replace(".yaml", ""))
                    .filter(name -> !WITHOUT_SAMPLES.contains(name))
                    .collect(Collectors.toSet());
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            "mastodon",
                            "bluesky",
                            "atproto",
                            "directus",
                            "etcd",
                            "binance",
                            "coinbase",
                            "github",
                            "kubernetes",
                            "notices",
                            "signals");
            assertThat(names).allMatch(name -> Files.isDirectory(SHIPPED.resolve(name + ".samples")));
        }
    }

    private static long ok(List<PlacedStep> steps, String name) {
        return steps.stream()
                .map(PlacedStep::step)
                .filter(step -> step.step().equals(name) && step.result() == CheckStep.Result.OK)
                .count();
    }

    private static List<PlacedStep> test(String name, String account) throws Exception {
        return test(Files.readString(SHIPPED.resolve(name + ".yaml")), name, account);
    }

    private static List<PlacedStep> test(String text, String name, String account) throws Exception {
        Reading reading = ManifestReader.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(reading).as("%s", reading).isInstanceOf(Reading.Accepted.class);
        try (SourceAccess access = new SourceAccess(
                ((Reading.Accepted) reading).connector(),
                account,
                null,
                AddressPolicy.PUBLIC_ONLY,
                Clock.systemUTC(),
                Thread::sleep)) {
            return new RecordedSampleCheck(access, SHIPPED.resolve(name + ".samples")).run(text);
        }
    }
}
