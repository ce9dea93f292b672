package dev.gapless.connector.manifest.rest;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.QuantityFormats;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.rest.RestStream.Numbers;
import dev.gapless.connector.manifest.rest.UpkeepPart.Upkeep;
import dev.gapless.connector.paging.EventListing;
import dev.gapless.connector.paging.SnapshotListing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code streams.NAME}. */
final class StreamPart {

    private static final ValueFormat<Duration> SETTLE = QuantityFormats.duration(Duration.ZERO, Duration.ofDays(7));

    /** Of numbers that may be left out. A transaction is seldom longer. */
    private static final Duration SPARSE_SETTLE = Duration.ofSeconds(10);

    private static final ValueFormat<Duration> HORIZON =
            QuantityFormats.duration(Duration.ofMinutes(1), Duration.ofDays(36_500));
    private static final ValueFormat<Duration> POLL =
            QuantityFormats.duration(Duration.ofSeconds(1), Duration.ofDays(7));

    /** What only a listing has. */
    private static final List<String> LISTED =
            List.of("listing", "horizon", "dense", "ordered", "retention", "reconcile", "read");

    private StreamPart() {}

    static RestStream read(String name, ManifestSection stream) {
        Kind kind = stream.value("kind", ValueFormats.choice(Kind.EVENT, Kind.class));
        return kind == Kind.EVENT ? event(name, stream) : snapshot(name, stream);
    }

    private static RestStream event(String name, ManifestSection stream) {
        PositionDomain domain = stream.value(
                "domain", ValueFormats.choice(PositionDomain.TIME, PositionDomain.class), PositionDomain.TIME);
        Set<Aspect> aspects = AspectsPart.read(stream, "aspects", Set.of(Aspect.CREATIONS));
        ItemParser reader = ItemPart.read(stream.section("item"), domain, aspects);
        if (stream.value("unlisted", ValueFormats.flag(), false)) {
            return unlisted(name, stream, domain, aspects, reader);
        }
        @Nullable ManifestSection said = stream.optionalSection("listing");
        ManifestSection listed = said == null ? stream.section("listing") : said;
        Set<Aspect> shows = AspectsPart.read(listed, "shows", aspects);
        Numbers numbers = numbers(stream, domain, aspects, shows);
        EventListing listing = ListingPart.read(listed, domain, reader, aspects, numbers == Numbers.DENSE);
        if (!aspects.containsAll(shows)) {
            listed.problem(
                    "shows", "aspects of the stream", "add it to %s.aspects, or leave it out".formatted(stream.path()));
        }
        boolean timed = domain == PositionDomain.TIME;
        Duration settle = timed ? stream.value("settle", SETTLE) : stream.value("settle", SETTLE, unsaid(numbers));
        if (timed && stream.has("settle") && settle.toNanos() / 1_000 < ItemPart.coarseness(reader)) {
            stream.problem("settle", "at least one step of the position", "write: settle: 1s");
        }
        Duration horizon = timed ? stream.value("horizon", HORIZON) : stream.value("horizon", HORIZON, Duration.ZERO);
        Upkeep upkeep = UpkeepPart.read(stream, domain, settle, aspects, shows);
        if (upkeep.read() != null && reader.pointers().id().isDecoded()) {
            stream.problem(
                    "read",
                    "only where no part of item.id is read by base64 or hex",
                    "the call would name an id that the source does not write: leave it out");
        }
        if (listing.end() == EventListing.ListingEnd.CUT && stream.has("reconcile")) {
            stream.problem(
                    "reconcile",
                    "not where listing.end is cut: what is missing may be cut off",
                    "leave it out, or list all items");
        }
        StreamSpec plan = new StreamSpec(
                name,
                Kind.EVENT,
                domain,
                aspects,
                shows,
                false,
                new StreamSpec.StreamTiming(
                        settle, horizon, stream.value("poll", POLL), upkeep.retention(), upkeep.reconcile()),
                upkeep.deletions());
        return new RestStream(plan, reader, listing, null, upkeep.read(), numbers, upkeep.absence());
    }

    /** What its socket misses cannot be read again: a gap is unfillable as soon as it is known. */
    private static RestStream unlisted(
            String name, ManifestSection stream, PositionDomain domain, Set<Aspect> aspects, ItemParser reader) {
        for (String key : LISTED) {
            stream.refuse(key, "not where the stream is unlisted", "leave it out, or leave unlisted out");
        }
        if (domain != PositionDomain.TIME) {
            stream.problem("unlisted", "only where the domain is time", "describe the listing that numbers need");
        }
        StreamSpec plan = new StreamSpec(
                name,
                Kind.EVENT,
                domain,
                aspects,
                aspects,
                false,
                new StreamSpec.StreamTiming(
                        stream.value("settle", SETTLE, Duration.ZERO),
                        Duration.ZERO,
                        stream.value("poll", POLL),
                        Duration.ZERO,
                        null));
        return new RestStream(plan, reader, null, null, null, Numbers.SPARSE, null);
    }

    private static RestStream snapshot(String name, ManifestSection stream) {
        Set<Aspect> aspects = Set.of(Aspect.EDITS);
        ItemParser reader = ItemPart.read(stream.section("item"), PositionDomain.TIME, aspects);
        SnapshotListing snapshot = ListingPart.snapshot(stream.section("listing"), reader);
        StreamSpec plan = new StreamSpec(
                name,
                Kind.SNAPSHOT,
                PositionDomain.TIME,
                aspects,
                aspects,
                false,
                new StreamSpec.StreamTiming(Duration.ZERO, Duration.ZERO, stream.value("poll", POLL)));
        return new RestStream(plan, reader, null, snapshot, null, Numbers.SPARSE, null);
    }

    /**
     * A database gives numbers away before it shows their rows, so a lower one may come after a higher one. Numbers of
     * which no lower one comes later are in the listing at once.
     */
    private static Duration unsaid(Numbers numbers) {
        return switch (numbers) {
            case SPARSE -> SPARSE_SETTLE;
            case DENSE, ORDERED -> Duration.ZERO;
        };
    }

    /** Only where each change has a number of its own do the numbers tell that none is missing. */
    private static boolean dense(
            ManifestSection stream, PositionDomain domain, Set<Aspect> aspects, Set<Aspect> shows) {
        boolean dense = stream.value("dense", ValueFormats.flag(), false);
        if (dense && domain == PositionDomain.TIME) {
            stream.problem("dense", "only where the domain is sequence", "leave it out");
        } else if (dense && !aspects.equals(Set.of(Aspect.CREATIONS)) && !shows.containsAll(aspects)) {
            stream.problem(
                    "dense",
                    "a number for each change: listing.shows names all aspects",
                    "leave it out, or number changes and list them where they happened");
        }
        return dense;
    }

    private static Numbers numbers(
            ManifestSection stream, PositionDomain domain, Set<Aspect> aspects, Set<Aspect> shows) {
        boolean dense = dense(stream, domain, aspects, shows);
        boolean ordered = stream.value("ordered", ValueFormats.flag(), false);
        if (ordered && domain == PositionDomain.TIME) {
            stream.problem("ordered", "only where the domain is sequence", "leave it out");
        } else if (ordered && dense) {
            stream.problem("ordered", "not beside dense", "leave it out: numbers without a hole prove more");
        }
        if (dense) {
            return Numbers.DENSE;
        }
        return ordered ? Numbers.ORDERED : Numbers.SPARSE;
    }
}
