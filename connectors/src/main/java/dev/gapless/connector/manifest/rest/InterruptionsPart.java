package dev.gapless.connector.manifest.rest;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.RequestSignature;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.QuantityFormats;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.part.AuthenticationPart;
import dev.gapless.connector.session.AnnouncedHole;
import dev.gapless.connector.session.AnnouncedHole.HoleBounds;
import dev.gapless.connector.session.MessageMatcher;
import dev.gapless.connector.session.MessageTemplate;
import dev.gapless.connector.session.ResumeRule;
import dev.gapless.connector.session.SocketProtocol;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code socket.resume} and {@code socket.holes}: what the source says and takes where events were missed. */
final class InterruptionsPart {

    private static final int MOST_HOLES = 4;
    private static final ValueFormat<Duration> KEEP =
            QuantityFormats.duration(Duration.ofSeconds(1), Duration.ofDays(1));
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final ValueFormat<NumberForm> UNIT = ValueFormats.choice(NumberForm.MICROSECONDS, NumberForm.class);

    private InterruptionsPart() {}

    /** @param url of the socket, which may have parameters of its own */
    static SocketProtocol.Interruptions read(ManifestSection socket, String url, Map<String, RestStream> streams) {
        @Nullable ManifestSection resume = socket.optionalSection("resume");
        List<AnnouncedHole> holes = socket.sectionList("holes", MOST_HOLES).stream()
                .map(hole -> hole(hole, streams))
                .toList();
        return new SocketProtocol.Interruptions(resume == null ? null : resume(resume, url, streams), holes);
    }

    private static ResumeRule resume(ManifestSection resume, String url, Map<String, RestStream> streams) {
        JsonPointer cursor = resume.value("cursor", ValueFormats.pointer());
        if (resume.has("cursor") && cursor.matches()) {
            resume.problem("cursor", "a pointer to a member of the message", "write: cursor: /seq");
        }
        @Nullable String parameter = resume.optional("parameter", AuthenticationPart.QUERY);
        MessagePart.ResumingMessage subscribe = MessagePart.resuming(resume, "subscribe");
        if (resume.has("parameter") == resume.has("subscribe")) {
            resume.problem(
                    "parameter",
                    "parameter or subscribe, and not both",
                    "name what carries the cursor, for example: parameter: cursor");
        }
        if (parameter != null && hasParameter(url, parameter)) {
            resume.problem(
                    "parameter",
                    "a parameter that socket.url does not have",
                    "leave it out of socket.url: a connection without a cursor begins with the present");
        }
        @Nullable ManifestSection expired = resume.optionalSection("expired");
        @Nullable MessageTemplate message = resume.has("subscribe") ? subscribe.message() : null;
        return new ResumeRule(
                cursor,
                message == null ? parameter : null,
                message,
                subscribe.numeric(),
                positions(resume, streams),
                expired == null ? null : SignalPart.read(expired),
                resume.value("keep", KEEP, FIVE_MINUTES));
    }

    /** Claims begin at such a cursor: what the source has lost of it must be told, and the order must hold. */
    private static @Nullable String positions(ManifestSection resume, Map<String, RestStream> streams) {
        @Nullable String name = resume.optional("positions", ValueFormats.text());
        if (name == null) {
            return null;
        }
        @Nullable RestStream stream = streams.get(name);
        boolean counted = stream != null
                && stream.numbers() == RestStream.Numbers.ORDERED
                && stream.reader().rules().positionForm() == NumberForm.NUMBER;
        if (!counted) {
            resume.problem("positions", "a stream with ordered: true, whose positions are numbers", "leave it out");
        } else if (!resume.has("subscribe") || !resume.has("expired")) {
            resume.problem(
                    "positions",
                    "only beside subscribe and expired",
                    "name the message that says that the source has that position no more, or leave it out");
        }
        return counted ? name : null;
    }

    /** Otherwise the connection would carry the parameter twice. */
    static void check(ManifestSection socket, SocketProtocol talk, AuthenticationScheme authentication) {
        @Nullable ManifestSection resume = socket.optionalSection("resume");
        @Nullable
        String parameter = talk.resume() == null ? null : talk.resume().parameter();
        if (resume != null && parameter != null && parametersOf(authentication).contains(parameter)) {
            resume.problem(
                    "parameter",
                    "a parameter that authentication does not set",
                    "name the one that carries the cursor, for example: parameter: cursor");
        }
    }

    private static Set<String> parametersOf(AuthenticationScheme authentication) {
        @Nullable RequestSignature signature = authentication.signature();
        Set<String> names = new HashSet<>();
        if (authentication.query() != null) {
            names.add(authentication.query());
        }
        if (signature != null) {
            Stream.of(signature.place(), signature.timestamp())
                    .flatMap(Stream::ofNullable)
                    .filter(place -> !place.header())
                    .forEach(place -> names.add(place.name()));
        }
        return names;
    }

    private static boolean hasParameter(String url, String name) {
        int query = url.indexOf('?');
        return query >= 0 && ("&" + url.substring(query + 1)).contains("&" + name + "=");
    }

    private static AnnouncedHole hole(ManifestSection hole, Map<String, RestStream> streams) {
        MessageMatcher message = SignalPart.read(hole);
        @Nullable String name = hole.optional("stream", ValueFormats.text());
        @Nullable RestStream stream = name == null ? null : streams.get(name);
        if (hole.has("stream") && stream == null) {
            hole.problem("stream", "a stream of this manifest", "one of " + String.join(", ", streams.keySet()));
        }
        @Nullable JsonPointer from = hole.optional("from", ValueFormats.pointer());
        @Nullable JsonPointer to = hole.optional("to", ValueFormats.pointer());
        @Nullable NumberForm unit = hole.optional("unit", UNIT);
        if (hole.has("from") != hole.has("to")) {
            hole.problem(
                    hole.has("from") ? "from" : "to",
                    "from and to, or neither",
                    "leave it out: without bounds all that the connection claimed is taken back");
        }
        if ((hole.has("from") || hole.has("to") || hole.has("unit")) && !hole.has("stream")) {
            hole.problem(
                    "stream",
                    "required beside from, to and unit",
                    "bounds are positions of one stream; one of " + String.join(", ", streams.keySet()));
        }
        if (from == null || to == null || stream == null) {
            return new AnnouncedHole(message, name, null);
        }
        NumberForm form = unit == null ? stream.reader().rules().positionForm() : unit;
        boolean numbered = stream.plan().domain() == PositionDomain.SEQUENCE;
        if (hole.has("unit") && form.isCount() != numbered) {
            hole.problem(
                    "unit",
                    numbered ? "a count, as the stream's positions" : "a unit of time, as the stream's positions",
                    "leave it out: the unit is that of item.position");
        }
        return new AnnouncedHole(message, name, new HoleBounds(from, to, form));
    }
}
