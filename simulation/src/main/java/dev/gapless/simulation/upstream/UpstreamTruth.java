package dev.gapless.simulation.upstream;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.SimulatedNode;
import dev.gapless.simulation.time.VirtualScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The truth: all that ever happened at the upstream, in its order. */
public final class UpstreamTruth {

    /** Positions are told in steps of this many µs, so that items share them. */
    static final long GRAIN = 10_000;

    /** A position is at most this much older than the instant at which the item is there. */
    private static final long JITTER = 100_000;

    /** In the id of an item that no record takes, whatever becomes of it. */
    private static final String LARGE = "large";

    private static final String PADDING = "x".repeat(SimulatedLog.MAX_RECORD);

    private static final long BASE = MicrosecondTime.of(SimulatedNode.EPOCH);

    private final VirtualScheduler loop;
    private final SeededRandom chance;
    private final Map<SimulatedStreamKind, List<UpstreamVersion>> happened = new EnumMap<>(SimulatedStreamKind.class);
    private final Map<String, UpstreamVersion> latest = new LinkedHashMap<>();
    private int items;

    public UpstreamTruth(VirtualScheduler loop, SeededRandom chance) {
        this.loop = loop;
        this.chance = chance;
        for (SimulatedStreamKind kind : SimulatedStreamKind.values()) {
            happened.put(kind, new ArrayList<>());
        }
    }

    /** The upstream's present, in µs since 1970. */
    public long now() {
        return BASE + loop.now();
    }

    /** The present as its answers tell it: cut to the second. */
    public Instant date() {
        return SimulatedNode.EPOCH.plusMillis(loop.now() / 1_000).truncatedTo(ChronoUnit.SECONDS);
    }

    /** The item's last version; null when there is no such item. */
    @Nullable
    UpstreamVersion latest(String item) {
        return latest.get(item);
    }

    /** Virtual time as the upstream's. */
    public static long at(long micros) {
        return BASE + micros;
    }

    /** In the order in which it happened. */
    public List<UpstreamVersion> of(SimulatedStreamKind kind) {
        return happened.getOrDefault(kind, List.of());
    }

    /** Something happens to the stream now. */
    public UpstreamVersion happen(SimulatedStreamKind kind) {
        return happenAt(kind, now());
    }

    /** @param when µs since 1970; not before what happened last */
    public UpstreamVersion happenAt(SimulatedStreamKind kind, long when) {
        UpstreamVersion old = kind.changes() && !chance.oneIn(3) ? someItem(kind) : null;
        long position = Math.floorDiv(when - chance.between(0, JITTER), GRAIN) * GRAIN;
        UpstreamVersion made = old == null ? created(kind, position, when) : changed(old, position, when);
        of(kind).add(made);
        latest.put(made.item(), made);
        return made;
    }

    /**
     * A new item appears now, where everything was shown already.
     *
     * @param age how long before now it stands, in µs
     */
    public UpstreamVersion appear(SimulatedStreamKind kind, long age) {
        UpstreamVersion made = created(kind, Math.floorDiv(now() - age, GRAIN) * GRAIN, now());
        of(kind).add(made);
        latest.put(made.item(), made);
        return made;
    }

    /** A new item appears now that is longer than a record may be. */
    public UpstreamVersion appearLarge(SimulatedStreamKind kind) {
        long position = Math.floorDiv(now() - chance.between(0, JITTER), GRAIN) * GRAIN;
        UpstreamVersion made =
                version(kind, LARGE + kind.item() + ++items, 1, UpstreamOperation.CREATED, position, now());
        of(kind).add(made);
        latest.put(made.item(), made);
        return made;
    }

    private @Nullable UpstreamVersion someItem(SimulatedStreamKind kind) {
        List<UpstreamVersion> all = of(kind);
        if (all.isEmpty()) {
            return null;
        }
        UpstreamVersion some = latest.get(all.get(chance.below(all.size())).item());
        return some == null || some.deed() == UpstreamOperation.DELETED ? null : some;
    }

    private UpstreamVersion created(SimulatedStreamKind kind, long position, long when) {
        return version(kind, kind.item() + ++items, 1, UpstreamOperation.CREATED, position, when);
    }

    private UpstreamVersion changed(UpstreamVersion old, long position, long when) {
        long place = old.stream().moves() ? Math.max(position, old.position()) : old.position();
        UpstreamOperation deed = chance.oneIn(4) ? UpstreamOperation.DELETED : UpstreamOperation.EDITED;
        return version(old.stream(), old.item(), old.number() + 1, deed, place, when);
    }

    private static UpstreamVersion version(
            SimulatedStreamKind kind, String item, int number, UpstreamOperation deed, long position, long when) {
        boolean deleted = deed == UpstreamOperation.DELETED;
        String body = "{\"id\":\"%s\",\"%s\":%d,\"revision\":%d,\"deleted\":%s,\"text\":\"%s.%d\"%s}"
                .formatted(
                        item,
                        kind.positionName(),
                        position,
                        number,
                        deleted,
                        item,
                        number,
                        item.startsWith(LARGE) && !deleted ? ",\"more\":\"%s\"".formatted(PADDING) : "");
        String type = kind.item() + "_" + deed.name().toLowerCase(Locale.ROOT);
        String frame = deleted
                ? "{\"event_type\":\"%s\",\"object_id\":\"%s\",\"position\":%d,\"revision\":%d}"
                        .formatted(type, item, position, number)
                : "{\"event_type\":\"%s\",\"data\":%s}".formatted(type, body);
        return new UpstreamVersion(kind, item, number, deed, position, when, bytes(body), bytes(frame));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a listing of the stream held at that time: each item's version then. */
    List<UpstreamVersion> listed(SimulatedStreamKind kind, long asOf) {
        Map<String, UpstreamVersion> then = new LinkedHashMap<>();
        for (UpstreamVersion version : of(kind)) {
            if (version.happened() <= asOf) {
                then.put(version.item(), version);
            }
        }
        List<UpstreamVersion> shown = new ArrayList<>(then.values());
        if (!kind.listsAll()) {
            shown.removeIf(version -> version.deed() == UpstreamOperation.DELETED);
        }
        return shown;
    }
}
