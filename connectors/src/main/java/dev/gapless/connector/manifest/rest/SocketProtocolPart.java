package dev.gapless.connector.manifest.rest;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.connector.SocketSpec;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.QuantityFormats;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.rest.RestStream.Numbers;
import dev.gapless.connector.session.DialogueStep;
import dev.gapless.connector.session.MessageTemplate;
import dev.gapless.connector.session.SocketProtocol;
import dev.gapless.connector.session.TimedMessageMatcher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** What is said on the socket, and what the source's own messages look like. */
final class SocketProtocolPart {

    private static final ValueFormat<Duration> LATENESS = QuantityFormats.duration(Duration.ZERO, Duration.ofHours(1));
    private static final int MOST_STEPS = 8;
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final ValueFormat<Duration> MEASURE = QuantityFormats.duration(MINUTE, Duration.ofDays(1));
    private static final ValueFormat<NumberForm> UNIT = ValueFormats.choice(NumberForm.MICROSECONDS, NumberForm.class);

    private SocketProtocolPart() {}

    static SocketProtocol read(
            ManifestSection socket, SocketSpec spec, Map<String, RestStream> streams, Set<String> live) {
        List<String> names = streams.keySet().stream().filter(live::contains).toList();
        Map<String, RestStream> covered = new LinkedHashMap<>(streams);
        covered.keySet().retainAll(live);
        covered.values().removeIf(stream -> !stream.hasWindow());
        Duration lateness = socket.value("lateness", LATENESS);
        long coarsest = covered.values().stream()
                .mapToLong(stream -> ItemPart.coarseness(stream.reader()))
                .max()
                .orElse(0);
        if (socket.has("lateness") && lateness.toNanos() / 1_000 < coarsest) {
            socket.problem("lateness", "at least one step of the streams' positions", "write: lateness: 1s");
        }
        Duration limit = socket.value("lateness-limit", LATENESS, atLeastAMinute(lateness));
        if (socket.has("lateness-limit") && limit.compareTo(lateness) < 0) {
            socket.problem("lateness-limit", "at least the lateness", "raise it, or leave it out for a minute");
        }
        boolean unconfirmed = socket.value("unconfirmed", ValueFormats.flag(), false);
        @Nullable
        MessageTemplate subscribe =
                unconfirmed && !socket.has("subscribe") ? null : MessagePart.read(socket, "subscribe");
        @Nullable ManifestSection confirmation = unconfirmed ? null : socket.section("confirmation");
        @Nullable TimedMessageMatcher confirmed = confirmation == null ? null : timed(confirmation);
        @Nullable ManifestSection refusal = socket.optionalSection("refusal");
        ManifestSection ping = socket.section("ping");
        boolean byMessage = !spec.protocolPing();
        return new SocketProtocol(
                new SocketProtocol.Subscription(
                        dialogue(socket),
                        subscribe,
                        names,
                        covered.keySet(),
                        moving(covered),
                        with(Numbers.DENSE, streams, live),
                        with(Numbers.ORDERED, streams, live)),
                new SocketProtocol.Opening(
                        confirmed,
                        confirmation == null ? null : confirmation.optional("streams", ValueFormats.pointer()),
                        refusal == null ? null : SignalPart.read(refusal),
                        spec.silenceLimit()),
                new SocketProtocol.ProofOfLife(
                        byMessage ? MessagePart.read(ping, "message") : null,
                        byMessage ? timed(socket.section("pong")) : null,
                        heartbeatsWithoutProof(spec),
                        byMessage ? null : ping.value("measure-every", MEASURE, TEN_MINUTES)),
                new SocketProtocol.LatenessBounds(lateness, limit),
                InterruptionsPart.read(socket, spec.url(), streams));
    }

    /** A source that tells its time in whole seconds says the same for as long. */
    private static int heartbeatsWithoutProof(SocketSpec spec) {
        return (int) Math.max(spec.silentHeartbeats(), TWO_SECONDS.dividedBy(spec.heartbeat()) + 1);
    }

    private static Duration atLeastAMinute(Duration lateness) {
        return lateness.compareTo(MINUTE) < 0 ? MINUTE : lateness;
    }

    private static Set<String> with(Numbers numbers, Map<String, RestStream> streams, Set<String> live) {
        return streams.entrySet().stream()
                .filter(stream ->
                        live.contains(stream.getKey()) && stream.getValue().numbers() == numbers)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A listing that shows edits where they happened is ordered by them. */
    private static Set<String> moving(Map<String, RestStream> covered) {
        return covered.values().stream()
                .filter(stream -> stream.plan().listed().contains(Aspect.EDITS))
                .map(stream -> stream.plan().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static TimedMessageMatcher timed(ManifestSection section) {
        JsonPointer time = section.value("time", ValueFormats.pointer());
        if (section.has("time") && time.matches()) {
            section.problem("time", "a pointer to a member of the message", "write: time: /time");
        }
        NumberForm unit = section.value("time-unit", UNIT, NumberForm.MICROSECONDS);
        if (unit.isCount()) {
            section.problem(
                    "time-unit",
                    "the unit of a time; a count tells no moment",
                    "write milliseconds, or what the source documents; one that tells no time is: unconfirmed: true");
        }
        return new TimedMessageMatcher(SignalPart.read(section), time, unit);
    }

    private static List<DialogueStep> dialogue(ManifestSection socket) {
        List<ManifestSection> steps = socket.sectionList("dialogue", MOST_STEPS);
        return steps.stream().map(SocketProtocolPart::step).toList();
    }

    private static DialogueStep step(ManifestSection step) {
        @Nullable
        MessageTemplate send = step.has("send") ? MessagePart.read(step, "send") : MessagePart.none(step, "send");
        @Nullable ManifestSection awaited = step.optionalSection("await");
        if (!step.has("send") && !step.has("await")) {
            step.problem("send", "send, await, or both", "add it, for example: send: '{\"action\":\"hello\"}'");
        }
        return new DialogueStep(send, awaited == null ? null : SignalPart.read(awaited));
    }
}
