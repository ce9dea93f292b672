package dev.gapless.common.connector.manifest.rest;

import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.connector.StreamSpec.Kind;
import dev.gapless.common.connector.extraction.ItemReader;
import dev.gapless.common.connector.manifest.node.Form;
import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Quantities;
import dev.gapless.common.connector.manifest.node.Section;
import dev.gapless.common.connector.manifest.rest.UpkeepPart.Upkeep;
import dev.gapless.common.connector.paging.Listing;
import dev.gapless.common.connector.paging.Snapshot;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.PositionDomain;
import java.time.Duration;
import java.util.Set;

/** {@code streams.NAME}. */
final class StreamPart {

    private static final Form<Duration> SETTLE = Quantities.duration(Duration.ZERO, Duration.ofDays(7));
    private static final Form<Duration> HORIZON = Quantities.duration(Duration.ofMinutes(1), Duration.ofDays(36_500));
    private static final Form<Duration> POLL = Quantities.duration(Duration.ofSeconds(1), Duration.ofDays(7));

    private StreamPart() {}

    static RestStream read(String name, Section stream) {
        Kind kind = stream.value("kind", Forms.choice(Kind.EVENT, Kind.class));
        return kind == Kind.EVENT ? event(name, stream) : snapshot(name, stream);
    }

    private static RestStream event(String name, Section stream) {
        PositionDomain domain =
                stream.value("domain", Forms.choice(PositionDomain.TIME, PositionDomain.class), PositionDomain.TIME);
        Set<Aspect> aspects = AspectsPart.read(stream, "aspects", Set.of(Aspect.CREATIONS));
        ItemReader reader = ItemPart.read(stream.section("item"), domain, aspects);
        Section listed = stream.section("listing");
        Listing listing = ListingPart.read(listed, domain, reader);
        Set<Aspect> shows = AspectsPart.read(listed, "shows", aspects);
        if (!aspects.containsAll(shows)) {
            listed.problem(
                    "shows", "aspects of the stream", "add it to %s.aspects, or leave it out".formatted(stream.path()));
        }
        boolean timed = domain == PositionDomain.TIME;
        Duration settle = timed ? stream.value("settle", SETTLE) : stream.value("settle", SETTLE, Duration.ZERO);
        if (timed && stream.has("settle") && settle.toNanos() / 1_000 < ItemPart.coarseness(reader)) {
            stream.problem("settle", "at least one step of the position", "set it to 1s or more");
        }
        Duration horizon = timed ? stream.value("horizon", HORIZON) : stream.value("horizon", HORIZON, Duration.ZERO);
        Upkeep upkeep = UpkeepPart.read(stream, domain, settle, aspects, shows);
        StreamSpec plan = new StreamSpec(
                name,
                Kind.EVENT,
                domain,
                aspects,
                shows,
                false,
                settle,
                horizon,
                stream.value("poll", POLL),
                upkeep.retention(),
                upkeep.reconcile());
        return new RestStream(plan, reader, listing, null, upkeep.read());
    }

    private static RestStream snapshot(String name, Section stream) {
        Set<Aspect> aspects = Set.of(Aspect.EDITS);
        ItemReader reader = ItemPart.read(stream.section("item"), PositionDomain.TIME, aspects);
        Snapshot snapshot = ListingPart.snapshot(stream.section("listing"), reader);
        StreamSpec plan = new StreamSpec(
                name,
                Kind.SNAPSHOT,
                PositionDomain.TIME,
                aspects,
                aspects,
                false,
                Duration.ZERO,
                Duration.ZERO,
                stream.value("poll", POLL));
        return new RestStream(plan, reader, null, snapshot, null);
    }
}
