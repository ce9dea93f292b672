package dev.gapless.connector.manifest.rest;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.LiveStart;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.extraction.FrameShape;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.extraction.RecordExtractor;
import dev.gapless.connector.extraction.StrictJson;
import dev.gapless.connector.manifest.part.NetworkBound;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.paging.EventListing;
import dev.gapless.connector.paging.ListingWalkFactory;
import dev.gapless.connector.paging.PointRead;
import dev.gapless.connector.paging.SnapshotListing;
import dev.gapless.connector.session.LiveSessionFactory;
import dev.gapless.connector.session.SocketProtocol;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source of type {@code rest}. */
record RestConnector(
        SourceSpec spec,
        NetworkRule network,
        ListingWalkFactory paged,
        Map<String, PointRead> reads,
        @Nullable LiveSessionFactory live,
        RecordExtractor extractor)
        implements Connector, NetworkBound {

    static RestConnector of(
            SourceSpec spec,
            NetworkRule network,
            Map<String, RestStream> streams,
            FrameShape frames,
            @Nullable SocketProtocol talk) {
        Map<String, EventListing> listings = new HashMap<>();
        Map<String, SnapshotListing> snapshots = new HashMap<>();
        Map<String, ItemParser> readers = new HashMap<>();
        Map<String, PointRead> reads = new HashMap<>();
        streams.forEach((name, stream) -> {
            readers.put(name, stream.reader());
            if (stream.listing() != null) {
                listings.put(name, stream.listing());
            }
            if (stream.snapshot() != null) {
                snapshots.put(name, stream.snapshot());
            }
            if (stream.read() != null) {
                reads.put(
                        name,
                        new PointRead(
                                spec.http().baseUrl(),
                                stream.read().path(),
                                stream.read().parameters(),
                                stream.read().item(),
                                stream.absence()));
            }
        });
        StrictJson items = new StrictJson(
                Math.max(spec.http().maxPageBytes(), spec.socket().maxFrameBytes()));
        return new RestConnector(
                spec,
                network,
                new ListingWalkFactory(spec.http().baseUrl(), items, listings, snapshots),
                Map.copyOf(reads),
                talk == null
                        ? null
                        : new LiveSessionFactory(
                                talk, new StrictJson(spec.socket().maxFrameBytes()), frames),
                new RecordExtractor(items, readers, frames));
    }

    private record LivePart(
            NetworkRule network,
            AuthenticationScheme authentication,
            SocketSpec socket,
            Object path,
            Map<String, ?> aspects) {}

    @Override
    public Object livePart() {
        Map<String, Set<Aspect>> aspects = new HashMap<>();
        spec.streams().forEach((name, stream) -> aspects.put(name, stream.aspects()));
        return new LivePart(
                network, spec.authentication(), spec.socket(), live == null ? "none" : live.settings(), aspects);
    }

    @Override
    public PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume) {
        return paged.walk(stream, mode, from, to, resume);
    }

    @Override
    public @Nullable HttpCall read(StreamId stream, String itemId) {
        PointRead read = reads.get(stream.stream());
        return read == null ? null : read.call(stream.account(), itemId);
    }

    @Override
    public byte[] readItem(String stream, byte[] answer) {
        PointRead read = reads.get(stream);
        return read == null ? answer : read.item(answer);
    }

    @Override
    public LiveSession session(String account) {
        if (live == null) {
            throw new IllegalStateException("source %s has no live path".formatted(spec.source()));
        }
        return live.session(account);
    }

    @Override
    public LiveStart start(String account, Instant now) {
        return live == null
                ? Connector.super.start(account, now)
                : live.start(spec.socket().urlFor(account), account, now);
    }

    @Override
    public ExtractionResult extract(CapturedRecord captured) {
        return extractor.extract(captured);
    }
}
