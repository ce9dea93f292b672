package dev.gapless.standalone.connector;

import dev.gapless.capture.connection.ConnectResult;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.MiningMode;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.LiveEffect.DeadLetterRecord;
import dev.gapless.connector.LiveEffect.PublishRecord;
import dev.gapless.connector.PageStep.BrokenItem;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.ObservedPageFetch.AnswerHead;
import dev.gapless.standalone.connector.SampleMapper.Sample;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a manifest against its source: names, TLS, credential, a page of each stream, and the limits in its answers.
 * Then it checks the clocks, the live connection, and what is read from up to 20 samples. It writes nothing. A step
 * that fails does not keep the others from being tried where they do not need it.
 */
public final class ConnectorCheck {

    /** A clock further off than this makes windows of time wrong that are not corrected. */
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    private final SourceAccess source;
    private final SourceSpec spec;
    private final Duration patience;
    private final Consumer<CheckStep> done;
    private final SampleMapper samples;
    private final List<CheckStep> steps = new ArrayList<>();

    /**
     * @param patience how long an event of the live connection is waited for
     * @param done hears of each step as soon as it is done
     */
    public ConnectorCheck(SourceAccess source, Duration patience, Consumer<CheckStep> done) {
        this.source = source;
        this.spec = source.connector().spec();
        this.patience = patience;
        this.done = done;
        this.samples = new SampleMapper(source);
    }

    /** All steps, in the order in which they were done. */
    public List<CheckStep> run() throws IOException, InterruptedException {
        boolean paged = !spec.http().equals(HttpSpec.NONE);
        if (paged && host(spec.http().baseUrl(), "http.base-url")) {
            checkListings();
        }
        if (!spec.socket().equals(SocketSpec.NONE)) {
            URI socket = URI.create(spec.socket().urlFor(source.account()));
            boolean same = paged
                    && socket.getHost().equals(spec.http().baseUrl().getHost())
                    && socket.getPort() == spec.http().baseUrl().getPort();
            if (same || host(socket, "socket.url")) {
                checkFrames();
            }
        }
        return List.copyOf(steps);
    }

    private boolean host(URI address, String key) {
        List<CheckStep> found =
                new HostCheck(source.policy(), NetworkRule.of(source.connector()), source.clock()).run(address, key);
        found.forEach(this::add);
        return found.stream().noneMatch(CheckStep::failed);
    }

    private void add(CheckStep step) {
        steps.add(step);
        done.accept(step);
    }

    private void checkListings() throws InterruptedException {
        ListingReader reader = new ListingReader(source);
        @Nullable StreamSpec answered = null;
        for (StreamSpec stream : source.streams()) {
            PageReading reading = reader.first(stream);
            if (reading.failure() != null) {
                add(CheckStep.failed(
                        "page",
                        stream.name(),
                        reading.failure().cause(),
                        reading.failure().remedy()));
                continue;
            }
            answered = stream;
            addPage(stream, reading);
        }
        if (answered == null) {
            add(CheckStep.skipped("authentication", null, "no page was answered"));
            return;
        }
        checkHeaders();
        checkCredential(answered, reader);
    }

    private void addPage(StreamSpec stream, PageReading reading) {
        List<BrokenItem> broken =
                reading.page() == null ? List.of() : reading.page().broken();
        if (!broken.isEmpty()) {
            BrokenItem first = broken.getFirst();
            add(CheckStep.failed(
                    "page",
                    stream.name(),
                    "%d of %d elements cannot be read; the first: %s: %s"
                            .formatted(
                                    broken.size(),
                                    broken.size() + reading.listed().size(),
                                    first.rule(),
                                    first.detail()),
                    first.remedy()));
        } else {
            boolean last = reading.page() != null && reading.page().last();
            add(CheckStep.ok(
                    "page",
                    stream.name(),
                    "%d items in %d bytes; %s"
                            .formatted(
                                    reading.listed().size(),
                                    reading.bytes(),
                                    last ? "the source says that no page follows" : "another page follows")));
        }
        add(samples.check(
                stream,
                RecordKind.LISTED,
                reading.listed().stream()
                        .map(item -> new Sample(item.itemId(), item.bytes()))
                        .toList()));
    }

    private void checkHeaders() {
        HttpSpec http = spec.http();
        AnswerHead head = source.head();
        String limits = head == null ? "" : RateHeaderText.limits(head);
        add(CheckStep.ok(
                "limits",
                null,
                "%s; the manifest asks for at most %s requests/s, %d at once"
                        .formatted(
                                limits.isEmpty() ? "no header tells a limit" : limits,
                                http.requestsPerSecond(),
                                http.burst())));
        SourceAccess.ServerClock told = source.serverClock();
        if (told == null) {
            add(CheckStep.skipped("clock", null, "no answer has a Date header"));
            return;
        }
        // the date is cut to the second, and was made at some moment of the call
        Duration behind = Duration.between(told.date().plusSeconds(1), told.asked());
        Duration ahead = Duration.between(told.answered(), told.date());
        Duration most = behind.compareTo(ahead) > 0 ? behind : ahead;
        String side = behind.compareTo(ahead) > 0 ? "behind" : "ahead of";
        add(
                most.compareTo(TOLERATED) > 0
                        ? CheckStep.failed(
                                "clock",
                                null,
                                "the source's clock is %d s %s this machine's".formatted(most.toSeconds(), side),
                                "set this machine's clock by NTP; if it is right, raise settle and lateness")
                        : CheckStep.ok(
                                "clock",
                                null,
                                most.isPositive()
                                        ? "the source's clock is %d ms %s this machine's"
                                                .formatted(most.toMillis(), side)
                                        : "the source's clock agrees with this machine's"));
    }

    /** A credential that the source never asks for is a mistake as well, and nothing would show it. */
    private void checkCredential(StreamSpec stream, ListingReader reader) throws InterruptedException {
        if (spec.authentication().equals(AuthenticationScheme.NONE)) {
            add(CheckStep.skipped("authentication", null, "the manifest names none"));
            return;
        }
        if (source.credential() == null) {
            add(CheckStep.skipped("authentication", null, "no credential is given; see --credential-file"));
            return;
        }
        MiningMode mode = stream.kind() == StreamSpec.Kind.SNAPSHOT ? MiningMode.SNAPSHOT : MiningMode.PROBE;
        FetchOutcome without =
                source.call(reader.walk(stream, mode, 0, 1).next(), null).outcome();
        add(CheckStep.ok(
                "authentication",
                null,
                without instanceof FetchOutcome.Unauthorised(int status)
                        ? "the credential is accepted; without it the source answers with status " + status
                        : "the credential is accepted; the source did not refuse a call without it either"));
    }

    private void checkFrames() throws IOException, InterruptedException {
        FrameReading reading = new FrameReader(source).read(patience, SampleMapper.MOST);
        add(connection(reading));
        if (!(reading.result() instanceof ConnectResult.Connected)) {
            return;
        }
        add(frames(reading));
        for (String name : new TreeSet<>(
                reading.events().stream().map(PublishRecord::stream).toList())) {
            StreamSpec stream = spec.streams().get(name);
            if (stream != null) {
                add(samples.check(
                        stream,
                        RecordKind.FRAME,
                        reading.events().stream()
                                .filter(event -> event.stream().equals(name) && !event.listed())
                                .map(event -> new Sample(event.itemId(), event.bytes()))
                                .toList()));
            }
        }
    }

    private CheckStep connection(FrameReading reading) {
        return switch (reading.result()) {
            case ConnectResult.Connected connected ->
                reading.end() == null
                        ? CheckStep.ok(
                                "socket",
                                null,
                                reading.confirmed().isEmpty()
                                        ? "connected; no subscription is confirmed"
                                        : "connected; confirmed for "
                                                + String.join(", ", new TreeSet<>(reading.confirmed())))
                        : CheckStep.failed(
                                "socket",
                                null,
                                reading.end(),
                                "compare socket.subscribe, confirmation and refusal with the source's documents");
            case ConnectResult.Refused(int status, String retryAfter) ->
                CheckStep.failed(
                        "socket",
                        null,
                        "the handshake was answered with status " + status,
                        status == 401 || status == 403
                                ? "give the credential with --credential-file, or correct authentication"
                                : "correct socket.url");
            case ConnectResult.TimedOut(String detail) ->
                CheckStep.failed("socket", null, detail, "correct socket.url, or try again later");
            case ConnectResult.Unreachable(String detail) ->
                CheckStep.failed("socket", null, detail, "correct socket.url");
        };
    }

    private CheckStep frames(FrameReading reading) {
        DeadLetterRecord unreadable = reading.unreadable();
        if (unreadable != null) {
            return CheckStep.failed(
                    "frame", unreadable.stream(), unreadable.rule() + ": " + unreadable.detail(), unreadable.remedy());
        }
        return reading.events().isEmpty()
                ? CheckStep.skipped(
                        "frame",
                        null,
                        "%d frames and no event in %d s; see --wait".formatted(reading.frames(), patience.toSeconds()))
                : CheckStep.ok(
                        "frame",
                        null,
                        "%d frames, %d events"
                                .formatted(reading.frames(), reading.events().size()));
    }
}
