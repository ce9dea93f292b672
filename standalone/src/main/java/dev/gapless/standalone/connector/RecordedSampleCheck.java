package dev.gapless.standalone.connector;

import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.MiningMode;
import dev.gapless.connector.ExtractionResult.Item;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.standalone.connector.SampleMapper.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a manifest with recorded samples in a directory. It connects to nothing. The samples are read by the walks,
 * the sessions and the extraction of production:
 *
 * <ul>
 *   <li>{@code STREAM.page.json}, or several files whose names begin with {@code STREAM.page}: answers of a listing;
 *   <li>{@code frames.jsonl}: the messages of the live connection, one a line, in their order.
 * </ul>
 */
public final class RecordedSampleCheck {

    private static final String FRAMES = "frames.jsonl";

    /** Which declaration a refusal of the extraction is about, below the stream. */
    private static final Map<String, String> ITEM_RULES = Map.of(
            "item-id", "item.id",
            "item-position", "item.position",
            "item-version", "item.version",
            "item-created", "item.created",
            "item-deleted", "item.deleted",
            "page-order", "listing.order",
            "page-size", "listing.page-size");

    private final SourceAccess source;
    private final Path samples;
    private final SampleMapper mapper;
    private final List<CheckStep> steps = new ArrayList<>();
    private final Map<String, Map<String, Sample>> listed = new HashMap<>();
    private final Map<CheckStep, String> declarations = new HashMap<>();

    /**
     * One step, with the declaration that it refutes.
     *
     * @param line of the manifest, from 1; null unless the step failed
     */
    public record PlacedStep(CheckStep step, @Nullable Integer line) {}

    /** @param source for the connector and the clock; nothing is called */
    public RecordedSampleCheck(SourceAccess source, Path samples) {
        this.source = source;
        this.samples = samples;
        this.mapper = new SampleMapper(source);
    }

    /** @param manifest its text, for the lines of what is refuted */
    public List<PlacedStep> run(String manifest) throws IOException {
        for (StreamSpec stream : source.streams()) {
            pages(stream);
        }
        frames();
        ManifestPlaces places = new ManifestPlaces(manifest);
        return steps.stream()
                .map(step -> new PlacedStep(
                        step, step.failed() ? places.line(declarations.getOrDefault(step, "streams")) : null))
                .toList();
    }

    private void failed(CheckStep step, String declaration) {
        steps.add(step);
        declarations.put(step, declaration);
    }

    private void pages(StreamSpec stream) throws IOException {
        List<Path> files = files(stream.name() + ".page");
        if (files.isEmpty()) {
            steps.add(CheckStep.skipped("page", stream.name(), "there is no %s.page.json".formatted(stream.name())));
        }
        for (Path file : files) {
            page(stream, file);
        }
    }

    private List<Path> files(String beginning) throws IOException {
        if (!Files.isDirectory(samples)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(samples)) {
            return all.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(beginning) && name.endsWith(".json");
                    })
                    .sorted()
                    .toList();
        }
    }

    private void page(StreamSpec stream, Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        boolean snapshot = stream.kind() == Kind.SNAPSHOT;
        PageWalk walk = source.connector()
                .walk(
                        source.stream(stream.name()),
                        snapshot ? MiningMode.SNAPSHOT : MiningMode.GAP_FILL,
                        0,
                        snapshot ? 1 : Long.MAX_VALUE,
                        null);
        PageStep step = walk.accept(Files.readAllBytes(file), Long.MAX_VALUE);
        if (step instanceof PageStep.Again) {
            steps.add(CheckStep.skipped("page", stream.name(), "a page takes several calls"));
            return;
        }
        if (step instanceof PageStep.Unreadable unreadable) {
            failed(
                    CheckStep.failed(
                            "page",
                            stream.name(),
                            "%s: %s: %s".formatted(name, unreadable.rule(), unreadable.detail()),
                            unreadable.remedy()),
                    declared(stream, unreadable.rule(), "listing.items"));
            return;
        }
        if (!(step instanceof PageStep.Page page)) {
            failed(
                    CheckStep.failed(
                            "page",
                            stream.name(),
                            name + ": its way on cannot be followed",
                            "correct paging of the listing"),
                    declared(stream, "paging", "listing.paging"));
            return;
        }
        if (!page.broken().isEmpty()) {
            PageStep.BrokenItem broken = page.broken().getFirst();
            failed(
                    CheckStep.failed(
                            "page",
                            stream.name(),
                            "%s: %d of %d elements cannot be read; the first: %s: %s"
                                    .formatted(
                                            name,
                                            page.broken().size(),
                                            page.broken().size() + page.items().size(),
                                            broken.rule(),
                                            broken.detail()),
                            broken.remedy()),
                    declared(stream, broken.rule(), "item"));
            return;
        }
        if (page.displaced() > 0) {
            failed(
                    CheckStep.failed(
                            "order",
                            stream.name(),
                            "%s: %d of %d items stand out of the declared order"
                                    .formatted(
                                            name, page.displaced(), page.items().size()),
                            "correct listing.order, listing.ordered-by or item.position"),
                    declared(stream, "page-order", ""));
            return;
        }
        steps.add(CheckStep.ok(
                "page",
                stream.name(),
                "%s: %d items; %s"
                        .formatted(
                                name,
                                page.items().size(),
                                page.last() ? "it says that no page follows" : "another page follows")));
        List<Sample> found = page.items().stream()
                .map(item -> new Sample(item.itemId(), item.bytes()))
                .toList();
        found.forEach(sample ->
                listed.computeIfAbsent(stream.name(), key -> new HashMap<>()).put(sample.itemId(), sample));
        map(stream, RecordKind.LISTED, found);
    }

    private static String declared(StreamSpec stream, String rule, String otherwise) {
        return "streams.%s.%s".formatted(stream.name(), ITEM_RULES.getOrDefault(rule, otherwise));
    }

    private void map(StreamSpec stream, RecordKind shape, List<Sample> found) {
        CheckStep mapped = mapper.check(stream, shape, found);
        if (mapped.failed()) {
            String rule = mapped.detail().replaceFirst(":.*", "");
            boolean unit = mapped.detail().contains("which is no time of a feed");
            failed(mapped, declared(stream, unit ? "" : rule, unit ? "item.position-unit" : "item"));
        } else {
            steps.add(mapped);
        }
    }

    private void frames() throws IOException {
        Path file = samples.resolve(FRAMES);
        boolean live = source.connector().spec().streams().values().stream().anyMatch(StreamSpec::live);
        if (!Files.exists(file)) {
            if (live) {
                steps.add(CheckStep.skipped("frame", null, "there is no " + FRAMES));
            }
            return;
        }
        if (!live) {
            failed(
                    CheckStep.failed(
                            "frame",
                            null,
                            "%s: the manifest has no socket".formatted(FRAMES),
                            "describe it below socket"),
                    "type");
            return;
        }
        LiveSession session = source.connector().session(source.account());
        session.opened(source.now());
        Map<String, List<Sample>> events = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file);
        int other = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            List<LiveEffect> effects = session.frame(lines.get(i).getBytes(StandardCharsets.UTF_8), source.now());
            for (LiveEffect effect : effects) {
                // samples are old, and a session takes a time of another day for a wrong unit
                if (effect instanceof LiveEffect.DeadLetterRecord letter
                        && !letter.rule().equals("pong-time")) {
                    failed(
                            CheckStep.failed(
                                    "frame",
                                    letter.stream(),
                                    "%s, line %d: %s: %s".formatted(FRAMES, i + 1, letter.rule(), letter.detail()),
                                    letter.remedy()),
                            eventDeclared(letter.rule()));
                    return;
                }
                if (effect instanceof LiveEffect.PublishRecord event) {
                    events.computeIfAbsent(event.stream(), key -> new ArrayList<>())
                            .add(new Sample(event.itemId(), event.bytes()));
                }
            }
            other += effects.stream().noneMatch(LiveEffect.PublishRecord.class::isInstance) ? 1 : 0;
        }
        int count = events.values().stream().mapToInt(List::size).sum();
        steps.add(CheckStep.ok("frame", null, "%d events, and %d messages that are none".formatted(count, other)));
        events.forEach(this::event);
    }

    private static String eventDeclared(String rule) {
        return switch (rule) {
            case "event-type" -> "socket.events.type";
            case "event-unknown" -> "socket.events.map";
            default -> "socket.events";
        };
    }

    private void event(String name, List<Sample> found) {
        StreamSpec stream = source.connector().spec().streams().get(name);
        if (stream == null) {
            return;
        }
        map(stream, RecordKind.FRAME, found);
        Map<String, Sample> known = listed.getOrDefault(name, Map.of());
        for (Sample live : found) {
            Sample page = known.get(live.itemId());
            if (page != null
                    && mapper.extract(stream, RecordKind.FRAME, live) instanceof Item told
                    && mapper.extract(stream, RecordKind.LISTED, page) instanceof Item shown
                    && (told.version() == shown.version() || created(told, shown))
                    && (told.position() != shown.position() || !Arrays.equals(told.hash(), shown.hash()))) {
                failed(
                        CheckStep.failed(
                                "both-paths",
                                name,
                                "item %s has another %s in a frame than in a page"
                                        .formatted(
                                                live.itemId(),
                                                told.position() == shown.position() ? "content" : "position"),
                                "correct socket.events.item, or name in item.volatile what changes by itself"),
                        "socket.events.item");
                return;
            }
        }
        boolean any = found.stream().anyMatch(live -> known.containsKey(live.itemId()));
        steps.add(
                any
                        ? CheckStep.ok("both-paths", name, "items that are in frames and pages are the same")
                        : CheckStep.skipped("both-paths", name, "no item is in a frame and in a page"));
    }

    /** A listing may show no versions, and so say of each item that it was created. */
    private static boolean created(Item told, Item shown) {
        return told.operation() == ItemOperation.CREATE && shown.operation() == ItemOperation.CREATE;
    }
}
