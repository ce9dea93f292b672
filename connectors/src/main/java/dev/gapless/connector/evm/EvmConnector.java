package dev.gapless.connector.evm;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.manifest.part.NetworkBound;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chain's node. The account is the contract's address; there is one stream, its logs. */
public final class EvmConnector implements Connector, NetworkBound {

    private final SourceSpec spec;
    private final NetworkRule network;
    private final String stream;
    private final int blocksPerPage;
    private final boolean byReceipts;

    /**
     * @param blocksPerPage how many blocks one request asks for; halved for as long as the node finds it too many
     * @param byReceipts true when headers and receipts have to agree with what is listed
     */
    EvmConnector(SourceSpec spec, NetworkRule network, String stream, int blocksPerPage, boolean byReceipts) {
        this.spec = spec;
        this.network = network;
        this.stream = stream;
        this.blocksPerPage = blocksPerPage;
        this.byReceipts = byReceipts;
    }

    @Override
    public SourceSpec spec() {
        return spec;
    }

    @Override
    public NetworkRule network() {
        return network;
    }

    @Override
    public PageWalk walk(StreamId id, MiningMode mode, long from, long to, @Nullable String resume) {
        return switch (mode) {
            case GAP_FILL, INCREMENTAL, RECONCILE, AUDIT ->
                new LogWalk(
                        spec.http().baseUrl(), id.account(), byReceipts, Math.max(0, from), to, blocksPerPage, resume);
            case PROBE -> new HeadProbe(spec.http().baseUrl());
            case SNAPSHOT -> throw new IllegalArgumentException(id + ": a chain's logs are no snapshot");
        };
    }

    @Override
    public Object livePart() {
        return List.of(network, spec.authentication(), spec.socket(), stream, byReceipts);
    }

    @Override
    public LiveSession session(String account) {
        return new ChainSession(stream, account, byReceipts, spec.socket().silentHeartbeats());
    }

    @Override
    public ExtractionResult extract(CapturedRecord captured) {
        return LogReader.extract(captured);
    }
}
