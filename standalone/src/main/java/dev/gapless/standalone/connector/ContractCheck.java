package dev.gapless.standalone.connector;

import dev.gapless.capture.connection.ConnectResult;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.standalone.connector.SampleMapper.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tries to refute what a manifest declares, against the live source. It checks order, ends of the window, page size and
 * the read of one item. It checks that both paths give an event the same id. A step that is not refuted is no proof.
 */
public final class ContractCheck {

    /** The item whose position is asked for: far enough from the end that both neighbours are on the page. */
    private static final int PROBED = 3;

    private static final Duration LONGEST_SETTLE = Duration.ofSeconds(30);

    /**
     * How much is asked.
     *
     * @param pages of each listing, at least 1
     * @param patience how long events of the live connection are waited for
     * @param pageSizes what the manifest asks for, by stream; streams that do not say are absent
     */
    public record Bounds(int pages, Duration patience, Map<String, Integer> pageSizes) {
        public Bounds {
            pageSizes = Map.copyOf(pageSizes);
        }
    }

    /** What a walk over some pages showed. */
    private record Walked(List<PageReading> pages, @Nullable FetchFailureText failure, boolean whole) {

        List<ListedItem> items() {
            return pages.stream().flatMap(page -> page.listed().stream()).toList();
        }
    }

    private final SourceAccess source;
    private final Bounds bounds;
    private final Consumer<CheckStep> done;
    private final ListingReader reader;
    private final SampleMapper samples;
    private final List<CheckStep> steps = new ArrayList<>();

    /** @param done hears of each step as soon as it is done */
    public ContractCheck(SourceAccess source, Bounds bounds, Consumer<CheckStep> done) {
        this.source = source;
        this.bounds = bounds;
        this.done = done;
        this.reader = new ListingReader(source);
        this.samples = new SampleMapper(source);
    }

    /** All steps, in the order in which they were done. */
    public List<CheckStep> run() throws IOException, InterruptedException {
        for (StreamSpec stream : source.streams()) {
            if (stream.kind() == Kind.EVENT && stream.domain() == PositionDomain.TIME) {
                listing(stream);
            } else {
                add(CheckStep.skipped("order", stream.name(), "only listings of event streams by time are tried"));
            }
        }
        if (!source.connector().spec().socket().equals(SocketSpec.NONE)) {
            bothPaths();
        }
        return List.copyOf(steps);
    }

    private void add(CheckStep step) {
        steps.add(step);
        done.accept(step);
    }

    private void listing(StreamSpec stream) throws InterruptedException {
        long to = ListingReader.micros(source.clock().instant());
        long from = to - ListingReader.reach(stream).toNanos() / 1_000;
        Walked walked = walk(stream, from, to);
        if (walked.failure() != null) {
            add(CheckStep.failed(
                    "order",
                    stream.name(),
                    walked.failure().cause(),
                    walked.failure().remedy()));
            return;
        }
        List<ListedItem> items = walked.items();
        if (items.isEmpty()) {
            add(CheckStep.skipped("order", stream.name(), "the account has no item in the stream's horizon"));
            return;
        }
        add(order(stream, walked));
        pageSize(stream, walked);
        ListedItem probed = items.get(Math.min(PROBED, items.size() - 1));
        window(stream, "since", probed, probed.position(), to);
        window(stream, "until", probed, from, probed.position() + 1);
        read(stream, probed);
    }

    private Walked walk(StreamSpec stream, long from, long to) throws InterruptedException {
        PageWalk walk = reader.walk(stream, MiningMode.GAP_FILL, from, to);
        List<PageReading> pages = new ArrayList<>();
        while (pages.size() < bounds.pages()) {
            PageReading reading = reader.read(stream, walk, from, to);
            if (reading.failure() != null) {
                return new Walked(pages, reading.failure(), false);
            }
            pages.add(reading);
            if (reading.page() != null && reading.page().last()) {
                return new Walked(pages, null, true);
            }
        }
        return new Walked(pages, null, false);
    }

    private static CheckStep order(StreamSpec stream, Walked walked) {
        int displaced = walked.pages().stream()
                .mapToInt(page -> page.page() == null ? 0 : page.page().displaced())
                .sum();
        Map<String, Integer> seen = new HashMap<>();
        walked.items().forEach(item -> seen.merge(item.itemId(), 1, Integer::sum));
        return displaced > 0
                ? CheckStep.failed(
                        "order",
                        stream.name(),
                        "%d of %d items stand out of the declared order"
                                .formatted(displaced, walked.items().size()),
                        "correct listing.order or item.position, or name what it is ordered by: ordered-by")
                : CheckStep.ok(
                        "order",
                        stream.name(),
                        "%d items on %d pages keep it; %d ids, %s"
                                .formatted(
                                        walked.items().size(),
                                        walked.pages().size(),
                                        seen.size(),
                                        walked.whole() ? "to the end" : "not to the end"));
    }

    private void pageSize(StreamSpec stream, Walked walked) {
        Integer asked = bounds.pageSizes().get(stream.name());
        if (asked == null) {
            return;
        }
        List<Integer> full = walked.pages().stream()
                .filter(page -> page.page() != null && !page.page().last())
                .map(page -> page.listed().size())
                .toList();
        int most = full.stream().mapToInt(Integer::intValue).max().orElse(0);
        if (full.isEmpty()) {
            add(CheckStep.skipped("page-size", stream.name(), "the first page is the last"));
        } else if (most < asked) {
            add(CheckStep.failed(
                    "page-size",
                    stream.name(),
                    "%d are asked for, and a page that another follows holds %d: the source caps pages"
                            .formatted(asked, most),
                    "write: page-size.value: " + most));
        } else {
            add(CheckStep.ok("page-size", stream.name(), "pages hold the %d that are asked for".formatted(asked)));
        }
    }

    /** The window begins or ends at an item; one that leaves it out is exclusive where the manifest says otherwise. */
    private void window(StreamSpec stream, String end, ListedItem probed, long from, long to)
            throws InterruptedException {
        String step = "window-" + end;
        PageWalk walk = reader.walk(stream, MiningMode.GAP_FILL, from, to);
        for (int page = 0; page < bounds.pages(); page++) {
            PageReading reading = reader.read(stream, walk, from, to);
            if (reading.failure() != null || reading.page() == null) {
                add(CheckStep.failed(
                        step,
                        stream.name(),
                        reading.failure() == null
                                ? "no page"
                                : reading.failure().cause(),
                        reading.failure() == null
                                ? "try again"
                                : reading.failure().remedy()));
                return;
            }
            if (reading.page().items().stream().anyMatch(item -> item.itemId().equals(probed.itemId()))) {
                add(CheckStep.ok(step, stream.name(), "the item at the window's end is listed"));
                return;
            }
            if (reading.page().last()) {
                add(CheckStep.failed(
                        step,
                        stream.name(),
                        "item %s stands at the window's %s end and is left out".formatted(probed.itemId(), end),
                        end.equals("since")
                                ? "the lower bound is exclusive: write window.since-inclusive: false"
                                : "the upper bound is exclusive of a whole step, or listed late: write"
                                        + " window.until-exclusive: true, or raise settle"));
                return;
            }
        }
        add(CheckStep.skipped(step, stream.name(), "the item is further than %d pages away".formatted(bounds.pages())));
    }

    private void read(StreamSpec stream, ListedItem listed) throws InterruptedException {
        HttpCall call = source.connector().read(source.stream(stream.name()), listed.itemId());
        if (call == null) {
            return;
        }
        switch (source.call(call).outcome()) {
            case FetchOutcome.Answered answered ->
                add(compare(
                        "read",
                        stream,
                        new Sample(listed.itemId(), source.connector().readItem(stream.name(), answered.body())),
                        RecordKind.LISTED,
                        new Sample(listed.itemId(), listed.bytes())));
            case FetchOutcome failed -> {
                FetchFailureText text = FetchFailureText.of(failed, call.uri().getPath());
                add(CheckStep.failed("read", stream.name(), text.cause(), "correct read.path"));
                return;
            }
        }
        HttpCall unknown = source.connector().read(source.stream(stream.name()), absent(listed.itemId()));
        FetchOutcome outcome = unknown == null
                ? new FetchOutcome.Absent(404)
                : source.call(unknown).outcome();
        add(
                outcome instanceof FetchOutcome.Absent answer
                        ? CheckStep.ok(
                                "gone", stream.name(), "an id that does not exist is answered with " + answer.status())
                        : CheckStep.failed(
                                "gone",
                                stream.name(),
                                "an id that does not exist is not answered as gone",
                                "404, 410 or read.gone-when say it: leave read out, or correct read.path or read.gone-when"));
    }

    /** An id of the same form that no item has. */
    private static String absent(String id) {
        char[] changed = id.toCharArray();
        for (int i = Math.max(0, changed.length - 12); i < changed.length; i++) {
            if (Character.isDigit(changed[i])) {
                changed[i] = (char) ('0' + (changed[i] - '0' + 7) % 10);
            } else if (Character.isLetter(changed[i])) {
                changed[i] = changed[i] == 'f' ? 'e' : 'f';
            }
        }
        return new String(changed);
    }

    private CheckStep compare(String step, StreamSpec stream, Sample one, RecordKind shape, Sample listed) {
        ExtractionResult told = samples.extract(stream, shape, one);
        ExtractionResult other = samples.extract(stream, RecordKind.LISTED, listed);
        if (told instanceof ExtractionResult.Unreadable(String rule, String detail, String remedy)) {
            return CheckStep.failed(step, stream.name(), rule + ": " + detail, remedy);
        }
        if (!(told instanceof ExtractionResult.Item mine) || !(other instanceof ExtractionResult.Item theirs)) {
            return CheckStep.skipped(step, stream.name(), "the listed item cannot be read");
        }
        List<String> differences = new ArrayList<>();
        if (mine.position() != theirs.position()) {
            differences.add("position %d and %d".formatted(mine.position(), theirs.position()));
        }
        if (mine.version() == theirs.version()
                && mine.operation() != ItemOperation.DELETE
                && !Arrays.equals(mine.hash(), theirs.hash())) {
            differences.add("the content at version " + mine.version());
        }
        return differences.isEmpty()
                ? CheckStep.ok(step, stream.name(), "item %s says the same as in the listing".formatted(one.itemId()))
                : CheckStep.failed(
                        step,
                        stream.name(),
                        "item %s differs from the listing in %s"
                                .formatted(one.itemId(), String.join(" and ", differences)),
                        "correct the pointers, or name members that change by themselves: item.volatile");
    }

    /** What the live connection tells must be listed under the same id. */
    private void bothPaths() throws IOException, InterruptedException {
        FrameReading heard = new FrameReader(source).read(bounds.patience(), SampleMapper.MOST);
        if (!(heard.result() instanceof ConnectResult.Connected)) {
            add(CheckStep.skipped("both-paths", null, "no live connection; see ./gapless connector check"));
            return;
        }
        Map<String, Map<String, PublishRecord>> streams = new TreeMap<>();
        for (PublishRecord event : heard.events()) {
            streams.computeIfAbsent(event.stream(), name -> new LinkedHashMap<>())
                    .put(event.itemId(), event);
        }
        if (streams.isEmpty()) {
            add(CheckStep.skipped(
                    "both-paths",
                    null,
                    "no event in %d s".formatted(bounds.patience().toSeconds())));
        }
        for (Map.Entry<String, Map<String, PublishRecord>> told : streams.entrySet()) {
            StreamSpec stream = source.connector().spec().streams().get(told.getKey());
            if (stream != null && stream.kind() == Kind.EVENT && stream.domain() == PositionDomain.TIME) {
                add(bothPaths(stream, told.getValue()));
            }
        }
    }

    private CheckStep bothPaths(StreamSpec stream, Map<String, PublishRecord> told) throws InterruptedException {
        Duration settle = stream.settle().compareTo(LONGEST_SETTLE) > 0 ? LONGEST_SETTLE : stream.settle();
        source.pause(settle);
        long from = told.values().stream()
                .map(event -> samples.extract(stream, RecordKind.FRAME, new Sample(event.itemId(), event.bytes())))
                .filter(ExtractionResult.Item.class::isInstance)
                .mapToLong(item -> ((ExtractionResult.Item) item).position())
                .min()
                .orElse(0);
        Walked walked = walk(stream, from, ListingReader.micros(source.clock().instant()));
        if (walked.failure() != null) {
            return CheckStep.failed(
                    "both-paths",
                    stream.name(),
                    walked.failure().cause(),
                    walked.failure().remedy());
        }
        Map<String, ListedItem> listed = walked.items().stream()
                .collect(Collectors.toMap(ListedItem::itemId, item -> item, (one, other) -> one));
        Set<String> missing = new HashSet<>();
        for (PublishRecord event : told.values()) {
            ListedItem same = listed.get(event.itemId());
            Sample frame = new Sample(event.itemId(), event.bytes());
            if (same == null) {
                boolean gone = samples.extract(stream, RecordKind.FRAME, frame) instanceof ExtractionResult.Item item
                        && item.operation() == ItemOperation.DELETE;
                if (!gone) {
                    missing.add(event.itemId());
                }
            } else {
                CheckStep compared =
                        compare("both-paths", stream, frame, RecordKind.FRAME, new Sample(same.itemId(), same.bytes()));
                if (compared.failed()) {
                    return compared;
                }
            }
        }
        if (missing.isEmpty()) {
            return CheckStep.ok(
                    "both-paths", stream.name(), "%d live events are listed under the same ids".formatted(told.size()));
        }
        return walked.whole() || missing.size() == told.size()
                ? CheckStep.failed(
                        "both-paths",
                        stream.name(),
                        "%d of %d live events are not listed under their id, such as %s"
                                .formatted(
                                        missing.size(),
                                        told.size(),
                                        missing.iterator().next()),
                        "correct events.map: id; both paths must give an item the same id. Or raise settle")
                : CheckStep.skipped(
                        "both-paths",
                        stream.name(),
                        "%d of %d live events are further than %d pages away"
                                .formatted(missing.size(), told.size(), bounds.pages()));
    }
}
