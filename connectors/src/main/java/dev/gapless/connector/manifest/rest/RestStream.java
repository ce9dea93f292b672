package dev.gapless.connector.manifest.rest;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.AbsenceRule;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.paging.EventListing;
import dev.gapless.connector.paging.SnapshotListing;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a manifest.
 *
 * @param plan what all connectors have in common, as if the stream were not live
 * @param reader reads an item that stands alone
 * @param listing of an event stream, else null
 * @param snapshot of a snapshot stream, else null
 * @param read the call for one item alone; null when the source has none
 * @param numbers what its numbers tell, if its positions are some
 * @param absence when the answer to that call says that there is no such item; null where 404 and 410 say it
 */
record RestStream(
        StreamSpec plan,
        ItemParser reader,
        @Nullable EventListing listing,
        @Nullable SnapshotListing snapshot,
        UpkeepPart.@Nullable ReadCall read,
        Numbers numbers,
        @Nullable AbsenceRule absence) {

    /** What the numbers of a live connection tell. */
    enum Numbers {
        /** Nothing: they may leave out some, and come in any order. */
        SPARSE,

        /** Each change has its own, and none is left out. */
        DENSE,

        /** The live connection sends each change in their order. */
        ORDERED
    }

    /**
     * @param live true when the live connection carries it
     * @param confirmed true when the source confirms subscriptions, with a time
     */
    StreamSpec spec(boolean live, boolean confirmed) {
        // a snapshot needs no proof; an ordered stream is behind the head while others change
        boolean proven = plan.kind() == Kind.SNAPSHOT || numbers == Numbers.DENSE || (confirmed && hasWindow());
        return new StreamSpec(
                plan.name(),
                plan.kind(),
                plan.domain(),
                plan.aspects(),
                plan.listed(),
                live,
                new StreamSpec.StreamTiming(
                        plan.settle(), plan.horizon(), plan.poll(), plan.retention(), plan.reconcile()),
                plan.deletions(),
                live && proven,
                plan.domain() == PositionDomain.TIME
                        && !reader.rules().versionForm().isCount());
    }

    /** The names of all parameters of its calls. */
    Set<String> parameters() {
        Set<String> names = new HashSet<>();
        if (listing != null) {
            names.addAll(listing.request().fixed().keySet());
            names.addAll(PagingPart.parameters(listing.paging()));
            Stream.of(listing.window().since(), listing.window().until())
                    .flatMap(Stream::ofNullable)
                    .forEach(names::add);
            names.addAll(
                    listing.numbers() == null
                            ? Set.of()
                            : listing.numbers().probe().keySet());
        }
        if (snapshot != null) {
            names.addAll(snapshot.request().fixed().keySet());
        }
        if (read != null) {
            names.addAll(read.parameters().keySet());
        }
        return names;
    }

    /** True when a live connection can cover it: claims are times. */
    boolean hasWindow() {
        return plan.kind() == Kind.EVENT && plan.domain() == PositionDomain.TIME;
    }
}
