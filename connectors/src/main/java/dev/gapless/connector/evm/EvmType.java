package dev.gapless.connector.evm;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.AccountFormat;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.manifest.node.ConnectorType;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.QuantityFormats;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.part.AuthenticationPart;
import dev.gapless.connector.manifest.part.HttpPart;
import dev.gapless.connector.manifest.part.NetworkPart;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.manifest.part.SocketPart;
import dev.gapless.connector.manifest.part.SourcePart;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Type {@code evm}: {@code logs: {stream, blocks-per-page, evidence, poll}} beside the parts that all types share. */
public final class EvmType implements ConnectorType {

    /** Nodes compare addresses without case, so one spelling is chosen. */
    private static final AccountFormat CONTRACT =
            new AccountFormat("0x[0-9a-f]{40}", "a contract's address: 0x and 40 hexadecimal digits, in lower case");

    /** What a page of logs is compared with before it is believed. */
    private enum LogEvidence {
        /** With nothing else. */
        LISTING,

        /** With the filter in each block's header, and with the receipts of each block that it does not exclude. */
        RECEIPTS
    }

    private static final int BLOCKS_PER_PAGE = 500;
    private static final int MAX_BLOCKS = 100_000;
    private static final int MAX_ATTESTED_BLOCKS = 1_000;

    @Override
    public Supplier<Connector> read(ManifestSection manifest, String revision) {
        String source = SourcePart.read(manifest);
        NetworkRule network = NetworkPart.read(manifest);
        AuthenticationScheme authentication = AuthenticationPart.read(manifest, network);
        Supplier<HttpSpec> http = HttpPart.read(manifest.section("http"), network);
        SocketSpec socket = SocketPart.read(manifest, network);
        ManifestSection logs = manifest.section("logs");
        String name = logs.value("stream", SourcePart.NAME, "logs");
        long blocks = logs.value("blocks-per-page", ValueFormats.whole(1, MAX_BLOCKS), (long) BLOCKS_PER_PAGE);
        LogEvidence evidence = logs.value(
                "evidence", ValueFormats.choice(LogEvidence.LISTING, LogEvidence.class), LogEvidence.LISTING);
        if (evidence == LogEvidence.RECEIPTS && blocks > MAX_ATTESTED_BLOCKS) {
            logs.problem(
                    "blocks-per-page",
                    "at most %d beside evidence: receipts".formatted(MAX_ATTESTED_BLOCKS),
                    "a page asks for each block's header: write: blocks-per-page: 500");
        }
        Duration poll = logs.value(
                "poll", QuantityFormats.duration(Duration.ofMillis(500), Duration.ofDays(1)), Duration.ofSeconds(5));
        return () -> new EvmConnector(
                new SourceSpec(
                        source,
                        revision,
                        authentication,
                        http.get(),
                        socket,
                        CONTRACT,
                        Map.of(name, stream(name, poll))),
                network,
                name,
                (int) blocks,
                evidence == LogEvidence.RECEIPTS);
    }

    /**
     * A log is made once and never edited; that its block is taken back is a fork, not a deletion that the source
     * lists.
     */
    private static StreamSpec stream(String name, Duration poll) {
        return new StreamSpec(
                name,
                StreamSpec.Kind.EVENT,
                PositionDomain.SEQUENCE,
                Set.of(Aspect.CREATIONS),
                Set.of(Aspect.CREATIONS),
                true,
                new StreamSpec.StreamTiming(Duration.ZERO, Duration.ZERO, poll));
    }
}
