package dev.gapless.simulation.upstream;

import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.SimulatedNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The backfill path. A listing is complete for positions older than the settle time; page sizes are the server's
 * affair.
 */
public final class PageServer {

    private static final long MILLI = 1_000;
    private static final long SECOND = 1_000_000;

    /** Emptiness of this length or less is believed at once: three polls, and a margin. */
    private static final long BELIEVED = 16 * SECOND;

    /** Less than the settle time, by what a position may be older than its item. */
    private static final long PROMISED_LAG = 800 * MILLI;

    private static final Comparator<UpstreamVersion> OLDEST_FIRST =
            Comparator.comparingLong(UpstreamVersion::position).thenComparing(UpstreamVersion::item);

    private final UpstreamTruth world;
    private final SeededRandom chance;
    private final FaultInjector chaos;
    private final Consumer<UpstreamVersion> hidden;
    private final Set<SimulatedStreamKind> emptied = EnumSet.noneOf(SimulatedStreamKind.class);
    private long quietUntil;

    /** By walk and cursor, the cursor of the page before. */
    private final Map<String, String> cameFrom = new HashMap<>();

    /** @param hidden is told what a page leaves out against the source's promise */
    public PageServer(UpstreamTruth world, SeededRandom chance, FaultInjector chaos, Consumer<UpstreamVersion> hidden) {
        this.world = world;
        this.chance = chance;
        this.chaos = chaos;
        this.hidden = hidden;
    }

    /** How long to wait is told as if it were {@link SimulatedNode#EPOCH}: the asker reckons by its own clock. */
    public FetchOutcome answer(URI call) {
        if (chaos.strikes(FaultKind.THROTTLED)) {
            return new FetchOutcome.Throttled(SimulatedNode.EPOCH.plusMillis(chance.between(100, 4_000)));
        }
        if (chaos.strikes(FaultKind.SERVER_ERROR)) {
            return new FetchOutcome.TransientFault(FetchOutcome.Cause.SERVER, "status 503");
        }
        if (call.getRawQuery() != null && chaos.strikes(FaultKind.GONE)) {
            return new FetchOutcome.Absent(410);
        }
        String path = call.getPath();
        if (call.getRawQuery() == null) {
            return item(path.substring(path.lastIndexOf('/') + 1));
        }
        Map<String, String> query = query(call);
        SimulatedStreamKind kind = SimulatedStreamKind.valueOf(
                path.substring(path.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT));
        return new FetchOutcome.Answered(page(kind, query).getBytes(StandardCharsets.UTF_8));
    }

    /** One item alone; read where it was written, so that it is never behind. */
    private FetchOutcome item(String id) {
        UpstreamVersion latest = world.latest(id);
        return latest == null || latest.deed() == UpstreamOperation.DELETED
                ? new FetchOutcome.Absent(404)
                : new FetchOutcome.Answered(latest.listed());
    }

    /** A client was told that the source wishes no calls for so long. */
    public void heard(Duration wish) {
        quietUntil = Math.max(quietUntil, world.now() + wish.toNanos() / 1_000);
    }

    /** @param tolerance in µs */
    public boolean wishesNoCalls(long tolerance) {
        return quietUntil > world.now() + tolerance;
    }

    private static Map<String, String> query(URI call) {
        Map<String, String> query = new HashMap<>();
        for (String pair : call.getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), pair.substring(equals + 1).replace("%3A", ":"));
        }
        return query;
    }

    private String page(SimulatedStreamKind kind, Map<String, String> query) {
        long since = Long.parseLong(query.getOrDefault("since", "0"));
        long until = Long.parseLong(query.getOrDefault("until", "0"));
        List<UpstreamVersion> listed = shown(kind, since, until);
        int limit = 1 + chance.below(Integer.parseInt(query.getOrDefault("limit", "4")));
        boolean first = !query.containsKey("cursor")
                && query.getOrDefault("offset", "0").equals("0");
        if (first && answersEmpty(kind, listed, since, until)) {
            return body(List.of(), kind == SimulatedStreamKind.COMMENTS ? ",\"total\":0" : ",\"next\":null");
        }
        return switch (kind) {
            case POSTS, NOTES ->
                byCursor(kind + "/" + since + "/" + until + "/", listed.reversed(), query.get("cursor"), limit);
            case COMMENTS -> byOffset(listed, Integer.parseInt(query.getOrDefault("offset", "0")), limit + 1);
            case LIKES -> byWindow(listed, limit);
        };
    }

    /**
     * Once a stream, so that two looks never agree on it. What a clock that is set back leaves of the range may be
     * short enough to be believed. So nothing is promised of its oldest part.
     */
    private boolean answersEmpty(SimulatedStreamKind kind, List<UpstreamVersion> listed, long since, long until) {
        boolean may = until - since > 2 * BELIEVED && !listed.isEmpty() && !emptied.contains(kind);
        if (!may || !chaos.strikes(FaultKind.EMPTY_ANSWER)) {
            return false;
        }
        emptied.add(kind);
        listed.stream().filter(version -> version.position() < since + BELIEVED).forEach(this::hide);
        return true;
    }

    /** The present, or what a replica knows of it. */
    private List<UpstreamVersion> shown(SimulatedStreamKind kind, long since, long until) {
        List<UpstreamVersion> present = within(world.listed(kind, world.now()), since, until);
        if (chaos.strikes(FaultKind.STALE_REPLICA)) {
            return compared(kind, present, world.now() - chance.between(2 * SECOND, 60 * SECOND), since, until);
        }
        boolean lags = chaos.strikes(FaultKind.LAGGING_PAGE) || chance.oneIn(3);
        return lags ? within(world.listed(kind, world.now() - chance.between(0, PROMISED_LAG)), since, until) : present;
    }

    private List<UpstreamVersion> compared(
            SimulatedStreamKind kind, List<UpstreamVersion> present, long asOf, long since, long until) {
        List<UpstreamVersion> then = within(world.listed(kind, asOf), since, until);
        present.stream().filter(version -> !then.contains(version)).forEach(this::hide);
        for (UpstreamVersion shown : then) {
            UpstreamVersion latest = world.latest(shown.item());
            if (latest != null && latest.deed() == UpstreamOperation.DELETED) {
                hide(latest);
            }
        }
        return then;
    }

    /** With its last version its earlier ones are not shown either. */
    private void hide(UpstreamVersion version) {
        world.of(version.stream()).stream()
                .filter(each -> each.item().equals(version.item()) && each.number() <= version.number())
                .forEach(hidden);
    }

    private static List<UpstreamVersion> within(List<UpstreamVersion> listed, long since, long until) {
        List<UpstreamVersion> inside = new ArrayList<>(listed);
        inside.removeIf(version -> version.position() < since || version.position() >= until);
        inside.sort(OLDEST_FIRST);
        return inside;
    }

    private String byCursor(String walk, List<UpstreamVersion> newestFirst, @Nullable String cursor, int limit) {
        boolean again = cursor != null && cursor.startsWith("e");
        String place = cursor == null || !again ? cursor : cursor.substring(1);
        List<UpstreamVersion> rest = place == null ? newestFirst : after(newestFirst, place);
        if (cursor != null && !again && chaos.strikes(FaultKind.EMPTY_PAGE)) {
            return body(List.of(), ",\"next\":\"e%s\"".formatted(place));
        }
        List<UpstreamVersion> page = rest.subList(0, Math.min(limit, rest.size()));
        if (page.size() == rest.size()) {
            return body(left(page), ",\"next\":null");
        }
        String next = page.getLast().position() + ":" + page.getLast().item();
        if (cursor != null && chaos.strikes(FaultKind.CURSOR_LOOP)) {
            next = chance.oneIn(2) ? cursor : cameFrom.getOrDefault(walk + cursor, cursor);
        } else if (cursor != null) {
            cameFrom.put(walk + next, cursor);
        }
        return body(left(page), ",\"next\":\"%s\"".formatted(next));
    }

    /** Those strictly behind the cursor, which names the last element of a page and may be gone since. */
    private static List<UpstreamVersion> after(List<UpstreamVersion> newestFirst, String cursor) {
        int colon = cursor.indexOf(':');
        long position = Long.parseLong(cursor.substring(0, colon));
        String item = cursor.substring(colon + 1);
        return newestFirst.stream()
                .filter(version -> version.position() < position
                        || (version.position() == position && version.item().compareTo(item) < 0))
                .toList();
    }

    private String byOffset(List<UpstreamVersion> oldestFirst, int offset, int limit) {
        int from = Math.min(offset, oldestFirst.size());
        List<UpstreamVersion> page = oldestFirst.subList(from, Math.min(from + limit, oldestFirst.size()));
        return body(left(page), ",\"total\":" + oldestFirst.size());
    }

    /** A page holds all of its last position. */
    private String byWindow(List<UpstreamVersion> oldestFirst, int limit) {
        int end = Math.min(limit, oldestFirst.size());
        while (end > 0
                && end < oldestFirst.size()
                && oldestFirst.get(end).position() == oldestFirst.get(end - 1).position()) {
            end++;
        }
        List<UpstreamVersion> page = oldestFirst.subList(0, end);
        String next = end == oldestFirst.size()
                ? "null"
                : Long.toString(page.getLast().position() + 1);
        return body(left(page), ",\"next\":" + next);
    }

    /** The page, or, against the promise, the page without one of its items. */
    private List<UpstreamVersion> left(List<UpstreamVersion> page) {
        if (page.size() < 2 || !chaos.strikes(FaultKind.PARTIAL_PAGE)) {
            return page;
        }
        List<UpstreamVersion> partial = new ArrayList<>(page);
        hide(partial.remove(chance.below(partial.size() - 1)));
        return partial;
    }

    private static String body(List<UpstreamVersion> page, String rest) {
        StringBuilder body = new StringBuilder(64 + 128 * page.size()).append("{\"data\":[");
        for (int i = 0; i < page.size(); i++) {
            body.append(i == 0 ? "" : ",").append(new String(page.get(i).listed(), StandardCharsets.UTF_8));
        }
        return body.append(']').append(rest).append('}').toString();
    }
}
